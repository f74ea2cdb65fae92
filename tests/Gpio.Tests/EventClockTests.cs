using EdgeAgent.Sensors.Gpio;

namespace EdgeAgent.Tests.Gpio;

public sealed class EventClockTests
{
    private const long S = 1_000_000_000;

    [Fact]
    public void The_tightest_measurement_holds()
    {
        var clock = new EventClock();
        clock.Step(100 * S, (107 * S) + 500, (100 * S) + 1_000);
        Assert.Equal(501, clock.ErrorNs);
        clock.Step(101 * S, (108 * S) + 90, (101 * S) + 100);
        Assert.Equal(51, clock.ErrorNs);
        clock.Step(102 * S, (109 * S) + 9_000, (102 * S) + 9_000);
        Assert.Equal(51, clock.ErrorNs);
        Assert.Equal((107 * S) + 40, clock.ToBoot(100 * S));
        Assert.Equal(0, clock.Suspends);
    }

    [Fact]
    public void After_a_suspend_events_before_it_keep_the_difference_that_held_then()
    {
        var clock = new EventClock();
        clock.Step(100 * S, 100 * S, (100 * S) + 200);
        clock.Step(101 * S, 101 * S, (101 * S) + 200);
        clock.Step(102 * S, 3702 * S, (102 * S) + 200);
        Assert.Equal(1, clock.Suspends);
        Assert.InRange(clock.ToBoot((100 * S) + 5), (100 * S) - 200, (100 * S) + 5);
        Assert.InRange(clock.ToBoot(102 * S), (3702 * S) - 200, 3702 * S);
        Assert.InRange(clock.ToBoot(101 * S), (3701 * S) - 200, 3701 * S);
    }
}
