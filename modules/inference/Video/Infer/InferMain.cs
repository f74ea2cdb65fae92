using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Inference.Video.Inference;

namespace EdgeAgent.Inference.Video.Infer;

/// <summary>
/// A module's process: reads its configuration from standard input, tells numbers by standard output, and ends when standard input does, which is when the agent has gone.
/// </summary>
public static class InferMain
{
    /// <summary>All went well until the agent asked for the end.</summary>
    public const int Ended = 0;

    /// <summary>The module, its model or ONNX Runtime cannot be used.</summary>
    public const int Unusable = 1;

    /// <summary>The configuration makes no sense.</summary>
    public const int Misuse = 2;

    private const int BeatMs = 200;
    private const long SecondNs = 1_000_000_000;

    /// <summary>Runs until standard input ends.</summary>
    /// <param name="folder">The module's folder.</param>
    /// <param name="runtimes">Folders in which ONNX Runtime is looked for.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error, for people.</param>
    public static int Run(string folder, IReadOnlyList<string> runtimes, Stream input, Stream output, TextWriter error)
    {
        var writer = new InferWriter(output);
        using var lines = new StreamReader(input, Encoding.UTF8);
        if (lines.ReadLine() is not { Length: <= InferConfig.MostBytes } line)
        {
            return Tell(Misuse, "no configuration by standard input: this is started by edgeagent run");
        }

        if (InferConfig.Read(line, out var fault) is not { } config)
        {
            return Tell(Misuse, fault);
        }

        var faults = new List<ConfigFault>();
        if (ModuleLoader.Load<VideoManifest>(folder, faults) is not { } manifest)
        {
            return Tell(Unusable, string.Join("; ", faults));
        }

        if (!OrtLibrary.TryLoad(runtimes, out var library, out var missing))
        {
            return Tell(Unusable, $"ONNX Runtime is missing: {missing}");
        }

        using var environment = OrtEnvironment.Open(library);
        var models = new List<IPictureModel>();
        for (var i = 0; i < config.Plan.Sessions; i++)
        {
            if (OnnxPictureModel.Open(environment, manifest, Path.Combine(folder, manifest.ModelFile), config.Threads, out fault) is not { } model)
            {
                return Tell(Unusable, fault);
            }

            models.Add(model);
        }

        using var engine = InferEngine.Create(config, manifest, models, p => Try(writer, p), out fault);
        return engine is null ? Tell(Unusable, fault) : Live(engine, writer, lines, library.Version.ToString(), error);

        int Tell(int status, string why)
        {
            _ = Try(writer, new FaultMessage(why));
            error.WriteLine($"edgeagent infer: {why}");
            return status;
        }
    }

    private static int Live(InferEngine engine, InferWriter writer, StreamReader lines, string version, TextWriter error)
    {
        using var over = new ManualResetEventSlim();
        new Thread(() => Listen(engine, lines, over)) { Name = "commands", IsBackground = true }.Start();
        engine.Start();
        var isHeard = Try(writer, new ReadyMessage(version));
        for (var nextNs = 0L; isHeard && !over.Wait(BeatMs);)
        {
            var nowNs = BootTime.NowNs();
            isHeard = Try(writer, new BeatMessage(engine.Check(nowNs)));
            var isDue = nowNs >= nextNs;
            nextNs = !isDue ? nextNs : nowNs - nextNs > SecondNs ? nowNs + SecondNs : nextNs + SecondNs;
            for (var camera = 0; camera < engine.Cameras && isHeard; camera++)
            {
                if (isDue || engine.HasNews(camera))
                {
                    isHeard = Try(writer, new ReportMessage(engine.Report(camera, nowNs, !isDue)));
                }
            }

            if (engine.Fault.Length > 0)
            {
                _ = Try(writer, new FaultMessage(engine.Fault));
                error.WriteLine($"edgeagent infer: {engine.Fault}");
                return Unusable;
            }
        }

        return Ended;
    }

    // One command so far: {"picture":N}.
    private static void Listen(InferEngine engine, StreamReader lines, ManualResetEventSlim over)
    {
        try
        {
            while (lines.ReadLine() is { } line)
            {
                using var parsed = JsonDocument.Parse(line);
                _ = parsed.RootElement.Integer("picture") is { } camera && engine.Want(camera);
            }
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException or ObjectDisposedException)
        {
            // The agent does not write such: it is treated as its end.
        }

        try
        {
            over.Set();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    // False when the agent reads no more.
    private static bool Try(InferWriter writer, InferMessage message)
    {
        try
        {
            writer.Write(message);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
