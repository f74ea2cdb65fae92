using System.Globalization;
using System.Net;
using System.Text.Json;
using EdgeAgent.Tests.Support;
using EdgeCtl.Tests.Pull;

namespace EdgeCtl.Tests;

/// <summary>`edgectl simulate --gateway`: every type of summary and every reason of a gap by pull and by MQTT, the same from one seed.</summary>
public sealed class SimulateGatewayTests : IDisposable
{
    private const string Broker = "/usr/sbin/mosquitto";

    private static readonly string[] Expected =
    [
        "window gauge", "window counter", "window discrete", "window merged", "window empty", "window reset", "window unsynced",
        "event raised", "event acknowledged", "event cleared", "event device", "health", "clock", "audit",
        "gap budget", "gap notStored", "gap corrupt", "gap diskFull", "gap storeLost", "class alarm", "class event", "class routine", "class bulk",
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_type_and_every_reason_of_a_gap_comes_by_pull_and_by_MQTT()
    {
        Assert.SkipUnless(File.Exists(Broker), "mosquitto is not installed");
        var port = FakeGatewayView.FreePort();
        await File.WriteAllTextAsync(_folder["mosquitto.conf"], $"user root\nlistener {port} {IPAddress.Loopback}\nallow_anonymous true\n");
        using var broker = new ChildProcess(Broker, ["-c", _folder["mosquitto.conf"]]);
        Assert.True(await broker.SaysAsync("running", 30_000), broker.All);
        using var receiver = new ChildProcess("stdbuf", ["-oL", "mosquitto_sub", "-h", "127.0.0.1", "-p", $"{port}", "-q", "1", "-t", "edge/v1/putuo/gw-all/#"]);
        using var gateway = new SimulatedGatewayProcess(_folder["gateway"], "gw-all", "--mqtt", $"mqtt://127.0.0.1:{port}", "--new-epoch-every", "3000");
        await gateway.StartAsync(800);
        using var puller = Edgectl.Start("pull", "--gateway", gateway.Url, "--to", _folder["out"], "--follow", "--json");
        var byPull = new HashSet<string>();
        var byMqtt = new HashSet<string>();
        for (var waited = 0; waited < 60_000 && (Missing(byPull).Length > 0 || Missing(byMqtt).Length > 0); waited += 500)
        {
            await Task.Delay(500);
            byPull.UnionWith(Lines().SelectMany(FeaturesOf));
            byMqtt.UnionWith(receiver.Output.Where(l => l.Contains("specversion", StringComparison.Ordinal)).SelectMany(FeaturesOf));
        }

        Assert.True(Missing(byPull).Length == 0, $"not pulled: {Missing(byPull)}\n{puller.All}");
        Assert.True(Missing(byMqtt).Length == 0, $"not pushed: {Missing(byMqtt)}");
        puller.Signal(15);
        Assert.Equal(0, puller.WaitForExit(30_000));
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_summaries_and_another_one_others()
    {
        var runs = new List<string[]>();
        foreach (var (seed, folder) in new[] { ("7", "a"), ("7", "b"), ("8", "c") })
        {
            using var gateway = new SimulatedGatewayProcess(_folder[folder], "gw-seed", "--seed", seed, "--backlog", "1000", "--start", "2026-01-01T00:00:00Z");
            await gateway.StartAsync(1);
            Assert.Equal(0, Edgectl.Run("pull", "--gateway", gateway.Url, "--to", _folder["out" + folder]).Status);
            gateway.Stop();

            // The epoch is new with each store, and health tells what the store takes.
            runs.Add([.. FilesOf(_folder["out" + folder]).Where(l => !l.Contains("edge.health", StringComparison.Ordinal)).Select(WithoutEpoch).Order(StringComparer.Ordinal).Take(900)]);
        }

        Assert.Equal(runs[0], runs[1]);
        Assert.NotEqual(runs[0], runs[2]);
    }

    [Fact]
    public async Task What_left_unsynced_is_explained_by_the_clock_event_of_its_boot()
    {
        using var gateway = new SimulatedGatewayProcess(_folder["gateway"], "gw-clock", "--backlog", "200", "--start", "2026-01-01T00:00:00Z");
        await gateway.StartAsync(1);
        Assert.Equal(0, Edgectl.Run("pull", "--gateway", gateway.Url, "--to", _folder["out"]).Status);
        var items = Lines().Select(l => JsonDocument.Parse(l).RootElement).ToList();
        var clock = items.First(i => i.GetProperty("type").GetString() == "edge.clock.v1");
        var bootTime = clock.GetProperty("data").GetProperty("bootTime").GetDateTimeOffset();
        var unsynced = items.First(i => i.GetProperty("edgeclock").GetString() == "unsynced" && i.GetProperty("type").GetString() == "edge.window.v1");
        Assert.Equal(clock.GetProperty("data").GetProperty("boot").GetString(), unsynced.GetProperty("edgeboot").GetString());
        var corrected = bootTime.AddMilliseconds(unsynced.GetProperty("edgeuptime").GetInt64());
        Assert.Equal(DateTimeOffset.Parse("2026-01-01T00:01:00Z", CultureInfo.InvariantCulture), corrected);
        Assert.Equal(TimeSpan.FromDays(2), corrected - unsynced.GetProperty("time").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_hang_up_begins_a_new_epoch_that_tells_of_the_old_one()
    {
        using var gateway = new SimulatedGatewayProcess(_folder["gateway"], "gw-hup", "--backlog", "50");
        await gateway.StartAsync(1);
        var before = gateway.Process.Output.Count(l => l.Contains("\"kind\":\"begin\"", StringComparison.Ordinal));
        gateway.Process.Signal(1);
        for (var waited = 0; waited < 30_000 && gateway.Process.Output.Count(l => l.Contains("\"kind\":\"begin\"", StringComparison.Ordinal)) == before; waited += 50)
        {
            await Task.Delay(50);
        }

        Assert.Equal(0, Edgectl.Run("pull", "--gateway", gateway.Url, "--to", _folder["out"]).Status);
        var epochs = gateway.Confirmed().Select(c => c.Key.Epoch).Distinct().ToList();
        Assert.Equal(2, epochs.Count);
        Assert.Equal(4, Lines().Count(l => l.Contains("storeLost", StringComparison.Ordinal)));
        gateway.Stop();
    }

    [Theory]
    [InlineData("--listen", "0.0.0.0:8470", "a loopback address and a port")]
    [InlineData("--mqtt", "http://127.0.0.1", "mqtt://host:port")]
    [InlineData("--rate", "0", "1..100000")]
    [InlineData("--id", "A b", "lower-case letters")]
    [InlineData("--start", "soon", "a time from 2000 to 2099")]
    public void Wrong_options_are_told_with_what_was_expected(string option, string value, string expected)
    {
        var (status, all) = Edgectl.Run("simulate", "--gateway", option, value);
        Assert.Equal(2, status);
        Assert.Contains(expected, all, StringComparison.Ordinal);
    }

    private static string Missing(HashSet<string> found) => string.Join(", ", Expected.Except(found));

    private List<string> Lines() => Directory.Exists(_folder["out"]) ? FilesOf(_folder["out"]) : [];

    private static List<string> FilesOf(string folder)
    {
        var lines = new List<string>();
        foreach (var file in Directory.GetFiles(folder, "*.ndjson", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            lines.AddRange(reader.ReadToEnd().Split('\n').SkipLast(1));
        }

        return lines;
    }

    private static string WithoutEpoch(string line)
    {
        using var json = JsonDocument.Parse(line);
        return line.Replace(json.RootElement.GetProperty("edgeepoch").GetString()!, "EPOCH", StringComparison.Ordinal);
    }

    // What a summary shows; fails for one that lacks what its type must have.
    private static IEnumerable<string> FeaturesOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var type = root.GetProperty("type").GetString()!;
        var name = type.Split('.')[1];
        Assert.Equal($"urn:edge:schema:{name}:1", root.GetProperty("dataschema").GetString());
        Assert.Equal($"gw-all/{root.GetProperty("edgeepoch").GetString()}/{root.GetProperty("edgeclass").GetString()}/{root.GetProperty("sequence").GetString()}", root.GetProperty("id").GetString());
        var data = root.GetProperty("data");
        List<string> features = [$"class {root.GetProperty("edgeclass").GetString()}"];
        switch (name)
        {
            case "window":
                features.AddRange(WindowFeatures(root, data));
                break;
            case "event":
                Assert.NotEmpty(data.GetProperty("alarmId").GetString()!);
                features.Add($"event {data.GetProperty("state").GetString()}");
                features.Add(data.TryGetProperty("device", out _) ? "event device" : $"event {data.GetProperty("point").ValueKind}");
                break;
            case "gap":
                Assert.NotEmpty(data.GetProperty("epoch").GetString()!);
                features.Add($"gap {data.GetProperty("reason").GetString()}");
                break;
            case "health":
                Assert.Equal(JsonValueKind.Object, data.GetProperty("head").ValueKind);
                features.Add(name);
                break;
            case "clock":
                Assert.Equal(172_800_000, data.GetProperty("stepMs").GetInt64());
                features.Add(name);
                break;
            default:
                Assert.NotEmpty(data.GetProperty("action").GetString()!);
                features.Add(name);
                break;
        }

        return features;
    }

    private static IEnumerable<string> WindowFeatures(JsonElement root, JsonElement data)
    {
        Assert.True(data.GetProperty("to").GetDateTimeOffset() > data.GetProperty("from").GetDateTimeOffset());
        yield return data.TryGetProperty("mean", out _) ? "window gauge" : data.TryGetProperty("delta", out _) ? "window counter" : data.TryGetProperty("statesMs", out _) ? "window discrete" : "window ?";
        if (data.TryGetProperty("merged", out _))
        {
            yield return "window merged";
        }

        if (data.GetProperty("good").GetInt32() == 0)
        {
            yield return "window empty";
        }

        if (data.TryGetProperty("resets", out var resets) && resets.ValueKind == JsonValueKind.Number && resets.GetInt32() > 0)
        {
            yield return "window reset";
        }

        if (root.GetProperty("edgeclock").GetString() == "unsynced")
        {
            yield return "window unsynced";
        }
    }
}
