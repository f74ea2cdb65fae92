using System.Net;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Sparkplug;
using EdgeAgent.Uplink.Sparkplug.Payload;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>The whole uplink at a real mosquitto: restarts, what is released and when, replaced stores, servers in turn, a line that goes dead.</summary>
public sealed class SparkplugUplinkTests : MqttTestBase
{
    private readonly FakeLive _live = new();
    private readonly EdgeClock _clock = new();

    [Fact]
    public async Task A_restart_goes_on_with_bdSeq_and_position()
    {
        var port = FakeGatewayView.FreePort();
        using var broker = await StartBroker(port, IPAddress.Loopback);
        using var proxy = new CapturingProxy(port);
        var first = StartNode(proxy.Port);
        await BornAsync(proxy, 1);
        await AppendAsync(1, 2, 3);
        await Until(() => first.View().Acknowledged > 3, () => first.View().ToString());
        await first.DisposeAsync();
        await AppendAsync(4, 5);
        var second = StartNode(proxy.Port);
        await BornAsync(proxy, 2);
        await Until(() => History(proxy).Count >= 2, () => "no history");
        await second.DisposeAsync();
        Assert.Equal([0UL, 1UL], proxy.Sessions().Select(s => s[0].Payload.Metrics[0].Value.AsUInt64));
        Assert.Equal([4.0, 5.0], History(proxy));
        Assert.Null(Buffer.GetConsumer("sparkplug"));
    }

    [Fact]
    public async Task Release_by_the_broker_follows_what_the_broker_has_had()
    {
        var port = FakeGatewayView.FreePort();
        using var broker = await StartBroker(port, IPAddress.Loopback);
        await using var uplink = StartNode(port, SparkplugRelease.Broker);
        await AppendAsync(1, 2, 3);
        await Until(() => Buffer.GetConsumer("sparkplug")?.Acknowledged.Routine == 3, () => uplink.View().ToString());
    }

    [Fact]
    public async Task Release_by_the_host_application_waits_for_its_cursor()
    {
        var port = FakeGatewayView.FreePort();
        using var broker = await StartBroker(port, IPAddress.Loopback);
        using var proxy = new CapturingProxy(port);
        await using var uplink = StartNode(proxy.Port, SparkplugRelease.Application);
        await BornAsync(proxy, 1);
        var birth = proxy.Newest().First(p => p.IsPublish && p.Verb == "NBIRTH").Payload;
        var cursorAlias = birth.Metrics.Single(m => m.Name == "Node Info/Cursor").Alias;
        var ackAlias = birth.Metrics.Single(m => m.Name == "Node Control/Ack Cursor").Alias;
        var before = proxy.Newest().Count;
        await AppendAsync(1, 2, 3);

        // The cursor after the three, and not an earlier one: it follows them on the line.
        string? cursor = null;
        await Until(
            () => proxy.Newest().Skip(before).ToList() is var packets && packets.FindIndex(p => p.Verb == "DDATA") is >= 0 and var data
                && (cursor = packets.Skip(data).Where(p => p.Verb == "NDATA").SelectMany(p => p.Payload.Metrics).LastOrDefault(m => m.Alias == cursorAlias)?.Value.Text) is not null,
            () => "no cursor");
        Assert.Equal(0UL, Buffer.GetConsumer("sparkplug")!.Acknowledged.Routine);
        await CommandAsync(port, ackAlias!.Value, cursor![..^2] + "AA");
        await Task.Delay(300);
        Assert.Equal(0UL, Buffer.GetConsumer("sparkplug")!.Acknowledged.Routine);
        await CommandAsync(port, ackAlias.Value, cursor);
        await Until(() => Buffer.GetConsumer("sparkplug")!.Acknowledged.Routine == 3, () => "not released");
    }

    [Fact]
    public async Task A_server_that_is_down_makes_way_for_the_next_and_takes_no_number()
    {
        var port = FakeGatewayView.FreePort();
        using var broker = await StartBroker(port, IPAddress.Loopback);
        using var proxy = new CapturingProxy(port);
        await using var uplink = StartNode([FakeGatewayView.FreePort(), proxy.Port]);
        await BornAsync(proxy, 1);
        Assert.Equal(0UL, proxy.Newest()[0].Payload.Metrics[0].Value.AsUInt64);
        Assert.True(uplink.View().Connected);
    }

    [Fact]
    public async Task A_retained_command_is_not_done()
    {
        var port = FakeGatewayView.FreePort();
        using var broker = await StartBroker(port, IPAddress.Loopback);
        await RunAsync(port, "-r", new SparkplugMetric { Name = "Node Control/Rebirth", Value = SparkplugValue.Of(true) });
        using var proxy = new CapturingProxy(port);
        await using var uplink = StartNode(proxy.Port);
        await BornAsync(proxy, 1);
        await Task.Delay(1_500);
        Assert.Single(proxy.Newest(), p => p.IsPublish && p.Verb == "NBIRTH");
        await RunAsync(port, "-d", new SparkplugMetric { Name = "Node Control/Rebirth", Value = SparkplugValue.Of(true) });
        await Until(() => proxy.Newest().Count(p => p.IsPublish && p.Verb == "NBIRTH") == 2, () => "no rebirth");
    }

