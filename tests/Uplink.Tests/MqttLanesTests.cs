using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.Uplink;

public sealed class MqttLanesTests
{
    private const int Minute = 60_000;

    [Fact]
    public void Alarms_overtake_and_positions_move_over_unbroken_runs_only()
    {
        var lane = new LaneFixture();
        lane.Connect();
        lane.Make(SummaryClass.Routine, 2);
        lane.Make(SummaryClass.Alarm, 1);
        Assert.Equal(SummaryClass.Alarm, Assert.Single(lane.Send(Minute, out _)).Summary.Class);
        Assert.Equal(SummaryClass.Routine, Assert.Single(lane.Send(Minute, out var first)).Summary.Class);
        Assert.Single(lane.Send(Minute, out var second));
        Assert.NotNull(lane.Lanes.Delivered(second, 0));
        Assert.Equal(default, lane.Lanes.Released);
        Assert.Null(lane.Lanes.Delivered(second, 0));
        Assert.NotNull(lane.Lanes.Delivered(first, 0));
        Assert.Equal(new Positions(0, 0, 2, 0), lane.Lanes.Released);
    }

    [Fact]
    public void Live_goes_first_and_the_backlog_at_its_rate()
    {
        var lane = new LaneFixture(new LaneOptions { Boot = 1, BacklogRate = 100, Window = 1_000 });
        lane.Make(SummaryClass.Routine, 100_000);
        lane.Connect();
        Assert.Equal(20, lane.SendAll(Minute).Count);
        lane.Make(SummaryClass.Routine, 1);
        lane.Make(SummaryClass.Event, 1);
        Assert.Equal([(SummaryClass.Event, 1UL), (SummaryClass.Routine, 100_001UL)], lane.SendAll(Minute));
        Assert.Equal(20UL, lane.Lanes.Released.Routine);
        Assert.Equal([new Interval(100_001, 100_001)], lane.Lanes.ReleasedOf(SummaryClass.Routine).Above);
        for (var ms = 10; ms <= 1_000; ms += 10)
        {
            Assert.Equal([(SummaryClass.Routine, 20UL + ((ulong)ms / 10))], lane.SendAll(Minute + ms));
        }
    }

    [Fact]
    public void Alarms_of_the_backlog_wait_for_no_rate()
    {
        var lane = new LaneFixture(new LaneOptions { Boot = 1, BacklogRate = 1, Window = 1_000 });
        lane.Make(SummaryClass.Alarm, 500);
        lane.Make(SummaryClass.Event, 500);
        lane.Connect();
        var sent = lane.SendAll(Minute);
        Assert.Equal(500, sent.TakeWhile(s => s.Class == SummaryClass.Alarm).Count());
        Assert.Equal(501, sent.Count);
    }

    [Fact]
    public void Routine_waits_for_its_gateway_s_turn_and_alarms_do_not()
    {
        var lane = new LaneFixture(new LaneOptions { Boot = 1, SpreadMs = 5_000 });
        lane.Connect();
        lane.Make(SummaryClass.Routine, 1);
        Assert.Empty(lane.Send(4_999, out _));
        lane.Make(SummaryClass.Alarm, 1);
        Assert.Equal(SummaryClass.Alarm, lane.Send(0, out _)[0].Summary.Class);
        Assert.Equal(SummaryClass.Routine, lane.Send(5_000, out _)[0].Summary.Class);
    }

    [Fact]
    public void The_window_keeps_room_for_alarms_and_for_live_ones()
    {
        var lane = new LaneFixture(new LaneOptions { Boot = 1, BacklogRate = 100_000, Window = 80 });
        lane.Make(SummaryClass.Event, 200);
        lane.Connect(window: 40);
        Fill(lane);
        Assert.Equal(30, lane.Lanes.InFlight);
        lane.Make(SummaryClass.Event, 200);
        Fill(lane);
        Assert.Equal(35, lane.Lanes.InFlight);
        lane.Make(SummaryClass.Alarm, 200);
        Fill(lane);
        Assert.Equal(40, lane.Lanes.InFlight);
    }

    [Fact]
    public void A_live_lane_that_falls_behind_goes_on_at_the_newest_and_nothing_is_missed()
    {
        var lane = new LaneFixture(new LaneOptions { Boot = 1, BacklogRate = 100_000, Window = 10 });
        lane.Connect();
        lane.Make(SummaryClass.Event, 300);
        var sent = lane.SendAll(Minute).Take(0).ToList();
        lane.Make(SummaryClass.Event, 50);
        Assert.Equal(301UL, lane.Send(Minute, out var one)[0].Seq);
        lane.Make(SummaryClass.Event, 5_000);
        lane.Send(Minute, out var two);
        lane.Make(SummaryClass.Event, 1);
        Assert.Equal(5_351UL, lane.Send(Minute, out var three).Single().Seq);
        Assert.All((int[])[one, two, three], id => Assert.NotNull(lane.Lanes.Delivered(id, 0)));
        for (var ms = 0; ms < 1_000; ms += 10)
        {
            sent.AddRange(lane.SendAll(Minute + ms));
        }

        Assert.Equal(5_351 - 303 + 0, sent.Count);
        Assert.Equal(sent.Count, sent.Distinct().Count());
        Assert.Equal(5_351UL, lane.Lanes.Released.Event);
        Assert.Empty(lane.Lanes.ReleasedOf(SummaryClass.Event).Above);
    }

