using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Delivery;

/// <summary>Networks that lose packets, at a real mosquitto in a network namespace of the test's own.</summary>
public sealed class NetworkTests : DeliveryBase
{
    [Fact]
    public async Task A_connection_that_is_half_open_is_given_up_and_nothing_is_lost()
    {
        using var network = Network.Make();
        using var broker = await StartBroker(network.Inside);
        using var receiver = await Subscribe(broker, network.Inside);
        await using var buffer = await OpenAsync();
        await using var uplink = Start(buffer, Config with { Servers = [new Uri($"mqtt://{network.Address}:{Port}")], ProgressMs = 2_000 });
        await Append(buffer, SummaryClass.Event, 100);
        await Until(() => receiver.Count == 100, () => uplink.View().ToString());

        network.Cut();
        await Append(buffer, SummaryClass.Event, 300, from: 101);
        await Until(() => !uplink.View().Connected, () => uplink.View().ToString());
        Assert.InRange(receiver.Count, 100, 100);
        network.Heal();
        await Until(() => buffer.GetConsumer("mqtt")!.Acknowledged.Event == 400, () => uplink.View().ToString());
        await Until(() => receiver.Count == 400, () => $"{receiver.Count}");
        Assert.Equal(0, receiver.Conflicts);
        Assert.InRange(receiver.Again, 0, 20);
    }

    [Fact]
    public async Task Three_packets_in_ten_lost_and_200_ms_of_delay_slow_it_down_and_lose_nothing()
    {
        using var network = Network.Make();
        using var broker = await StartBroker(network.Inside);
        using var receiver = await Subscribe(broker, network.Inside);

        // The loss is the kernel's, by iptables; the delay is a proxy's on the near side, half of it in each direction.
        await using var proxy = new DelayProxy(network.Address, Port, delayMs: 100);
        await using var buffer = await OpenAsync();
        await Append(buffer, SummaryClass.Event, 100);
        network.Lose("0.3");
        await using var uplink = Start(buffer, Config with { Servers = [new Uri($"mqtt://127.0.0.1:{proxy.Port}")] });
        await Append(buffer, SummaryClass.Alarm, 5);
        await Until(() => buffer.GetConsumer("mqtt") is { Acknowledged: { Event: 100, Alarm: 5 } }, () => $"{uplink.View()} {receiver.Count}");
        await Until(() => receiver.Count == 105, () => $"{receiver.Count}");
        Assert.Equal(0, receiver.Conflicts);
    }
}