    [Fact]
    public async Task The_gateways_own_command_asks_for_births_too()
    {
        var port = FakeGatewayView.FreePort();
        using var broker = await StartBroker(port, IPAddress.Loopback);
        using var proxy = new CapturingProxy(port);
        await using var uplink = StartNode(proxy.Port);
        await BornAsync(proxy, 1);
        await Until(() => uplink.View().Connected, () => "not connected");
        Assert.True(uplink.TryRebirth(out _));
        await Until(() => proxy.Newest().Count(p => p.IsPublish && p.Verb == "NBIRTH") == 2 && proxy.Newest().Count(p => p.Verb == "DBIRTH") == 4, () => "no rebirth");
    }

    [Fact]
    public async Task A_replaced_store_ends_the_session_and_the_next_begins_with_its_records_and_the_next_bdSeq()
    {
        var port = FakeGatewayView.FreePort();
        using var broker = await StartBroker(port, IPAddress.Loopback);
        using var proxy = new CapturingProxy(port);
        await using var uplink = StartNode(proxy.Port);
        await BornAsync(proxy, 1);
        await AppendAsync(1, 2, 3);
        await Until(() => proxy.Newest().Exists(p => p.Verb == "DDATA"), () => "no data");
        Buffer.Replace("NEW0000000000");
        await AppendAsync(7);
        await BornAsync(proxy, 2);
        await Until(() => History(proxy).Count > 0, () => "no history");
        Assert.Equal([7.0], History(proxy));
        Assert.True(proxy.Sessions()[0][^1].IsDisconnect);
        Assert.Equal([0UL, 1UL], proxy.Sessions().Select(s => s[0].Payload.Metrics[0].Value.AsUInt64));
    }

    [Fact]
    public async Task A_line_that_goes_dead_is_given_up_and_nothing_that_was_sent_into_it_is_lost()
    {
        var port = FakeGatewayView.FreePort();
        using var broker = await StartBroker(port, IPAddress.Loopback);
        using var proxy = new CapturingProxy(port);
        await using var uplink = StartNode(proxy.Port, progressMs: 1_000);
        await BornAsync(proxy, 1);
        proxy.IsDead = true;
        await AppendAsync(1, 2, 3);
        await Until(() => !uplink.View().Connected, () => uplink.View().ToString());
        proxy.IsDead = false;
        await BornAsync(proxy, proxy.Sessions().Count + 1);
        await Until(() => History(proxy).Count >= 3, () => "no history");
        Assert.Equal([1.0, 2.0, 3.0], History(proxy));
    }

    private SparkplugUplink StartNode(int port, SparkplugRelease release = SparkplugRelease.Never, int progressMs = 30_000) => StartNode([port], release, progressMs);

    private SparkplugUplink StartNode(int[] ports, SparkplugRelease release = SparkplugRelease.Never, int progressMs = 30_000)
    {
        var config = new SparkplugUplinkConfig
        {
            Link = new MqttUplinkConfig { Name = "sparkplug", Servers = [.. ports.Select(p => new Uri($"mqtt://127.0.0.1:{p}"))], ProgressMs = progressMs },
            Group = "g",
            Node = "n",
            Release = release,
        };
        var uplink = new SparkplugUplink(config, new SparkplugUplinkParts(SparkplugSite.New(), "1", Buffer, _live, _clock, Folder.Path, NullLogger.Instance));
        uplink.Start();
        return uplink;
    }

    private static Task BornAsync(CapturingProxy proxy, int session) =>
        Until(() => proxy.Sessions() is var s && s.Count >= session && s[^1].Count(p => p.Verb == "DBIRTH") == 2, () => "no births");

    private static List<double> History(CapturingProxy proxy) =>
        [.. proxy.Newest().Where(p => p.Verb == "DDATA").SelectMany(p => p.Payload.Metrics).Where(m => m.IsHistorical).Select(m => m.Value.AsDouble)];

    private async Task AppendAsync(params double[] levels)
    {
        var toMs = _clock.Read().UtcMs + 1;
        await Buffer.AppendAsync([.. levels.Select((l, i) => SparkplugSite.Window(SparkplugSite.Level, l, toMs + i))], [], CancellationToken.None);
    }

    private Task CommandAsync(int port, ulong alias, string text) => RunAsync(port, "-d", new SparkplugMetric { Alias = alias, Value = SparkplugValue.Of(text) });

    private async Task RunAsync(int port, string option, SparkplugMetric metric)
    {
        await File.WriteAllBytesAsync(Folder["command"], PayloadWriter.Write(new SparkplugPayload { TimestampMs = 1, Metrics = [metric] }));
        using var process = new ChildProcess("mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{port}", "-q", "1", option, "-t", "spBv1.0/g/NCMD/n", "-f", Folder["command"]]);
        Assert.True(process.WaitForExit(SafetyMs) == 0, process.All);
    }
}
