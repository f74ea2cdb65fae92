using System.Globalization;
using System.Text.Json;
using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Testbed;

/// <summary>
/// A folder that the test bed's guest shares: the site, the native binary, the C programs that move its simulated hardware, and what the scripts told. EDGE_TESTBED names the
/// folder with run-uml.sh, EDGE_NATIVE_DIR the one with the binary; without them a test is skipped.
/// </summary>
internal sealed class Guest : IDisposable
{
    private readonly TempFolder _folder = new();

    public Guest(string profile, string sources, string windows = "10 s")
    {
        File.WriteAllText(_folder["profile.json"], $$"""
            { "name": "bench", "arch": "linux-x64", "cores": 1, "memory": "512 MiB", "clockBattery": true, "storage": { "kind": "disk", "size": "16 GB" }, "sources": ["the test bed"],
              {{profile}} }
            """);
        File.WriteAllText(_folder["site.json"], $$"""
            { "gateway": { "id": "bench-1", "district": "putuo" }, "profile": "./profile.json", "sources": [ {{sources}} ],
              "windows": { "length": "{{windows}}" }, "uplinks": [ { "kind": "pull", "tokens": [ { "name": "brain", "secret": "brain-token", "scopes": ["read", "ack", "admin"] } ] } ] }
            """);
    }

    /// <summary>What the script told, the last of each key.</summary>
    public IReadOnlyDictionary<string, string> Told { get; private set; } = new Dictionary<string, string>();

    /// <summary>Every summary that the script pulled.</summary>
    public IReadOnlyList<JsonElement> Summaries { get; private set; } = [];

    /// <summary>Output of `edgeagent check`.</summary>
    public string Check => Text("check.log");

    /// <summary>What the agent said.</summary>
    public string Log => Text("agent.log");

    /// <summary>A number that was told.</summary>
    public double this[string key] => double.Parse(Told[key], CultureInfo.InvariantCulture);

    /// <summary>Lays a video module, whose model sees one person in every picture, and ONNX Runtime's library beside the site; skips the test without the library.</summary>
    public void AddModule(string name)
    {
        var runtime = OnnxFolder.Find(out var reason);
        Assert.SkipWhen(runtime is null, reason);
        TinyModule.Write(Path.Combine(_folder["modules"], name), TinyModule.Sound());
        Directory.CreateSymbolicLink(_folder["onnxruntime"], Path.GetFullPath(runtime!));
    }

    /// <summary>Runs a script of guest/ in the test bed; fails when it does, with all that it and the agent said.</summary>
    public void Run(string script, int limitS, params string[] arguments)
    {
        var bed = Environment.GetEnvironmentVariable("EDGE_TESTBED");
        Assert.SkipWhen(string.IsNullOrEmpty(bed), "there is no test bed: EDGE_TESTBED is not set");
        var binary = NativeBinary.Find("edgeagent", out var reason);
        Assert.SkipWhen(binary is null, reason);
        Directory.CreateSymbolicLink(_folder["native"], Path.GetFullPath(Path.GetDirectoryName(binary!)!));
        foreach (var program in new[] { "bootns", "toggle", "cansend" })
        {
            Assert.Null(SystemCommand.Run("gcc", "-O2", "-Wall", "-Werror", "-o", _folder[program], Path.Combine(Source, $"{program}.c")));
        }

        using var guest = new ChildProcess(
            Path.Combine(bed!, "run-uml.sh"),
            [$"bash '{Path.Combine(Source, script)}' {string.Join(' ', arguments)}"],
            new Dictionary<string, string> { ["SHARE"] = _folder.Path, ["MEM"] = "512M", ["LIMIT"] = $"{limitS}" });
        var status = guest.WaitForExit((limitS + 30) * 1_000);
        Told = Text("told").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', 2)).GroupBy(l => l[0]).ToDictionary(g => g.Key, g => g.Last()[^1]);
        Summaries = [.. Text("summaries").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.True(status == 0, $"{script} ended with {status?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}\n{guest.All}\n{Text("agent.log")}\n{Check}");
        Assert.False(Told.ContainsKey("agent-status"), $"the agent ended with {Told.GetValueOrDefault("agent-status")}\n{Text("agent.log")}");
    }

    /// <summary>Windows of a point.</summary>
    public IReadOnlyList<JsonElement> WindowsOf(string point) =>
        [.. Summaries.Where(s => s.GetProperty("type").GetString() == "edge.window.v1" && s.GetProperty("subject").GetString() == point).Select(s => s.GetProperty("data"))];

    /// <summary>Sum of bad readings of a point for a reason.</summary>
    public int BadOf(string point, string reason) =>
        WindowsOf(point).Sum(w => w.TryGetProperty("bad", out var bad) && bad.TryGetProperty(reason, out var count) ? count.GetInt32() : 0);

    public void Dispose() => _folder.Dispose();

    private static string Source => Path.Combine(AppContext.BaseDirectory, "guest");

    private string Text(string file) => File.Exists(_folder[file]) ? File.ReadAllText(_folder[file]) : "";
}
