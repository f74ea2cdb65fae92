using EdgeAgent.Inference.Video.Capture;

namespace EdgeAgent.Inference.Video.Tests.Capture;

/// <summary>How long to wait before something is started again.</summary>
public sealed class RetryPaceTests
{
    [Fact]
    public void The_first_time_is_at_once_then_twice_as_long_each_time_up_to_the_limit()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var pace = new RetryPace(1_000, 60_000, 30_000, new Random(seed));
            Assert.Equal(0, pace.Next(0));
            foreach (var ms in (long[])[1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
            {
                Assert.InRange(pace.Next(29_999), ms * 8 / 10, Math.Min(60_000, ms * 12 / 10));
            }
        }
    }

    [Fact]
    public void What_has_worked_for_a_while_begins_anew()
    {
        var pace = new RetryPace(1_000, 60_000, 30_000, new Random(1));
        for (var i = 0; i < 5; i++)
        {
            pace.Next(0);
        }

        Assert.Equal(0, pace.Next(30_000));
        Assert.InRange(pace.Next(0), 800, 1_200);
    }

    [Fact]
    public void Two_that_end_at_once_do_not_come_back_at_once()
    {
        var pauses = Enumerable.Range(0, 50).Select(seed =>
        {
            var pace = new RetryPace(1_000, 60_000, 30_000, new Random(seed));
            pace.Next(0);
            return pace.Next(0);
        });
        Assert.InRange(pauses.Distinct().Count(), 30, 50);
    }
}
