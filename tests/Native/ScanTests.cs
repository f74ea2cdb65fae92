using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Native;

/// <summary>`edgeagent scan` on simulated lines: what it finds is there, what it prints runs, and it never writes.</summary>
public sealed class ScanTests
{
    private const int LimitMs = 60_000;
    private static readonly byte[] ReadFunctions = [1, 2, 3, 4, 43];
    private static readonly byte[] ReadControls645 = [0x01, 0x11, 0x12, 0x13];
    private static readonly byte[] ReadControls188 = [0x01, 0x03];

    [Fact]
    public async Task Two_protocols_at_two_rates_on_one_cable_are_found_and_the_site_fragment_runs()
    {
        using var folder = new TempFolder();
        using var simulator = await SimulateAsync(folder);
        var document = Scan(["--port", folder["port1"], "--protocol", "modbus-rtu,dlt645,dlt645-1997", "--addresses", "1-4", "--baud", "9600,2400", "--listen", "0 s", "--json", "--site"], 0);
        var found = document.GetProperty("findings").EnumerateArray().Select(f => $"{f.GetProperty("protocol").GetString()} {f.GetProperty("address").GetString()} {f.GetProperty("baud").GetInt32()}").Order().ToList();
        Assert.Equal(["dlt645 000000000161 2400", "modbus-rtu 1 9600", "modbus-rtu 2 9600", "modbus-rtu 3 9600", "modbus-rtu 4 9600"], found);
        Assert.All(document.GetProperty("findings").EnumerateArray(), f => Assert.Equal("untested", f.GetProperty("parity").GetString()));
        await RunsAsync(folder, document.GetProperty("sources"));
    }

    [Fact]
    public async Task Meters_of_three_types_on_one_cable_are_told_apart()
    {
        using var folder = new TempFolder();
        using var simulator = await SimulateAsync(folder);
        var document = Scan(["--port", folder["port2"], "--protocol", "cjt188", "--baud", "2400", "--listen", "0 s", "--json"], 0);
        var findings = document.GetProperty("findings").EnumerateArray().ToList();
        Assert.Equal(3, findings.Count);
        Assert.All(findings, f => Assert.Equal(JsonValueKind.Number, f.GetProperty("first").GetProperty("value").ValueKind));
        Assert.Equal(["gas-meter", "heat-meter", "water-meter"], findings.Select(f => f.GetProperty("template").GetString()).Order());
        Assert.Single(document.GetProperty("collisions").EnumerateArray());
    }

