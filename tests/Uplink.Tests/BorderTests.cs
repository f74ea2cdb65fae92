using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Where newer windows leave before older ones, the store is asked to keep them apart, and live waits for that: else a window that has not left could move into a number that has.</summary>
public sealed class BorderTests
{
    private static readonly LaneOptions Options = new() { Boot = 1, KeepsApart = true, BacklogRate = 100_000 };

    [Fact]
    public void Live_routine_waits_for_the_border_and_nothing_else_does()
    {
        var lanes = Connected(100);
        Assert.Equal([100UL], lanes.NotApart());
        lanes.See(new(5, 5, 110, 0));
        Assert.Null(lanes.Wants(SummaryClass.Routine, Lane.Live));
        Assert.Equal(0UL, lanes.Wants(SummaryClass.Routine, Lane.Backlog));
        Assert.Equal(0UL, lanes.Wants(SummaryClass.Event, Lane.Live));

        lanes.KeptApart([100UL]);
        Assert.Null(lanes.NotApart());
        Assert.Equal(100UL, lanes.Wants(SummaryClass.Routine, Lane.Live));
    }

    [Fact]
    public void Nothing_is_asked_for_where_nothing_waits()
    {
        var lanes = new MqttLanes(Options, MqttLanes.StartAt(new(0, 0, 100, 0)), []);
        lanes.Connect(new(0, 0, 100, 0), 20);
        Assert.Null(lanes.NotApart());
        lanes.See(new(0, 0, 101, 0));
        Assert.Equal(100UL, lanes.Wants(SummaryClass.Routine, Lane.Live));
    }

    [Fact]
    public void A_border_stays_over_connections_and_restarts_until_the_position_has_passed_it()
    {
        var lanes = Connected(100);
        lanes.KeptApart([100UL]);
        lanes.See(new(0, 0, 101, 0));
        Send(lanes, 101);

        // What was sent may have arrived although no acknowledgement came.
        lanes.Disconnect();
        lanes.Connect(new(0, 0, 120, 0), 20);
        Assert.Equal([100UL, 120UL], lanes.NotApart());

        // The agent starts again: the store tells what it keeps apart.
        var again = new MqttLanes(Options, MqttLanes.StartAt(default), [100UL, 120UL]);
        again.Connect(new(0, 0, 130, 0), 20);
        Assert.Equal([100UL, 120UL, 130UL], again.NotApart());

        var passed = new MqttLanes(Options, MqttLanes.StartAt(new(0, 0, 110, 0)), [100UL, 120UL]);
        passed.Connect(new(0, 0, 130, 0), 20);
        Assert.Equal([120UL, 130UL], passed.NotApart());
    }

    [Fact]
    public void Many_connections_that_come_to_nothing_ask_for_a_bounded_number()
    {
        var lanes = Connected(100);
        for (var head = 101UL; head < 1_000; head++)
        {
            if (lanes.NotApart() is { } borders)
            {
                Assert.True(borders.Count <= 256, $"{borders.Count} borders");
                lanes.KeptApart(borders);
            }

            lanes.See(new(0, 0, head, 0));
            if (lanes.Wants(SummaryClass.Routine, Lane.Live) is { } after && after < head)
            {
                Send(lanes, after + 1);
            }

            lanes.Disconnect();
            lanes.Connect(new(0, 0, head, 0), 20);
        }

        Assert.NotNull(lanes.Wants(SummaryClass.Routine, Lane.Live));
    }

    private static MqttLanes Connected(ulong head)
    {
        var lanes = new MqttLanes(Options, MqttLanes.StartAt(default), []);
        lanes.Connect(new(0, 0, head, 0), 20);
        return lanes;
    }

    private static void Send(MqttLanes lanes, ulong seq)
    {
        lanes.Offer(SummaryClass.Routine, Lane.Live, [new StoredSummary(seq, seq, TestSummaries.Window((int)seq))]);
        var next = new List<StoredSummary>();
        Assert.True(lanes.TryNext(new Core.Time.Now(long.MaxValue / 2, 0, Core.Time.ClockQuality.Ntp), ClassSet.None, next));
        Assert.Equal(seq, Assert.Single(next).Seq);
        lanes.Sent((int)seq, 1);
    }
}
