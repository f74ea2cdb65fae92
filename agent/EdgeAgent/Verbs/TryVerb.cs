using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Inference.Series;
using EdgeAgent.Inference.Video.Geometry;
using EdgeAgent.Inference.Video.Inference;
using EdgeAgent.Try;

namespace EdgeAgent.Verbs;

/// <summary>`edgeagent try`.</summary>
internal sealed class TryVerb
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int Misuse = 2;
    private const int MostThreads = 64;

    private readonly Argument<string> _module = new("module") { Description = "The module: its folder, or its name in the folder modules beside the program or in /var/lib/edgeagent/modules." };
    private readonly Option<string> _input = new("--input") { Description = "For a video module a picture, a clip, or a folder of them; for a series module a CSV file with the columns timestamp (ISO 8601 or YYYY-MM-DD HH:MM:SS; UTC where none is named) and value, or a folder of them.", HelpName = "PATH" };
    private readonly Option<bool> _golden = new("--golden") { Description = "Look at the module's own golden pictures instead of --input, and tell each detection that is not as its manifest says: exit status 1 when there is one. With --json and --threads." };
    private readonly Option<bool> _json = new("--json") { Description = "A JSON object a line, for programs: one for each picture or frame, for each crossing, and one at the end of a clip. Boxes are left, top, right, bottom in pixels of the input; frames count from 0. For a series one for each sample: timestamp, value, score from 0 to 1, anomaly, and what was expected where it is one." };
    private readonly Option<string?> _lines = new("--lines") { Description = "Count what crosses the lines of this file: [{\"name\":\"gate\",\"from\":[0.5,0.2],\"to\":[0.5,0.8]}], coordinates from 0 to 1. A foot point (middle of the box's lower edge) that goes from the negative side of (to - from) x (foot - from) to the positive one, y pointing down, goes in.", HelpName = "FILE" };
    private readonly Option<double?> _fps = new("--fps") { Description = "Look at so many frames a second of a clip, as a camera would give them; more than 0, at most 240. Left out: every frame.", HelpName = "N" };
    private readonly Option<double?> _threshold = new("--threshold") { Description = "Lowest score of every class that the module keeps, or of an anomaly, above 0 and at most 1, for measuring. Left out: the module's own.", HelpName = "SCORE" };
    private readonly Option<string?> _out = new("--out") { Description = "Draw what was found: a picture's own, a clip's last frame. The name's ending tells the format, as in found.png. For one file.", HelpName = "PICTURE" };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads that share the work of a picture, 1 to 64.", DefaultValueFactory = _ => 1, HelpName = "N" };
    private readonly Option<DirectoryInfo?> _runtime = new("--runtime") { Description = "A folder with libonnxruntime.so.1. Left out: beside the program, then where the system looks.", HelpName = "FOLDER" };

    public static Command Create() => new TryVerb().Command();

    private Command Command()
    {
        var command = new Command("try", "Run a module on pictures, clips or series and print what it finds. Nothing is stored and nothing leaves the machine. Ctrl-C stops with what was found. Exit status 0: all was looked at; 1: something could not be, or a golden picture is not as expected; 2: the command makes no sense.")
        {
            _module, _input, _golden, _json, _lines, _fps, _threshold, _out, _threads, _runtime,
        };
        command.SetAction((parse, _) => Task.FromResult(Run(parse)));
        return command;
    }

    private int Run(ParseResult parse)
    {
        var error = parse.InvocationConfiguration.Error;
        var config = new List<ConfigFault>();
        var folder = ModuleFolders.Find(parse.GetValue(_module)!, ModuleFolders.Of(null));
        var module = ModuleLoader.Load(folder, config);
        return module is SeriesManifest series ? RunSeries(parse, series, folder) : RunVideo(parse, Read(parse, error, module as VideoManifest, folder, config), folder);
    }

    private int RunSeries(ParseResult parse, SeriesManifest manifest, string folder)
    {
        var error = parse.InvocationConfiguration.Error;
        var faults = new List<string>();
        Range(parse.GetValue(_threshold), "--threshold", 1, faults);
        foreach (var option in new Option[] { _golden, _lines, _fps, _out, _threads }.Where(o => parse.GetResult(o) is { Implicit: false }))
        {
            faults.Add($"{option.Name}: expected with a video module; {manifest.Name} is a series module");
        }

        var inputs = InputsOf(parse, isSeries: true, faults);
        faults.ForEach(f => error.WriteLine($"edgeagent try: {f}"));
        if (faults.Count > 0)
        {
            return Misuse;
        }

        if (!TryOpen(parse, out var library))
        {
            return Failed;
        }

        var asked = parse.GetValue(_threshold) is { } threshold ? manifest.WithThreshold((float)threshold) : manifest;
        using var environment = OrtEnvironment.Open(library);
        var wrong = new List<string>();
        using var model = SeriesModel.Open(environment, asked, Path.Combine(folder, asked.ModelFile), wrong);
        wrong.ForEach(w => error.WriteLine($"edgeagent try: {w}"));
        return model is null ? Failed : RunSeries(model, inputs!, Directory.Exists(parse.GetValue(_input)), parse.GetValue(_json), parse.InvocationConfiguration);
    }

    private static int RunSeries(SeriesModel model, IReadOnlyList<string> inputs, bool isFolder, bool isJson, InvocationConfiguration io)
    {
        using var cancel = new CancellationTokenSource();
        using var stop = new StopSignals(cancel);
        var progress = new TryProgress(io.Error, !System.Console.IsErrorRedirected, inputs.Count, "row");
        var writer = new SeriesTryWriter(io.Output, isJson, model.Manifest, isFolder);
        var failures = new SeriesTryRun(model, inputs, writer, io.Error, progress, cancel.Token).Run();
        progress.Clear();
        return failures == 0 ? Ok : Failed;
    }

    private bool TryOpen(ParseResult parse, [NotNullWhen(true)] out OrtLibrary? library)
    {
        var searched = parse.GetValue(_runtime) is { } runtime ? new[] { runtime.FullName } : [];
        if (OrtLibrary.TryLoad(searched, out library, out var fault))
        {
            return true;
        }

        parse.InvocationConfiguration.Error.WriteLine($"edgeagent try: ONNX Runtime is missing: {fault}");
        return false;
    }

    private int RunVideo(ParseResult parse, TryOptions? options, string folder)
    {
        var error = parse.InvocationConfiguration.Error;
        if (options is null)
        {
            return Misuse;
        }

        if (!TryOpen(parse, out var library))
        {
            return Failed;
        }

        using var environment = OrtEnvironment.Open(library);
        using var model = OnnxPictureModel.Open(environment, options.Manifest, Path.Combine(folder, options.Manifest.ModelFile), parse.GetValue(_threads), out var wrong);
        if (model is null)
        {
            error.WriteLine($"edgeagent try: {wrong}");
            return Failed;
        }

        return Run(options, model, parse.GetValue(_json), parse.InvocationConfiguration);
    }

    private static int Run(TryOptions options, OnnxPictureModel model, bool isJson, InvocationConfiguration io)
    {
        using var cancel = new CancellationTokenSource();
        using var stop = new StopSignals(cancel);
        var progress = new TryProgress(io.Error, !System.Console.IsErrorRedirected, options.Inputs.Count);
        var writer = new TryWriter(io.Output, isJson, options);
        var failures = options.IsGolden
            ? new GoldenRun(options, model, writer, io.Error, progress, cancel.Token).Run(out var fault)
            : new TryRun(options, model, writer, io.Error, progress, cancel.Token).Run(out fault);
        progress.Clear();
        if (failures < 0)
        {
            io.Error.WriteLine($"edgeagent try: {options.Manifest.ModelFile}: {fault}");
        }

        return failures == 0 ? Ok : Failed;
    }

    private TryOptions? Read(ParseResult parse, TextWriter error, VideoManifest? manifest, string folder, List<ConfigFault> config)
    {
        var faults = new List<string>();
        Range(parse.GetValue(_fps), "--fps", 240, faults);
        Range(parse.GetValue(_threshold), "--threshold", 1, faults);
        if (parse.GetValue(_threads) is < 1 or > MostThreads)
        {
            faults.Add($"--threads {parse.GetValue(_threads)}: expected 1 to {MostThreads}");
        }

        var isGolden = parse.GetValue(_golden);
        var inputs = isGolden ? [] : InputsOf(parse, isSeries: false, faults);
        foreach (var option in isGolden ? new Option[] { _input, _lines, _fps, _threshold, _out }.Where(o => parse.GetResult(o) is not null) : [])
        {
            faults.Add($"{option.Name}: expected without --golden");
        }

        var output = parse.GetValue(_out) ?? "";
        if (output.Length > 0 && inputs is { Count: > 1 })
        {
            faults.Add("--out: expected with --input of one file");
        }

        if (isGolden && manifest is { Golden.Count: 0 })
        {
            faults.Add($"--golden: {Path.Combine(folder, ModuleLoader.FileName)} names no golden picture; expected one or more in golden");
        }

        var lines = parse.GetValue(_lines) is { } file ? LinesFile.Load(file, config) : [];
        faults.AddRange(config.Select(c => c.ToString()));
        faults.ForEach(f => error.WriteLine($"edgeagent try: {f}"));
        if (faults.Count > 0)
        {
            return null;
        }

        if (isGolden)
        {
            return new TryOptions(manifest!, [.. manifest!.Golden.Select(g => Path.Combine(folder, g.Input))], [], null, "", IsGolden: true);
        }

        var asked = parse.GetValue(_threshold) is { } threshold ? manifest!.WithThreshold((float)threshold) : manifest!;
        return new TryOptions(asked, inputs!, lines!, parse.GetValue(_fps), output);
    }

    private IReadOnlyList<string>? InputsOf(ParseResult parse, bool isSeries, List<string> faults)
    {
        var fault = $"is missing; expected {(isSeries ? TryInputs.OfSeries : TryInputs.OfVideo)}";
        var inputs = parse.GetValue(_input) is { } path ? TryInputs.Find(path, isSeries, out fault) : null;
        if (inputs is null)
        {
            faults.Add($"--input: {fault}");
        }

        return inputs;
    }

    private static void Range(double? value, string option, double most, List<string> faults)
    {
        if (value is { } number && !(number > 0 && number <= most))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{option} {number}: expected above 0 and at most {most}"));
        }
    }
}