    [Theory]
    [InlineData(4, "hj212", 9600)]
    [InlineData(5, "sl651", 9600)]
    [InlineData(6, "nmea", 4800)]
    [InlineData(7, "lines", 9600)]
    public async Task A_station_that_speaks_by_itself_is_heard_at_its_rate(int port, string protocol, int baud)
    {
        using var folder = new TempFolder();
        using var simulator = await SimulateAsync(folder);
        var document = Scan(["--port", folder[$"port{port}"], "--listen", "8 s", "--json", "--site"], 0);
        var finding = Assert.Single(document.GetProperty("findings").EnumerateArray());
        Assert.Equal((protocol, baud), (finding.GetProperty("protocol").GetString(), finding.GetProperty("baud").GetInt32()));
        Assert.NotEmpty(document.GetProperty("sources")[0].GetProperty("devices").EnumerateArray());
        Assert.Contains("alone", document.GetProperty("notes").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Devices_behind_a_network_are_found_whatever_else_was_tried_before()
    {
        using var folder = new TempFolder();
        var port = NativeSite.FreePort();
        using var simulator = await SimulateAsync(folder, "--tcp", "--tcp-port", $"{port}");
        foreach (var (at, protocol) in new[] { (port, "modbus-tcp"), (port + 1, "modbus-rtu") })
        {
            var document = Scan(["--port", $"127.0.0.1:{at}", "--addresses", "1-2", "--timeout", "200 ms", "--listen", "100 ms", "--json", "--site"], 0);
            var finding = Assert.Single(document.GetProperty("findings").EnumerateArray());
            Assert.Equal((protocol, "1", JsonValueKind.Null), (finding.GetProperty("protocol").GetString(), finding.GetProperty("address").GetString(), finding.GetProperty("baud").ValueKind));
            Assert.Equal($"127.0.0.1:{at}", document.GetProperty("sources")[0].GetProperty("server").GetString());
        }
    }

    [Fact]
    public async Task Lines_of_json_come_with_each_finding_and_end_with_the_rest()
    {
        using var folder = new TempFolder();
        using var simulator = await SimulateAsync(folder);
        using var scan = Start(["--port", folder["port7"], "--protocol", "lines", "--baud", "9600", "--json=lines"]);
        Assert.Equal(0, scan.WaitForExit(LimitMs));
        Assert.Equal(["finding", "end"], scan.Output.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("kind").GetString()));
    }

    [Fact]
    public void A_line_with_nobody_on_it_is_told_and_nothing_that_was_sent_could_write()
    {
        using var folder = new TempFolder();
        using var cable = new PtyPair(folder["line"]);
        using var scan = Start(["--port", folder["line"], "--baud", "9600,2400", "--addresses", "1-3", "--timeout", "50 ms", "--listen", "100 ms", "--json"]);
        var requests = new List<byte[]>();
        while (!scan.HasExited)
        {
            if (cable.Read(50) is { Length: > 0 } request)
            {
                requests.Add(request);
            }
        }

        Assert.Equal(1, scan.WaitForExit(LimitMs));
        Assert.True(requests.Count >= 10, $"{requests.Count} requests\n{scan.All}");
        Assert.All(requests, r => Assert.True(IsRead(r), Convert.ToHexString(r)));
    }

    [Fact]
    public void A_port_that_another_program_holds_is_left_alone()
    {
        using var folder = new TempFolder();
        using var cable = new PtyPair(folder["line"]);
        using var holder = File.Open(cable.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using var scan = Start(["--port", folder["line"]]);
        Assert.Equal(2, scan.WaitForExit(LimitMs));
        Assert.Contains("is held", scan.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_it_tells_what_it_found_so_far()
    {
        using var folder = new TempFolder();
        using var simulator = await SimulateAsync(folder);
        using var scan = Start(["--port", folder["port1"], "--protocol", "modbus-rtu", "--baud", "9600", "--listen", "0 s", "--json"]);
        Assert.True(await scan.SaysAsync("address 1", 20_000), scan.All);
        scan.Signal(2);
        Assert.Equal(0, scan.WaitForExit(10_000));
        using var document = JsonDocument.Parse(string.Join('\n', scan.Output));
        Assert.False(document.RootElement.GetProperty("complete").GetBoolean());
        Assert.NotEmpty(document.RootElement.GetProperty("findings").EnumerateArray());
    }

    [Theory]
    [InlineData("--port /dev/no-such-port", "does not exist")]
    [InlineData("--port nothing", "no device and no server")]
    [InlineData("--port /dev/null --protocol knx", "'knx' found; expected some of")]
    [InlineData("--port /dev/null --baud 17", "expected rates from 300")]
    [InlineData("--port /dev/null --addresses 0-300", "--addresses")]
    public void Misuse_is_told_with_what_was_expected(string arguments, string expected)
    {
        using var scan = Start(arguments.Split(' '));
        Assert.Equal(2, scan.WaitForExit(LimitMs));
        Assert.Contains(expected, scan.All, StringComparison.Ordinal);
    }

    private static ChildProcess Start(IEnumerable<string> arguments)
    {
        var agent = NativeBinary.Find("edgeagent", out var reason);
        Assert.SkipUnless(agent is not null, reason);
        return new ChildProcess(agent!, ["scan", .. arguments]);
    }

    private static JsonElement Scan(IEnumerable<string> arguments, int expected)
    {
        using var scan = Start(arguments);
        Assert.True(scan.WaitForExit(LimitMs) == expected, scan.All);
        return JsonDocument.Parse(string.Join('\n', scan.Output)).RootElement;
    }

    private static async Task<ChildProcess> SimulateAsync(TempFolder folder, params string[] more)
    {
        var edgectl = NativeBinary.Find("edgectl", out var reason);
        Assert.SkipUnless(edgectl is not null, reason);
        var simulator = new ChildProcess(edgectl!, ["simulate", "--scenario", "neighbourhood", "--link", folder["port{n}"], "--seconds", "120", "--report-every", "1", "--json", .. more]);
        for (var i = 0; i < 400 && !File.Exists(folder["port7"]); i++)
        {
            await Task.Delay(25);
        }

        Assert.True(File.Exists(folder["port7"]), simulator.All);
        return simulator;
    }

    // What was printed is put into a site as it stands, and its points are read.
    private static async Task RunsAsync(TempFolder folder, JsonElement sources)
    {
        var port = NativeSite.FreePort();
        var name = sources[0].GetProperty("port").GetString()!;
        await File.WriteAllTextAsync(folder["profile.json"], $$"""{ "name": "bench", "arch": "linux-x64", "cores": 1, "memory": "1 GiB", "ports": { "{{name}}": { "match": "path:{{folder["port1"]}}" } }, "sources": ["a test"] }""");
        var site = new JsonObject
        {
            ["gateway"] = JsonNode.Parse("""{ "id": "g", "district": "d" }"""),
            ["profile"] = "./profile.json",
            ["sources"] = JsonNode.Parse(sources.GetRawText()),
            ["uplinks"] = JsonNode.Parse($$"""[ { "kind": "pull", "listen": "127.0.0.1:{{port}}" } ]"""),
        };
        await File.WriteAllTextAsync(folder["site.json"], site.ToJsonString());
        using var agent = new ChildProcess(NativeBinary.Find("edgeagent", out _)!, ["run", "--site", folder["site.json"], "--data", folder["data"]]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(5) };
        var bad = "nothing was read";
        for (var i = 0; i < 120 && bad.Length > 0 && !agent.HasExited; i++)
        {
            await Task.Delay(250);
            try
            {
                using var points = await JsonDocument.ParseAsync(await http.GetStreamAsync("/v1/points"));
                bad = string.Join(", ", points.RootElement.GetProperty("points").EnumerateArray().Where(p => !p.TryGetProperty("quality", out var q) || q.GetString() != "good").Select(p => p.GetProperty("name").GetString()));
            }
            catch (HttpRequestException)
            {
                bad = "the API does not answer";
            }
        }

        Assert.True(bad.Length == 0, $"{bad}\n{agent.All}");
    }

    private static bool IsRead(byte[] frame)
    {
        var at = 0;
        while (at < frame.Length && frame[at] == 0xFE)
        {
            at++;
        }

        if (at > 0)
        {
            // DL/T 645 has its second 68H at 7; CJ/T 188 its control code at 9.
            return frame[at + 7] == 0x68 ? ReadControls645.Contains(frame[at + 8]) : ReadControls188.Contains(frame[at + 9]);
        }

        return frame[0] == ':' ? ReadFunctions.Contains(Convert.ToByte(System.Text.Encoding.ASCII.GetString(frame, 3, 2), 16)) : ReadFunctions.Contains(frame[1]);
    }
}
