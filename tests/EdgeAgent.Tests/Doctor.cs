using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests;

/// <summary>`edgeagent check` as a process, on a site of one Modbus bus with one point.</summary>
internal sealed class Doctor : IDisposable
{
    private const int LimitMs = 60_000;
    private static readonly string[] Results = ["ok", "warn", "fail"];

    /// <summary>Everything that the doctor is shown lies here.</summary>
    public TempFolder Folder { get; } = new();

    /// <summary>Writes a site whose port is <paramref name="device"/>, with more members.</summary>
    public void WriteSite(string device, string more = "")
    {
        Directory.CreateDirectory(Folder["profiles/board"]);
        var arch = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        File.WriteAllText(Folder["profiles/board/profile.json"],
            $$"""{ "name": "board", "arch": "{{arch}}", "cores": 1, "memory": "128 MiB", "sources": ["a test"], "ports": { "rs485-1": { "match": "path:{{device}}" } } }""");
        File.WriteAllText(Folder["site.json"], $$"""
            { "gateway": { "id": "g-1", "district": "putuo" }, "profile": "board",
              "sources": [{ "kind": "modbus-rtu", "port": "rs485-1", "devices": [{ "name": "sump", "address": 1, "points": [{ "name": "level", "register": "holding/0", "type": "uint16", "unit": "m" }] }] }],
              {{more}} }
            """);
    }

    /// <summary>Runs the doctor and reads its JSON; its exit status must be its result's.</summary>
    public (int Status, IReadOnlyList<DoctorLine> Lines) Check(string? dataPath = null) => Read(Start(dataPath, "--json"));

    /// <summary>The same as a user without rights, or null when such a user cannot run programs from here.</summary>
    public (int Status, IReadOnlyList<DoctorLine> Lines)? CheckUnprivileged()
    {
        const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(Folder.Path, ForAll);
        string[] user = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"];
        using var probe = new ChildProcess("setpriv", [.. user, Program, "--version"]);
        return probe.WaitForExit(LimitMs) == 0 ? Read(new ChildProcess("setpriv", [.. user, Program, .. Arguments(null, "--json")])) : null;
    }

    /// <summary>Starts the doctor; the caller waits and disposes.</summary>
    public ChildProcess Start(string? dataPath = null, params string[] more) => new(Program, Arguments(dataPath, more));

    /// <summary>Asserts that exactly one line is about <paramref name="what"/>, that it fails with this detail, and that it says what to do.</summary>
    public static void AssertFails((int Status, IReadOnlyList<DoctorLine> Lines) report, string what, string detail)
    {
        Assert.Equal(2, report.Status);
        var line = Assert.Single(report.Lines, l => l.What == what);
        Assert.Equal("FAIL", line.Status);
        Assert.Contains(detail, line.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(line.Todo);
    }

    public void Dispose() => Folder.Dispose();

    private static string Program => Path.Combine(AppContext.BaseDirectory, "edgeagent");

    private static (int Status, IReadOnlyList<DoctorLine> Lines) Read(ChildProcess process)
    {
        using (process)
        {
            var status = process.WaitForExit(LimitMs);
            Assert.True(status is >= 0 and <= 2, $"exit status {status}: {process.All}");
            using var document = JsonDocument.Parse(string.Join('\n', process.Output));
            Assert.Equal(Results[status.Value], document.RootElement.GetProperty("result").GetString());
            return (status.Value, [.. document.RootElement.GetProperty("checks").EnumerateArray().Select(c => new DoctorLine(Text(c, "status"), Text(c, "what"), Text(c, "detail"), Text(c, "todo")))]);
        }
    }

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;

    private string[] Arguments(string? dataPath, params string[] more) =>
        ["check", "--site", Folder["site.json"], "--data", dataPath ?? Folder["data"], "--profiles", Folder["profiles"], .. more];
}

/// <summary>A line of the doctor's report.</summary>
internal sealed record DoctorLine(string Status, string What, string Detail, string Todo);
