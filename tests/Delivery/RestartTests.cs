using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Delivery;

/// <summary>Live overtakes the backlog, and a restart remembers what has left out of turn.</summary>
public sealed class RestartTests : DeliveryBase
{
    private const int Old = 1_500;
    private const int Window = 20;

    [Fact]
    public async Task What_left_out_of_turn_is_not_sent_again_after_a_restart()
    {
        using var broker = await StartBroker();
        using var receiver = await Subscribe(broker);
        string epoch;
        await using (var buffer = await OpenAsync())
        {
            epoch = buffer.Epoch;
            await Append(buffer, SummaryClass.Routine, Old);
            var uplink = Start(buffer, Config with { BacklogRate = 20 });
            await Until(() => uplink.View().Connected, () => uplink.View().ToString());
            for (var i = 0; i < 300; i += 100)
            {
                await Append(buffer, SummaryClass.Routine, 100, from: Old + i + 1);
            }

            // Live ones at once, though 1,500 old ones wait at 20 a second.
            await Until(() => receiver.Has(epoch, SummaryClass.Routine, Old + 300), () => uplink.View().ToString());
            Assert.InRange(receiver.CountOf(epoch, SummaryClass.Routine, Old), 0, Old - 1);
            await Until(() => uplink.View().Acknowledged >= 300, () => uplink.View().ToString());
            await uplink.DisposeAsync();
            Assert.InRange(buffer.GetConsumer("mqtt")!.Acknowledged.Routine, 0UL, Old - 1UL);
        }

        await using var again = await OpenAsync();
        await using (var uplink = Start(again, Config))
        {
            await Until(() => again.GetConsumer("mqtt")?.Acknowledged.Routine == Old + 300, () => uplink.View().ToString());
        }

        await Until(() => receiver.CountOf(epoch, SummaryClass.Routine, Old + 300) == Old + 300, () => $"{receiver.Count}");
        Assert.InRange(receiver.Again, 0, Window);
        var order = receiver.Order(SummaryClass.Routine);
        Assert.Equal(order.Where(s => s <= Old).Order(), order.Where(s => s <= Old));
        Assert.Equal(order.Where(s => s > Old).Order(), order.Where(s => s > Old));
    }

    [Fact]
    public async Task A_broker_that_was_down_for_long_gets_everything_in_order()
    {
        const int Many = 20_000;
        await using var buffer = await OpenAsync();
        await using var uplink = Start(buffer, Config with { Batch = 1 });
        await Append(buffer, SummaryClass.Routine, Many);
        await Append(buffer, SummaryClass.Event, 500);
        await Append(buffer, SummaryClass.Alarm, 50);
        using var broker = await StartBroker();
        using var receiver = await Subscribe(broker);
        await Until(() => buffer.GetConsumer("mqtt") is { Acknowledged: { Alarm: 50, Event: 500, Routine: Many } }, () => $"{uplink.View()} {receiver.Count}");
        await Until(() => receiver.Count == Many + 550, () => $"{receiver.Count}");
        foreach (var c in (SummaryClass[])[SummaryClass.Alarm, SummaryClass.Event, SummaryClass.Routine])
        {
            var order = receiver.Order(c);
            Assert.Equal(order.Order(), order);
        }
    }
}
