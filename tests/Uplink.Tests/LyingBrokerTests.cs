using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Uplink;

/// <summary>
/// The stage against a broker that acknowledges out of order, twice, never and what was never sent, refuses, drops connections and comes back, an application that confirms late
/// or never, gateways that are killed, and stores that are lost; a seed decides. On virtual time, so that hours pass in milliseconds.
/// </summary>
public sealed class LyingBrokerTests
{
    private const int Steps = 400_000;

    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(2, false, 7)]
    [InlineData(3, false, 1)]
    [InlineData(4, true, 1)]
    [InlineData(5, true, 20)]
    [InlineData(6, true, 1)]
    public void Nothing_is_released_early_nothing_is_sent_twice_without_a_cause_and_everything_arrives(int seed, bool isApplication, int batch)
    {
        var world = new LyingWorld(seed, isApplication, batch);
        var steps = 0;
        for (; steps < Steps && !world.IsDone; steps++)
        {
            world.Turn();
        }

        Assert.True(world.IsDone, $"seed {seed}, after {steps} steps: {world.Stage.Released}, {world.Stage.Phase}, {world.Stage.Fault}, {world.Left}");
        Assert.All(SummaryClasses.All, c => Assert.Empty(world.Lanes.ReleasedOf(c).Above));
        Assert.True(world.Drops > 5 && world.Refusals > 5 && world.Lies > 5 && world.Restarts > 3 && world.Epochs > 1, world.Left);
    }

    [Fact]
    public void One_seed_takes_one_course()
    {
        var (one, two) = (new LyingWorld(7, false, 1), new LyingWorld(7, false, 1));
        for (var i = 0; i < 20_000; i++)
        {
            one.Turn();
            two.Turn();
            Assert.Equal((one.Stage.Phase, one.Stage.InFlight, one.Stage.Released), (two.Stage.Phase, two.Stage.InFlight, two.Stage.Released));
        }
    }
}
