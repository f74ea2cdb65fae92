using System.Net;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Batches, compression and the broker's limits.</summary>
public sealed class MqttPayloadTests : MqttTestBase
{
    private const int Count = 230;
    private readonly int _port = FakeGatewayView.FreePort();

    private MqttUplinkConfig Config => new() { Servers = [new Uri($"mqtt://127.0.0.1:{_port}")], BacklogRate = 100_000 };

    [Fact]
    public async Task Batches_are_arrays_of_one_class_and_tell_their_type()
    {
        var messages = await Receive(Config with { Batch = 100 });
        Assert.Equal([100, 100, 30], messages.Select(m => m.Seqs().Count));
        Assert.All(messages, m => Assert.Equal("application/cloudevents-batch+json", m.ContentType));
    }

    [Fact]
    public async Task A_batch_of_one_is_an_array_too()
    {
        await Append(SummaryClass.Alarm, 1);
        var messages = await Receive(Config with { Batch = 2 }, last: "alarm");
        Assert.StartsWith("[{", Assert.Single(messages).Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_end_where_their_bytes_do()
    {
        var messages = await Receive(Config with { Batch = 100, BatchBytes = 4_096 });
        Assert.InRange(messages.Count, 20, 60);
        Assert.All(messages, m => Assert.InRange(m.Payload.Length, 1, 4_096));
    }

    [Fact]
    public async Task Gzip_is_told_and_smaller()
    {
        var messages = await Receive(Config with { Batch = 100, IsGzip = true });
        Assert.All(messages, m => Assert.Contains("content-encoding:gzip", m.Properties, StringComparison.Ordinal));
        Assert.InRange(messages.Sum(m => m.Payload.Length), 1, messages.Sum(m => m.Text().Length) / 4);
    }

    [Fact]
    public async Task Without_properties_nothing_is_compressed()
    {
        using var proxy = new BrokerProxy(_port, closesVersion5: true);
        var messages = await Receive(Config with { Servers = [new Uri($"mqtt://127.0.0.1:{proxy.Port}")], Batch = 100, IsGzip = true });
        Assert.All(messages, m => Assert.Equal("", m.Properties + m.ContentType));
        Assert.Equal(3, proxy.Refused5);
    }

    [Fact]
    public async Task The_broker_s_largest_packet_cuts_batches()
    {
        var messages = await Receive(Config with { Batch = 100 }, broker: "allow_anonymous true\nmax_packet_size 3000");
        Assert.All(messages, m => Assert.InRange(m.Payload.Length, 1, 3_000));
    }

    [Fact]
    public async Task A_summary_that_is_larger_than_the_broker_takes_holds_its_class_alone()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback, "allow_anonymous true\nmax_packet_size 3000");
        using var receiver = await SubscribeWithProperties(_port);
        await Buffer.AppendAsync([TestSummaries.Event(SummaryClass.Event, 1, padding: 5_000)], [], CancellationToken.None);
        await using var uplink = Start(Config);
        await Until(() => uplink.View().Fault.Length > 0, () => uplink.View().ToString());
        await Append(SummaryClass.Alarm, 3);
        await Until(() => Reached(SummaryClass.Alarm) == 3, () => uplink.View().ToString());
        Assert.Equal(0UL, Reached(SummaryClass.Event));
        Assert.True(uplink.View().Connected);
    }

    private async Task<List<ReceivedMessage>> Receive(MqttUplinkConfig config, string last = "event", string broker = "allow_anonymous true")
    {
        using var running = await StartBroker(_port, IPAddress.Loopback, broker);
        using var receiver = await SubscribeWithProperties(_port);
        await Append(SummaryClass.Event, Count);
        await using var uplink = Start(config);
        await Until(() => Reached(SummaryClass.Event) == Count, () => uplink.View().ToString());
        await Until(() => ReceivedMessage.All(receiver.Output, "event").Sum(m => m.Seqs().Count) >= Count, () => receiver.All);
        var events = ReceivedMessage.All(receiver.Output, "event");
        Assert.Equal(Enumerable.Range(1, Count), events.SelectMany(m => m.Seqs()));
        return ReceivedMessage.All(receiver.Output, last);
    }
}
