using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Buffer;

public sealed class ModelTests
{
    private static readonly int Steps = LongRuns.Rounds(100_000, 1_000_000);

    [Fact]
    public void A_random_life_keeps_every_number_and_every_summary_accounted_for()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var run = new ModelRun(seed);
        for (var step = 1; step <= Steps; step++)
        {
            run.Step();
            if (step % 50 == 0)
            {
                run.Check();
            }
        }

        Assert.True(run.Merges > 100 && run.Evictions > 20 && run.Failures > 100 && run.Crashes > 50, $"seed {seed}: {run.Merges} merges, {run.Evictions} evictions, {run.Failures} denied commits, {run.Crashes} crashes");
    }
}
