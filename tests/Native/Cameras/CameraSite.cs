using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Native.Cameras;

/// <summary>A site with cameras and a module made on the spot, for the native binary.</summary>
internal sealed class CameraSite : IDisposable
{
    private readonly List<string> _cameras = [];

    public CameraSite(byte[] model, int edge = TinyModule.Edge)
    {
        var runtime = OnnxFolder.Find(out var reason);
        Assert.SkipWhen(runtime is null, reason);
        Site.WindowLength = "5 s";
        Directory.CreateDirectory(Site.DataPath);
        TinyModule.Write(Path.Combine(Site.DataPath, "modules", "tiny"), model, edge);
        File.CreateSymbolicLink(Path.Combine(Site.DataPath, "onnxruntime"), runtime!);
    }

    public NativeSite Site { get; } = new();

    public string ModuleFolder => Path.Combine(Site.DataPath, "modules", "tiny");

    /// <summary>Adds a camera, whose every picture is looked at.</summary>
    public void Add(string name, string url, string user = "", string password = "", string more = "")
    {
        if (user.Length > 0)
        {
            var secrets = Directory.CreateDirectory(Path.Combine(Site.DataPath, "secrets"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.WriteAllText(Path.Combine(secrets.FullName, name), password);
            File.SetUnixFileMode(Path.Combine(secrets.FullName, name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var signIn = user.Length > 0 ? $"\"user\": \"{user}\", \"secret\": \"{name}\"," : "";
        _cameras.Add($$"""{ "name": "{{name}}", "url": "{{url}}", {{signIn}} "motion": { "off": true }{{more}} }""");
    }

    /// <summary>A clip of a test picture, 10 s long, made by ffmpeg.</summary>
    public string MakeClip()
    {
        using var ffmpeg = new ChildProcess("ffmpeg", ["-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=10:duration=10", "-c:v", "mpeg4", "-g", "10", Site["clip.mp4"]]);
        Assert.True(ffmpeg.WaitForExit(60_000) == 0, ffmpeg.All);
        return Site["clip.mp4"];
    }

    /// <summary>Starts the agent.</summary>
    public ChildProcess Run()
    {
        Site.Sources = $$"""{ "kind": "camera", "module": "tiny", "devices": [ {{string.Join(", ", _cameras)}} ] }""";
        Site.Write();
        return Site.Run();
    }

    /// <summary>The process of the module; 0 for none.</summary>
    public int ModuleProcess() => ProcessesWith("infer", ModuleFolder).FirstOrDefault();

    /// <summary>Waits for another process of the module than <paramref name="old"/>; how long that took, ms.</summary>
    public async Task<long> NextProcessAsync(int old, int forMs)
    {
        var from = Environment.TickCount64;
        while (ModuleProcess() is var now && (now == 0 || now == old))
        {
            Assert.True(Environment.TickCount64 - from < forMs, $"no other process than {old} for {forMs} ms");
            await Task.Delay(10);
        }

        return Environment.TickCount64 - from;
    }

    /// <summary>Waits until the newest reading of a point is of a quality that is asked for; how long that took, ms.</summary>
    public async Task<long> UntilAsync(HttpClient http, string point, Predicate<string> isAsked, int forMs)
    {
        var from = Environment.TickCount64;
        for (var last = ""; ; await Task.Delay(100))
        {
            var points = await Site.GetAsync(http, "/v1/points");
            var found = points.GetProperty("points").EnumerateArray().Single(p => p.GetProperty("name").GetString() == point);
            last = found.TryGetProperty("quality", out var quality) ? quality.GetString()! : "";
            if (last.Length > 0 && isAsked(last))
            {
                return Environment.TickCount64 - from;
            }

            Assert.True(Environment.TickCount64 - from < forMs, $"{point} is {last} for {forMs} ms");
        }
    }

    /// <summary>Numbers of processes whose arguments hold all of the texts.</summary>
    public static IEnumerable<int> ProcessesWith(params string[] texts) =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)
        let line = CommandLineOf(folder)
        where texts.All(t => line.Contains(t, StringComparison.Ordinal))
        select int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);

    /// <summary>All that is stored.</summary>
    public async Task<List<JsonElement>> SummariesAsync(HttpClient http)
    {
        var all = new List<JsonElement>();
        string? next = null;
        for (var more = true; more;)
        {
            var page = await Site.GetAsync(http, "/v1/summaries?limit=5000" + (next is null ? "" : $"&after={next}"));
            all.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString();
            more = page.GetProperty("more").GetBoolean();
        }

        return all;
    }

    /// <summary>Windows of a point, oldest first, but for the first one, in which the agent began.</summary>
    public static List<JsonElement> WindowsOf(IEnumerable<JsonElement> summaries, string point) =>
        [.. summaries.Where(s => s.GetProperty("type").GetString() == "edge.window.v1" && s.GetProperty("subject").GetString() == point).Select(s => s.GetProperty("data")).Skip(1)];

    public static int Good(JsonElement window) => window.GetProperty("good").GetInt32();

    public static int Bad(JsonElement window, string reason) => window.TryGetProperty("bad", out var bad) && bad.TryGetProperty(reason, out var count) ? count.GetInt32() : 0;

    /// <summary>Reasons of events that tell of a device's loss.</summary>
    public static List<string> LossesOf(IEnumerable<JsonElement> summaries, string device) =>
        [.. from s in summaries
            where s.GetProperty("type").GetString() == "edge.event.v1" && s.GetProperty("subject").GetString() == device
            let data = s.GetProperty("data")
            where data.GetProperty("rule").GetString() == "agent/deviceLost" && data.GetProperty("state").GetString() == "raised"
            select data.GetProperty("reason").GetString()!];

    public void Dispose() => Site.Dispose();

    private static string CommandLineOf(string folder)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
