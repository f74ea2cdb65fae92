using EdgeAgent.Tests.EndToEnd.Simulation;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>Whole lives of a gateway on virtual time with all that can go wrong; see <see cref="SimWorld"/>.</summary>
public sealed class SimulationTests
{
    private static readonly int Days = LongRuns.Rounds(31, 365);

    [Fact]
    public void A_month_of_crashes_full_disks_rot_bad_brokers_and_clock_jumps_breaks_no_promise()
    {
        var seed = TestSeed.Draw();
        Say($"seed {seed}");
        using var world = Live(seed, Days);
        Say($"{Days} days: {world.Confirmations} summaries confirmed, {world.Checks} checks, {world.Lost} stores lost, {world.Store.Kind.Rescues} rescued in part; by MQTT {world.Broker.Far}, district {world.District.Far}, watch {world.Watch.Far}");
        Say(string.Join(", ", world.Faults.Counts.Select(c => $"{c.Key} {c.Value}")));
        Assert.True(world.Confirmations > Days * 5_000, $"seed {seed}: only {world.Confirmations} summaries were confirmed");
        Assert.True(world.District.Far is { Gaps: > 10, Merged: > 100 }, $"seed {seed}: the backlog never pressed: {world.District.Far}");
        Assert.True(world.Faults.Counts.Count > 15, $"seed {seed}: not all faults happened");
    }

    [Fact]
    public void A_seed_gives_the_same_run_to_the_byte_and_another_seed_another()
    {
        var seed = TestSeed.Draw();
        string HashOf(int of)
        {
            using var world = Live(of, 4);
            return world.Trace.Hash();
        }

        var hash = HashOf(seed);
        Assert.True(hash == HashOf(seed), $"seed {seed} gave two runs");
        Assert.NotEqual(hash, HashOf(seed + 1));
    }

    private static SimWorld Live(int seed, int days)
    {
        var world = new SimWorld(seed);
        try
        {
            world.Run(TimeSpan.FromDays(days));
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"seed {seed} (EDGE_SEED={seed} shows it again): {e}\nthe last that happened:\n{string.Join('\n', world.Trace.Last)}");
        }

        return world;
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);
}
