using System.Text.Json;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Native;

/// <summary>The main job with the native binary: from a slave that others wrote to the city brain's side, by MQTT and by pull.</summary>
public sealed class MainJobTests
{
    private const int SigTerm = 15;

    [Theory]
    [InlineData("libmodbus")]
    [InlineData("pymodbus")]
    public async Task Readings_of_a_foreign_slave_come_out_both_ways(string peer)
    {
        using var site = new NativeSite { BrokerPort = NativeSite.FreePort() };
        site.Write();
        using var line = await site.StartLineAsync();
        using var slave = peer == "libmodbus" ? await Peers.LibModbusAsync(site, 1) : await Peers.PyModbusAsync(site, 1);
        using var broker = await Peers.MosquittoAsync(site, site.BrokerPort!.Value);
        using var subscriber = Peers.Subscribe(site.BrokerPort.Value);
        using var agent = site.Run();
        using var http = new HttpClient();

        var pulled = await PullWindowsAsync(site, http, agent, 3);
        CheckWindow(pulled, "sump/level", "m", 1.17, 10);
        CheckWindow(pulled, "sump/flow", "m3/h", 123456.0, 10);
        CheckWindow(pulled, "sump/outside", "Cel", -2.5, 10);
        CheckCounterAndStates(pulled);
        var invalid = Whole(pulled, "sump/none").GetProperty("data");
        Assert.Equal(0, invalid.GetProperty("good").GetInt32());
        Assert.InRange(invalid.GetProperty("bad").GetProperty("invalid").GetInt32(), 9, 11);
        Assert.Equal(JsonValueKind.Null, invalid.GetProperty("mean").ValueKind);

        await CheckPushedAsync(subscriber, pulled);
        agent.Signal(SigTerm);
        Assert.Equal(0, agent.WaitForExit(5_000));
    }

    private static async Task<List<JsonElement>> PullWindowsAsync(NativeSite site, HttpClient http, ChildProcess agent, int windows)
    {
        await site.GetAsync(http, "/v1/status");
        using var put = await http.PutAsync(site.Pull("/v1/consumers/brain"), new StringContent("""{"classes":["alarm","event","routine"]}""", null, "application/json"));
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        var items = new List<JsonElement>();
        string? next = null;
        for (var round = 0; round < 60 && items.Count(i => SubjectOf(i) == "sump/level" && IsWindow(i)) < windows; round++)
        {
            var page = await site.GetAsync(http, "/v1/consumers/brain/summaries?wait=2" + (next is null ? "" : $"&after={next}"));
            items.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString();
            using var ack = await http.PostAsync(site.Pull("/v1/consumers/brain/ack"), new StringContent($$"""{"cursor":"{{next}}"}""", null, "application/json"));
            Assert.True(ack.IsSuccessStatusCode, await ack.Content.ReadAsStringAsync());
        }

        Assert.True(items.Count(i => SubjectOf(i) == "sump/level" && IsWindow(i)) >= windows, agent.All);
        return items;
    }

    private static void CheckWindow(List<JsonElement> items, string subject, string unit, double value, int expected)
    {
        var window = Whole(items, subject);
        var data = window.GetProperty("data");
        Assert.Equal(unit, data.GetProperty("unit").GetString());
        Assert.Equal(expected, data.GetProperty("expected").GetInt32());
        Assert.InRange(data.GetProperty("good").GetInt32(), expected - 1, expected + 1);
        foreach (var figure in (string[])["min", "max", "mean", "first", "last"])
        {
            Assert.Equal(value, data.GetProperty(figure).GetDouble(), 9);
        }

        Assert.Equal(0, data.GetProperty("stddev").GetDouble(), 9);
        var from = data.GetProperty("from").GetDateTimeOffset();
        Assert.Equal(0, from.ToUnixTimeMilliseconds() % 5000);
        Assert.Equal(5, (data.GetProperty("to").GetDateTimeOffset() - from).TotalSeconds);
        Assert.InRange((window.GetProperty("time").GetDateTimeOffset() - from).TotalSeconds, 5, 7);
    }

    private static void CheckCounterAndStates(List<JsonElement> items)
    {
        var hours = Whole(items, "sump/hours").GetProperty("data");
        Assert.Equal((123456, 0, 0), (hours.GetProperty("last").GetInt32(), hours.GetProperty("delta").GetInt32(), hours.GetProperty("resets").GetInt32()));
        var running = Whole(items, "sump/running").GetProperty("data");
        Assert.InRange(running.GetProperty("statesMs").GetProperty("running").GetInt64(), 4_990, 5_000);
        Assert.Equal(0, running.GetProperty("changes").GetInt32());
        Assert.InRange(Whole(items, "sump/door").GetProperty("data").GetProperty("statesMs").GetProperty("1").GetInt64(), 4_990, 5_000);
    }

    // What was pushed is byte for byte what was pulled, under the same ids, and QoS 1 topics name the class.
    private static async Task CheckPushedAsync(ChildProcess subscriber, List<JsonElement> pulled)
    {
        var wanted = pulled.Where(IsWindow).ToDictionary(i => i.GetProperty("id").GetString()!, i => i.GetRawText());
        Assert.NotEmpty(wanted);
        for (var waited = 0; waited < 10_000 && !wanted.Keys.All(id => subscriber.Output.Any(line => line.Contains($"\"{id}\"", StringComparison.Ordinal))); waited += 100)
        {
            await Task.Delay(100);
        }

        foreach (var (id, text) in wanted)
        {
            var message = subscriber.Output.FirstOrDefault(line => line.Contains($"\"{id}\"", StringComparison.Ordinal));
            Assert.True(message is not null, $"{id} did not come by MQTT");
            Assert.Equal($"edge/v1/putuo/bench-1/routine {text}", message);
        }
    }

    // The second window of a point: the first one after a start is cut short.
    private static JsonElement Whole(List<JsonElement> items, string subject)
    {
        var windows = items.Where(i => SubjectOf(i) == subject && IsWindow(i)).ToList();
        Assert.True(windows.Count >= 2, $"{windows.Count} windows of {subject}");
        return windows[1];
    }

    private static bool IsWindow(JsonElement item) => item.GetProperty("type").GetString() == "edge.window.v1";

    private static string? SubjectOf(JsonElement item) => item.TryGetProperty("subject", out var subject) ? subject.GetString() : null;
}
