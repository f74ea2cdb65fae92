using System.Net;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.Uplink;

/// <summary>The uplink against a real mosquitto, and against peers that misbehave.</summary>
public sealed class MqttUplinkTests : MqttTestBase
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Summaries_reach_a_subscriber_and_are_released(string host)
    {
        var address = IPAddress.Parse(host.Trim('[', ']'));
        var port = FakeGatewayView.FreePort(address);
        using var broker = await StartBroker(port, address);
        using var receiver = await Subscribe(port, address);
        await Append(SummaryClass.Alarm, 3);
        await Append(SummaryClass.Event, 200);
        await using (var uplink = Start($"mqtt://{host}:{port}"))
        {
            await Until(() => Buffer.GetConsumer("mqtt") is { Acknowledged: { Alarm: 3, Event: 200 } }, () => uplink.View().ToString());
            Assert.True(await receiver.SaysAsync("gw-1/0123456789ABC/event/200", SafetyMs), receiver.All);
            Assert.Contains(receiver.Output, l => l.StartsWith("edge/v1/pudong/gw-1/alarm {", StringComparison.Ordinal));
            Assert.True(await receiver.SaysAsync("edge/v1/pudong/gw-1/status {\"online\":true", SafetyMs), receiver.All);
        }

        Assert.True(await receiver.SaysAsync("edge/v1/pudong/gw-1/status {\"online\":false}", SafetyMs), receiver.All);
    }

    [Fact]
    public async Task Without_a_subscriber_nothing_is_released()
    {
        var port = FakeGatewayView.FreePort();
        using var broker = await StartBroker(port, IPAddress.Loopback);
        await Append(SummaryClass.Event, 5);
        await using var uplink = Start($"mqtt://127.0.0.1:{port}");
        await Until(() => uplink.View().Fault.Contains("did not take", StringComparison.Ordinal), () => uplink.View().ToString());
        Assert.Equal(0UL, Buffer.GetConsumer("mqtt")!.Acknowledged.Event);
        using var receiver = await Subscribe(port, IPAddress.Loopback);
        await Until(() => Buffer.GetConsumer("mqtt")!.Acknowledged.Event == 5, () => uplink.View().ToString());
    }

    [Fact]
    public async Task A_broker_killed_and_started_again_costs_nothing()
    {
        var port = FakeGatewayView.FreePort();
        await Append(SummaryClass.Event, 500);
        await using var uplink = Start($"mqtt://127.0.0.1:{port}");
        for (var round = 0; round < 2; round++)
        {
            using var broker = await StartBroker(port, IPAddress.Loopback);
            using var receiver = await Subscribe(port, IPAddress.Loopback);
            var before = uplink.View().Acknowledged;
            await Until(() => uplink.View().Acknowledged > before, () => uplink.View().ToString());
            broker.Signal(9);
            broker.WaitForExit(SafetyMs);
            await Append(SummaryClass.Event, 50);
        }

        using var last = await StartBroker(port, IPAddress.Loopback);
        using var listener = await Subscribe(port, IPAddress.Loopback);
        await Until(() => Buffer.GetConsumer("mqtt")!.Acknowledged.Event == 600, () => uplink.View().ToString());
        Assert.True(await listener.SaysAsync("/event/600\"", SafetyMs), uplink.View().ToString());
    }

    [Fact]
    public async Task A_broker_that_never_acknowledges_is_left_and_tried_again()
    {
        using var stub = new StubBroker([0x20, 3, 0, 0, 0]);
        await Append(SummaryClass.Alarm, 1);
        await using var uplink = Start($"mqtt://127.0.0.1:{stub.Port}", progressMs: 500);
        await Until(() => stub.Connections >= 2, () => uplink.View().ToString());
        Assert.Equal(0UL, Buffer.GetConsumer("mqtt")!.Acknowledged.Alarm);
        Assert.Equal(0, uplink.View().Acknowledged);
    }

    [Fact]
    public async Task A_broker_that_refuses_is_told_and_tried_again()
    {
        using var stub = new StubBroker([0x20, 3, 0, 0x87, 0]);
        await Append(SummaryClass.Alarm, 1);
        await using var uplink = Start($"mqtt://127.0.0.1:{stub.Port}");
        await Until(() => stub.Connections >= 2 && uplink.View().Fault.Contains("refused", StringComparison.Ordinal), () => uplink.View().ToString());
        Assert.False(uplink.View().Connected);
        Assert.Equal(0UL, Buffer.GetConsumer("mqtt")!.Acknowledged.Alarm);
    }

    [Fact]
    public async Task Version_5_refused_leads_to_3_1_1()
    {
        using var stub = new StubBroker([0x20, 2, 0, 1]);
        await using var uplink = Start($"mqtt://127.0.0.1:{stub.Port}");
        await Until(() => stub.Versions.Contains(4), () => $"{string.Join(',', stub.Versions)} {uplink.View()}");
        Assert.Equal(5, stub.Versions.First());
    }
}
