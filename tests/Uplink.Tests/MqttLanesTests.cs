using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.Uplink;

public sealed class MqttLanesTests
{
    private static readonly Now Late = new(1_000_000_000_000, 0, ClockQuality.Ntp);

    [Fact]
    public void Alarms_overtake_and_positions_move_over_unbroken_runs_only()
    {
        var lanes = new MqttLanes(default, 3, 0, 1);
        Offer(lanes, SummaryClass.Routine, 2);
        Offer(lanes, SummaryClass.Alarm, 1);
        Send(lanes, 10, SummaryClass.Alarm);
        Send(lanes, 11, SummaryClass.Routine);
        Send(lanes, 12, SummaryClass.Routine);
        Assert.NotNull(lanes.Delivered(12));
        Assert.Equal(default, lanes.Acknowledged);
        Assert.Null(lanes.Delivered(12));
        Assert.NotNull(lanes.Delivered(11));
        Assert.Equal(new Positions(0, 0, 2, 0), lanes.Acknowledged);
    }

    [Fact]
    public void Routine_waits_for_its_gateway_s_turn_and_alarms_do_not()
    {
        var lanes = new MqttLanes(default, 10, 5_000, 1);
        Offer(lanes, SummaryClass.Routine, 1);
        Assert.False(lanes.TryNext(new Now(4_999_000_000, 0, ClockQuality.Ntp), ClassSet.None, out _));
        Assert.True(lanes.TryNext(new Now(5_000_000_000, 0, ClockQuality.Ntp), ClassSet.None, out _));
        Offer(lanes, SummaryClass.Alarm, 1);
        Assert.True(lanes.TryNext(new Now(0, 0, ClockQuality.Ntp), ClassSet.None, out var next));
        Assert.Equal(SummaryClass.Alarm, next.Summary.Class);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_lying_broker_loses_nothing_and_releases_nothing_early(int seed)
    {
        const int Each = 300;
        var random = new Random(seed);
        var lanes = new MqttLanes(default, 20, 0, 1);
        var flying = new List<(int Id, SummaryClass Class, ulong Seq)>();
        var has = new HashSet<(SummaryClass, ulong)>();
        var nextId = 1;
        for (var step = 0; step < 100_000 && lanes.Acknowledged != new Positions(Each, Each, Each, 0); step++)
        {
            foreach (var c in SummaryClasses.All.Take(3).Where(c => lanes.Wants(c) is not null))
            {
                Offer(lanes, c, Each);
            }

            if (random.Next(3) > 0 && lanes.TryNext(Late, ClassSet.None, out var next))
            {
                lanes.Sent(nextId, next);
                flying.Add((nextId++, next.Summary.Class, next.Seq));
                Assert.InRange(lanes.InFlight, 1, 20);
            }
            else if (random.Next(50) == 0)
            {
                lanes.Rewind();
                flying.Clear();
            }
            else if (flying.Count > 0)
            {
                var one = flying[random.Next(flying.Count)];
                flying.Remove(one);
                has.Add((one.Class, one.Seq));
                Assert.NotNull(lanes.Delivered(one.Id));
                Assert.Null(lanes.Delivered(-one.Id));
            }

            foreach (var c in SummaryClasses.All.Where(c => lanes.Acknowledged[c] > 0))
            {
                Assert.Contains((c, lanes.Acknowledged[c]), has);
            }
        }

        Assert.Equal(new Positions(Each, Each, Each, 0), lanes.Acknowledged);
        Assert.Equal(3 * Each, has.Count);
    }

    private static void Offer(MqttLanes lanes, SummaryClass summaryClass, int count) =>
        lanes.Offer(summaryClass, [.. FakeGatewayView.Summaries(summaryClass, count).Select((s, i) => new StoredSummary((ulong)i + 1, (ulong)i + 1, s))]);

    private static void Send(MqttLanes lanes, int id, SummaryClass expected)
    {
        Assert.True(lanes.TryNext(Late, ClassSet.None, out var next));
        Assert.Equal(expected, next.Summary.Class);
        lanes.Sent(id, next);
        Assert.InRange(lanes.InFlight, 1, 3);
    }
}
