using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests;

/// <summary>`edgeagent check` as a process: its lines, its JSON and its exit status, for each thing that may be wrong.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_faults_of_a_site_file_are_failures()
    {
        WriteSite("/dev/null", "\"windws\": {}, \"windows\": { \"length\": \"0 s\" }");
        var (status, lines) = Check();
        Assert.Equal(2, status);
        Assert.Contains(lines, l => l.Status == "FAIL" && l.Detail.Contains("windws", StringComparison.Ordinal) && l.Detail.Contains("did you mean", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Status == "FAIL" && l.Detail.Contains("windows.length", StringComparison.Ordinal));
    }

    [Fact]
    public void A_port_that_does_not_exist_fails()
    {
        WriteSite(_folder["no-such-port"]);
        AssertFails("port rs485-1", "does not exist");
    }

    [Fact]
    public void A_port_that_is_no_serial_line_fails()
    {
        WriteSite("/dev/null");
        AssertFails("port rs485-1", "not a serial line");
    }

    [Fact]
    public void A_data_path_that_is_a_file_fails()
    {
        WriteSite("/dev/null");
        File.WriteAllText(_folder["data"], "");
        AssertFails("data path", "is a file");
    }

    [Fact]
    public void A_missing_secret_fails_and_an_open_one_warns()
    {
        const string Uplink = "\"uplinks\": [{ \"kind\": \"mqtt\", \"servers\": [\"mqtt://127.0.0.1\"], \"user\": \"u\", \"password\": { \"secret\": \"broker\" } }]";
        WriteSite("/dev/null", Uplink);
        AssertFails("secret broker", "does not exist");
        Directory.CreateDirectory(_folder["data/secrets"]);
        File.WriteAllText(_folder["data/secrets/broker"], "x");
        File.SetUnixFileMode(_folder["data/secrets/broker"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains(Check().Lines, l => l is { Status: "warn", What: "secret broker" });
    }

    [Fact]
    public void An_address_in_use_fails()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        WriteSite("/dev/null", $"\"console\": {{ \"listen\": \"127.0.0.1:{port}\" }}");
        AssertFails($"listen {port}", "in use");
    }

    [Fact]
    public void People_get_aligned_lines_without_colour_in_a_pipe()
    {
        WriteSite("/dev/null");
        using var process = Start();
        Assert.Equal(2, process.WaitForExit(60_000));
        Assert.Contains(process.Output, l => l.StartsWith("ok    site file      ", StringComparison.Ordinal));
        Assert.DoesNotContain(process.Output, l => l.Contains('\u001b', StringComparison.Ordinal));
        Assert.Matches("^[0-9]+ ok, [0-9]+ warnings, [0-9]+ failures$", process.Output.Last());
    }

    private void WriteSite(string device, string more = "")
    {
        Directory.CreateDirectory(_folder["profiles/board"]);
        var arch = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        File.WriteAllText(_folder["profiles/board/profile.json"],
            $$"""{ "name": "board", "arch": "{{arch}}", "cores": 1, "memory": "128 MiB", "sources": ["a test"], "ports": { "rs485-1": { "match": "path:{{device}}" } } }""");
        File.WriteAllText(_folder["site.json"], $$"""
            { "gateway": { "id": "g-1", "district": "putuo" }, "profile": "board",
              "sources": [{ "kind": "modbus-rtu", "port": "rs485-1", "devices": [{ "name": "sump", "address": 1, "points": [{ "name": "level", "register": "holding/0", "type": "uint16", "unit": "m" }] }] }],
              {{more}} }
            """);
    }

    private void AssertFails(string what, string detail)
    {
        var (status, lines) = Check();
        Assert.Equal(2, status);
        var line = Assert.Single(lines, l => l.What == what);
        Assert.Equal("FAIL", line.Status);
        Assert.Contains(detail, line.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(line.Todo);
    }

    private (int? Status, List<(string Status, string What, string Detail, string Todo)> Lines) Check()
    {
        using var process = Start("--json");
        var status = process.WaitForExit(60_000);
        using var document = JsonDocument.Parse(string.Join('\n', process.Output));
        string[] results = ["ok", "warn", "fail"];
        Assert.Equal(results[status!.Value], document.RootElement.GetProperty("result").GetString());
        return (status, [.. document.RootElement.GetProperty("checks").EnumerateArray().Select(c => (Text(c, "status"), Text(c, "what"), Text(c, "detail"), Text(c, "todo")))]);
    }

    private ChildProcess Start(params string[] more) => new(Path.Combine(AppContext.BaseDirectory, "edgeagent"),
        ["check", "--site", _folder["site.json"], "--data", _folder["data"], "--profiles", _folder["profiles"], .. more]);

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;
}
