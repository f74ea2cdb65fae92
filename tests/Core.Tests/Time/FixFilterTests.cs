using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Time;

public sealed class FixFilterTests
{
    private const long Utc = 1_795_568_523_000;
    private const long Floor = TimeFloor.EarliestMs;

    [Fact]
    public void Three_fixes_that_agree_are_believed()
    {
        var filter = new FixFilter();
        Assert.Equal([FixVerdict.Taken, FixVerdict.Taken], [Take(filter, 10_000, 0), Take(filter, 11_000, 5)]);
        Assert.Equal(long.MinValue, filter.UntilNs);
        Take(filter, 12_000, -5);
        Assert.Equal((Utc, 12_000_000_000 + FixFilter.HoldOverNs), (filter.OffsetMs, filter.UntilNs));
    }

    [Fact]
    public void Jitter_and_late_sentences_move_nothing()
    {
        var filter = Steady();
        var offset = filter.OffsetMs;
        for (var i = 0; i < 1_000; i++)
        {
            Take(filter, 100_000 + (i * 1_000), i % 4 == 0 ? -900 : i % 7 == 0 ? 30 : (i % 3) - 1);
            Assert.Equal(offset, filter.OffsetMs);
        }
    }

    [Fact]
    public void Fix_far_apart_is_not_believed_until_most_are_there()
    {
        var filter = Steady();
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(FixVerdict.Apart, Take(filter, 100_000 + (i * 1_000), 3_600_000));
            Assert.Equal(Utc, filter.OffsetMs);
        }

        Take(filter, 104_000, 3_600_000);
        Assert.Equal(Utc + 3_600_000, filter.OffsetMs);
    }

    [Fact]
    public void Date_before_the_floor_is_refused_and_moves_nothing()
    {
        var filter = Steady();
        var until = filter.UntilNs;
        const long RolledOver = 1024L * 7 * 86_400_000;
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(FixVerdict.BeforeFloor, Take(filter, 100_000 + (i * 1_000), -RolledOver));
        }

        Assert.Equal((Utc, until), (filter.OffsetMs, filter.UntilNs));
    }

    [Fact]
    public void Slow_drift_is_followed()
    {
        var filter = Steady();
        for (var i = 0; i < 100; i++)
        {
            Take(filter, 100_000 + (i * 1_000), i * 2);
        }

        Assert.InRange(filter.OffsetMs, Utc + 120, Utc + 200);
    }

    [Fact]
    public void Clock_rests_on_fixes_while_nothing_better_is_there_and_for_the_hold_over_alone()
    {
        var clock = new EdgeClock();
        var kernelMs = TimeFloor.EarliestMs + 1_000;
        Assert.Equal(ClockQuality.Unsynced, clock.Believe(9_000_000_000, kernelMs, ClockQuality.Unsynced).Clock);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(FixVerdict.Taken, clock.TakeFix(new TimeFix((10 + i) * 1_000_000_000L, Utc + ((10 + i) * 1_000))));
        }

        Assert.Equal(new Now(15_000_000_000, Utc + 15_000, ClockQuality.Gnss), clock.Believe(15_000_000_000, kernelMs, ClockQuality.Unsynced));
        Assert.Equal(new Now(15_000_000_000, kernelMs, ClockQuality.Ntp), clock.Believe(15_000_000_000, kernelMs, ClockQuality.Ntp));
        Assert.Equal(ClockQuality.Gnss, clock.Believe(15_000_000_000, kernelMs, ClockQuality.Rtc).Clock);

        var within = 14_000_000_000 + FixFilter.HoldOverNs - 1;
        Assert.Equal(ClockQuality.Gnss, clock.Believe(within, kernelMs, ClockQuality.Unsynced).Clock);
        Assert.Equal(ClockQuality.Unsynced, clock.Believe(within + 1, kernelMs, ClockQuality.Unsynced).Clock);
        Assert.Equal(within, clock.Believe(within, kernelMs, ClockQuality.Unsynced).MonoNs);
    }

    [Fact]
    public void Clock_refuses_a_fix_before_its_floor()
    {
        var clock = new EdgeClock();
        clock.RaiseFloor(Utc);
        Assert.Equal(FixVerdict.BeforeFloor, clock.TakeFix(new TimeFix(1_000_000_000, Utc - 86_400_000)));
    }

    private static FixFilter Steady()
    {
        var filter = new FixFilter();
        for (var i = 0; i < FixFilter.Window; i++)
        {
            Take(filter, 10_000 + (i * 1_000), 0);
        }

        return filter;
    }

    private static FixVerdict Take(FixFilter filter, long monoMs, long offByMs) => filter.Take(new TimeFix(monoMs * 1_000_000, Utc + monoMs + offByMs), Floor);
}
