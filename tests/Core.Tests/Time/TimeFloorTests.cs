using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Time;

public sealed class TimeFloorTests
{
    private const long Day = 86_400_000;
    private const long Then = TimeFloor.EarliestMs + (300 * Day);

    [Fact]
    public void It_goes_on_from_what_was_written_down_by_the_time_that_has_gone_by()
    {
        var floor = new TimeFloor();
        Assert.Equal(TimeFloor.EarliestMs, floor.At(0));
        floor.Raise(Then, 5_000);
        Assert.Equal(Then, floor.At(5_000));
        Assert.Equal(Then + 60_000, floor.At(65_000));
        floor.Raise(Then - Day, 65_000);
        Assert.Equal(Then + 60_000, floor.At(65_000));
    }

    [Theory]
    [InlineData(ClockQuality.Unsynced, false)]
    [InlineData(ClockQuality.Rtc, false)]
    [InlineData(ClockQuality.Ntp, true)]
    [InlineData(ClockQuality.Gnss, true)]
    public void Only_a_clock_that_is_told_the_time_raises_it(ClockQuality clock, bool raises)
    {
        var floor = new TimeFloor();
        var now = new Now(1_000_000_000, Then + (70L * 365 * Day), clock);
        Assert.Equal(raises ? now.UtcMs : TimeFloor.EarliestMs + 1_000, floor.Step(now));
    }

    [Fact]
    public void A_told_clock_below_it_is_believed_after_a_day_and_not_before()
    {
        var floor = new TimeFloor();
        floor.Raise(Then + (3650 * Day), 0);
        for (var hour = 0L; hour < 24; hour++)
        {
            Assert.True(floor.Step(Told(hour)) > Then + (3649 * Day));
        }

        Assert.Equal(Told(24).UtcMs, floor.Step(Told(24)));

        static Now Told(long hour) => new(hour * 3_600_000_000_000, Then + (hour * 3_600_000), ClockQuality.Ntp);
    }

    [Fact]
    public void A_day_in_pieces_is_not_a_day()
    {
        var floor = new TimeFloor();
        floor.Raise(Then, 0);
        floor.Step(new Now(0, Then - Day, ClockQuality.Ntp));
        floor.Step(new Now(3_600_000_000_000, Then - Day, ClockQuality.Ntp));
        floor.Step(new Now(7_200_000_000_000, Then + Day, ClockQuality.Ntp));
        Assert.True(floor.Step(new Now(Day * 1_000_000, Then - Day, ClockQuality.Ntp)) > Then);
    }

    [Fact]
    public void A_clock_nobody_told_the_time_is_not_believed_below_it()
    {
        var clock = new EdgeClock();
        var before = clock.Read();
        if (before.Clock is ClockQuality.Ntp or ClockQuality.Gnss)
        {
            clock.RaiseFloor(before.UtcMs + Day);
            Assert.True(clock.Read().UtcMs < before.UtcMs + (Day / 2));
            return;
        }

        clock.RaiseFloor(before.UtcMs + Day);
        var now = clock.Read();
        Assert.InRange(now.UtcMs - before.UtcMs, Day, Day + 60_000);
        Assert.Equal(ClockQuality.Unsynced, now.Clock);
        Assert.True(clock.StepFloor() >= now.UtcMs);
    }
}