    [Fact]
    public void Connections_in_a_row_open_a_bounded_number_of_intervals()
    {
        var lane = new LaneFixture(new LaneOptions { Boot = 1, BacklogRate = 1 });
        lane.Make(SummaryClass.Event, 1_000);
        for (var i = 0; i < 500; i++)
        {
            lane.Make(SummaryClass.Event, 10);
            lane.Connect();
            lane.Make(SummaryClass.Event, 1);
            lane.SendAll(Minute);
            lane.Lanes.Disconnect();
            Assert.InRange(lane.Lanes.ReleasedOf(SummaryClass.Event).Above.Count, 0, ClassLanes.MaxIntervals);
        }

        var wide = lane.Lanes.ReleasedOf(SummaryClass.Event).Above.Sum(i => (long)(i.Last - i.First + 1));
        Assert.InRange(wide, ClassLanes.MaxIntervals, 500 * 11);
    }

    [Fact]
    public void A_message_holds_a_batch_of_one_class_and_lane()
    {
        var lane = new LaneFixture(new LaneOptions { Boot = 1, Batch = 50, BacklogRate = 100_000 });
        lane.Make(SummaryClass.Event, 120);
        lane.Connect();
        lane.Make(SummaryClass.Event, 60);
        lane.Make(SummaryClass.Alarm, 3);
        Assert.Equal([3, 50, 10, 50, 50, 20], Enumerable.Range(0, 6).Select(_ => lane.Send(Minute, out var id).Count));
    }

    [Fact]
    public void With_delivery_to_an_application_only_its_word_releases_and_silence_sends_again()
    {
        var lane = new LaneFixture(new LaneOptions { Boot = 1, BacklogRate = 100_000, NeedsRelease = true, RedeliverMs = 10_000, Window = 1_000 });
        lane.Make(SummaryClass.Event, 5_000);
        lane.Connect();
        lane.Make(SummaryClass.Event, 1);
        var first = lane.SendAll(Minute);
        Assert.Equal((SummaryClass.Event, 5_001UL), first[0]);
        Assert.Equal(ClassLanes.MaxUnreleased, (ulong)first.Count - 1);
        Assert.Equal(default, lane.Lanes.Released);
        lane.Lanes.Release(new Positions(0, 300, 0, 0), Minute + 5_000);
        Assert.Equal(300UL, lane.Lanes.Released.Event);
        Assert.Equal(400, lane.SendAll(Minute + 5_000).Count);

        // It cannot have what was never sent before in a row, whatever it says.
        lane.Lanes.Release(new Positions(0, 5_001, 0, 0), Minute + 6_000);
        Assert.Equal(1_400UL, lane.Lanes.Released.Event);
        Assert.Equal(0, lane.Lanes.Redeliver(Minute + 15_999));
        lane.SendAll(Minute + 15_999);
        Assert.Equal(1, lane.Lanes.Redeliver(Minute + 16_000));
        var again = lane.SendAll(Minute + 17_000);
        Assert.Equal((SummaryClass.Event, 1_401UL), again[0]);
        Assert.Equal(ClassLanes.MaxUnreleased, (ulong)again.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_asked_for_again_goes_again_beside_the_live_ones_and_nothing_else_is_left_out(bool isCut)
    {
        var lane = new LaneFixture(new LaneOptions { Boot = 1, BacklogRate = 100 });
        lane.Make(SummaryClass.Routine, 100);
        lane.Connect();
        lane.SendAll(Minute);
        lane.Make(SummaryClass.Routine, 10);
        lane.SendAll(Minute);
        Assert.Equal(20UL, lane.Lanes.Released.Routine);
        lane.Lanes.Resend(SummaryClass.Routine, 50);
        if (isCut)
        {
            lane.Lanes.Disconnect();
            lane.Connect();
        }

        List<ulong> sent = [];
        for (var ms = 10; ms < 3_000; ms += 10)
        {
            sent.AddRange(lane.SendAll(Minute + ms).Select(s => s.Seq));
        }

        Assert.Equal([.. Numbers(50, 110), .. Numbers(21, 49)], sent);
        Assert.Equal(110UL, lane.Lanes.Released.Routine);
    }

    [Fact]
    public void A_merged_record_over_the_border_of_the_lanes_goes_once()
    {
        var lanes = new MqttLanes(new LaneOptions { Boot = 1 }, default(Positions));
        var fixture = new LaneFixture();
        fixture.Make(SummaryClass.Routine, 20);
        lanes.Connect(new Positions(0, 0, 10, 0), 20);
        lanes.See(new Positions(0, 0, 20, 0));
        var summary = EdgeAgent.Tests.Support.TestSummaries.Window(1) with { Class = SummaryClass.Routine };
        List<StoredSummary> merged = [new(8, 1, summary), new(13, 9, summary), new(20, 14, summary)];
        lanes.Offer(SummaryClass.Routine, Lane.Live, [.. merged.Skip(1)]);
        lanes.Offer(SummaryClass.Routine, Lane.Backlog, merged);
        List<StoredSummary> next = [];
        List<ulong> sent = [];
        for (var id = 1; lanes.TryNext(LaneFixture.At(Minute), ClassSet.None, next); id++)
        {
            sent.Add(next[0].Seq);
            lanes.Sent(id, 1);
            lanes.Delivered(id, 0);
        }

        Assert.Equal([13, 20, 8], sent);
        Assert.Equal(20UL, lanes.Released.Routine);
    }

    private static IEnumerable<ulong> Numbers(int first, int last) => Enumerable.Range(first, last - first + 1).Select(i => (ulong)i);

    private static void Fill(LaneFixture lane)
    {
        while (lane.Send(Minute, out _).Count > 0)
        {
        }
    }
}
