using System.Globalization;
using EdgeAgent.Core.Modules;
using EdgeAgent.Core.Config;
using EdgeAgent.Inference.Video.Capture;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Bench;

/// <summary>The module, the clip and ONNX Runtime for the benches of video.</summary>
/// <param name="Module">The module's folder.</param>
/// <param name="Manifest">What it says.</param>
/// <param name="Clip">A clip of a street with people, 768 by 576 pixels, 10 frames a second.</param>
/// <param name="Runtime">The folder with ONNX Runtime's library.</param>
internal sealed record VideoRig(string Module, VideoManifest Manifest, string Clip, string Runtime)
{
    private const string ModuleName = "nanodet-g";
    private const string ClipName = "vtest.avi";

    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Path of the model.</summary>
    public string Model => Path.Combine(Module, Manifest.ModelFile);

    /// <summary>How the peers' package is had.</summary>
    public const string NodeHelp = "(cd tests/Models && npm ci)";

    /// <summary>Finds all; null, and said on standard error, when something is missing.</summary>
    /// <param name="bench">Who asks.</param>
    public static VideoRig? Find(string bench)
    {
        var (modules, clips, runtime) = (Folder("EDGE_MODULES_DIR"), Folder("EDGE_CLIPS_DIR"), Folder("EDGE_ONNXRUNTIME_DIR"));
        var faults = new List<ConfigFault>();
        var manifest = modules is null ? null : ModuleLoader.Load<VideoManifest>(Path.Combine(modules, ModuleName), faults);
        var missing = manifest is null ? $"the module {ModuleName} in EDGE_MODULES_DIR: packaging/model {ModuleName} makes it {string.Join("; ", faults)}"
            : clips is null || !File.Exists(Path.Combine(clips, ClipName)) ? $"the clip {ClipName} in EDGE_CLIPS_DIR: packaging/clip fetches it"
            : runtime is null ? "EDGE_ONNXRUNTIME_DIR: packaging/onnxruntime gets the library"
            : "";
        if (missing.Length > 0)
        {
            Console.Error.WriteLine($"{bench}: left out, missing is {missing}");
            return null;
        }

        return new VideoRig(Path.Combine(modules!, ModuleName), manifest!, Path.Combine(clips!, ClipName), runtime!);
    }

    /// <summary>The first frames of a clip.</summary>
    public static IReadOnlyList<YuvFrame> Frames(string path, int most)
    {
        using var file = MediaFile.Open(path, out var fault) ?? throw new InvalidOperationException($"{path}: {fault}");
        var frames = new List<YuvFrame>();
        for (var frame = file.MakeFrame(); frames.Count < most && file.TryRead(frame); frame = file.MakeFrame())
        {
            frames.Add(frame);
        }

        return frames;
    }

    /// <summary>The source of a site file: so many cameras that show a clip over and over.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="cameras">How many cameras.</param>
    /// <param name="fps">Pictures a second that each wants.</param>
    /// <param name="sessions">Sessions of the module.</param>
    /// <param name="hasGate">False: every picture is looked at.</param>
    public static string Source(string clip, int cameras, double fps, int sessions, bool hasGate)
    {
        var devices = Enumerable.Range(1, cameras).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""
            { "name": "camera-{{i}}", "url": "file:{{clip}}", "fps": {{fps}}, "motion": { "off": {{(hasGate ? "false" : "true")}} },
              "lines": [ { "name": "gate", "from": [0.5, 0.1], "to": [0.5, 1] } ],
              "zones": [ { "name": "path", "area": [[0.2, 0.2], [0.8, 0.2], [0.8, 0.9], [0.2, 0.9]], "loiter": "30 s", "leftBehind": "1 min", "queue": true } ] }
            """));
        return $$"""{ "kind": "camera", "module": "{{ModuleName}}", "sessions": {{sessions}}, "devices": [ {{string.Join(',', devices)}} ] }""";
    }

    /// <summary>A field of /proc/PID/status such as VmHWM, MB.</summary>
    public static double StatusMb(int pid, string field) =>
        double.Parse(File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(field + ":", StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1_000;

    private static string? Folder(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path && Directory.Exists(path) ? Path.GetFullPath(path) : null;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EdgeAgent.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
