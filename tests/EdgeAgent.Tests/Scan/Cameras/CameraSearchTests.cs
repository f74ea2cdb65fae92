using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Scan.Cameras;

/// <summary>`edgeagent scan --cameras` as a process, searching by real multicast over a network of the test's own.</summary>
public sealed class CameraSearchTests : IDisposable
{
    private const int LimitMs = 60_000;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cameras_are_found_by_both_protocols_and_hostile_answers_lead_nowhere()
    {
        using var network = CameraNetwork.Make();
        await using var first = await SimulatedCamera.StartAsync(new CameraTraits { ClockS = 3_600 }, new IPEndPoint(network.V4, 0));
        await using var second = await SimulatedCamera.StartAsync(new CameraTraits { IsHttpDigest = true }, new IPEndPoint(network.V6, 0));
        await using var trap = await SimulatedCamera.StartAsync(new CameraTraits(), new IPEndPoint(network.V4, 0));
        await using var v4 = new ProbeResponder(AddressFamily.InterNetwork, network.Index, (id, isTyped) => isTyped
            ? [ProbeResponder.Match(id, "uuid:1", $"http://{network.V4}:{first.Port}/onvif/device_service", "Gate%20A")]
            : ["garbage"u8.ToArray(), new byte[40_000], ProbeResponder.Match(id, "uuid:p", "http://192.0.2.1/", "", "wsdp:Device")]);
        await using var v6 = new ProbeResponder(AddressFamily.InterNetworkV6, network.Index, (id, isTyped) => isTyped
            ? [ProbeResponder.Match(id, "uuid:3", $"http://{network.V4}:{trap.Port}/onvif/device_service", "Trap")]
            : [ProbeResponder.Match(id, "uuid:2", $"http://[fe80::129]:{second.Port}/onvif/device_service", "Gate%20A")]);

        var document = await ScanAsync(network, "--json", "--site", "--timeout", "2");
        var cameras = document.GetProperty("cameras").EnumerateArray().ToDictionary(c => c.GetProperty("endpoint").GetString()!);
        Assert.Equal(["uuid:1", "uuid:2", "uuid:3"], cameras.Keys.Order());
        Assert.Equal(("gate-a", network.V4.ToString(), "X100"), Who(cameras["uuid:1"]));
        Assert.Equal(3_600_000, cameras["uuid:1"].GetProperty("clock").GetProperty("offsetMs").GetInt64(), 5_000.0);
        Assert.True(cameras["uuid:1"].GetProperty("clock").GetProperty("off").GetBoolean());
        Assert.Equal("X100", cameras["uuid:2"].GetProperty("model").GetString());
        Assert.False(cameras["uuid:2"].GetProperty("clock").GetProperty("off").GetBoolean());
        Assert.Equal(network.Inside, cameras["uuid:2"].GetProperty("interface").GetString());

        // The port is its word, the host is not: nothing is there under that port on the sender's host.
        Assert.Contains("answers from fe80::129", cameras["uuid:3"].GetProperty("notes").ToString(), StringComparison.Ordinal);
        Assert.Contains("no connection", cameras["uuid:3"].GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.Empty(trap.Asked);
        Assert.All(second.Hosts, h => Assert.Equal($"[fe80::129]:{second.Port}", h));
        var source = Assert.Single(document.GetProperty("sources").EnumerateArray());
        Assert.Equal(("camera", "nanodet-g"), (source.GetProperty("kind").GetString(), source.GetProperty("module").GetString()));
        Assert.Equal(
            [
                $$"""{"name":"gate-a","label":"Gate A","url":"rtsp://{{network.V4}}:554/sub-token","user":"edge","secret":"gate-a","fps":5}""",
                $$"""{"name":"gate-a-2","label":"Gate A","url":"rtsp://[fe80::129%{{network.Inside}}]:554/sub-token","user":"edge","secret":"gate-a-2","fps":5}""",
            ],
            source.GetProperty("devices").EnumerateArray().Select(d => d.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(4, document.GetProperty("malformed").GetInt32());
        Assert.Contains("1 device that is no camera answered too", document.GetProperty("notes").ToString(), StringComparison.Ordinal);

        // Two questions, each sent twice, on each protocol.
        foreach (var probes in new[] { v4.Probes, v6.Probes })
        {
            Assert.Equal([2, 2], probes.GroupBy(p => p).Select(g => g.Count()));
        }
    }

    [Fact]
    public async Task People_get_a_table_and_Ctrl_C_ends_with_what_was_found()
    {
        using var network = CameraNetwork.Make();
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits { ClockS = -60 }, new IPEndPoint(network.V4, 0));
        await using var responder = new ProbeResponder(AddressFamily.InterNetwork, network.Index, (id, _) => [ProbeResponder.Match(id, "uuid:1", $"http://{network.V4}:{camera.Port}/onvif/device_service", "Gate%20A")]);
        using (var scan = network.Scan([.. Common(), "--interface", network.Inside, "--timeout", "1 s"]))
        {
            Assert.Equal(0, scan.WaitForExit(LimitMs));
            var lines = scan.Output.Select(l => System.Text.RegularExpressions.Regex.Replace(l.Trim(), "  +", "|")).ToList();
            Assert.Equal("NAME|ADDRESS|MODEL|CLOCK", lines[0]);
            Assert.Matches($@"^gate-a\|{network.V4}\|Acme X100\|OFF: (5[89]|6[01])\.\d s behind, give or take \d\.\d s$", lines[1]);
            Assert.Equal(
                [$"main|H264|1920x1080|25 fps|rtsp://{network.V4}:554/main-token", $"*|sub|H264|704x576|15 fps|rtsp://{network.V4}:554/sub-token", $"tiny|JPEG|320x240|5 fps|rtsp://{network.V4}:554/tiny-token"],
                lines.Skip(2).Take(3));
            Assert.DoesNotContain("right-word", scan.All, StringComparison.Ordinal);
        }

        using var stopped = network.Scan([.. Common(), "--json", "--timeout", "60 s"]);
        await CommandRig.UntilAsync(() => responder.Probes.Count >= 8);
        stopped.Signal(2);
        Assert.Equal(0, stopped.WaitForExit(LimitMs));
        using var document = JsonDocument.Parse(Assert.Single(stopped.Output));
        Assert.False(document.RootElement.GetProperty("complete").GetBoolean());
        Assert.Equal("gate-a", Assert.Single(document.RootElement.GetProperty("cameras").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public void Nobody_there_ends_with_status_1()
    {
        using var network = CameraNetwork.Make();
        using var scan = network.Scan("--cameras", "--timeout", "300 ms", "--json=lines");
        Assert.Equal(1, scan.WaitForExit(LimitMs));
        Assert.StartsWith("""{"kind":"end","complete":true,""", Assert.Single(scan.Output), StringComparison.Ordinal);
    }

    private async Task<JsonElement> ScanAsync(CameraNetwork network, params string[] arguments)
    {
        using var scan = network.Scan([.. Common(), .. arguments]);
        var status = await Task.Run(() => scan.WaitForExit(LimitMs));
        Assert.True(status == 0, $"{status}\n{scan.All}");
        Assert.DoesNotContain("right-word", scan.All, StringComparison.Ordinal);
        return JsonDocument.Parse(Assert.Single(scan.Output)).RootElement;
    }

    private string[] Common()
    {
        File.WriteAllText(_folder["password"], "right-word\n");
        File.SetUnixFileMode(_folder["password"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return ["--cameras", "--user", "edge", "--password-file", _folder["password"]];
    }

    private static (string? Name, string? Address, string? Model) Who(JsonElement camera) =>
        (camera.GetProperty("name").GetString(), camera.GetProperty("address").GetString(), camera.GetProperty("model").GetString());
}
