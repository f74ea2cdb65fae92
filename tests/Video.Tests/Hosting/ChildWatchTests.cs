using EdgeAgent.Inference.Video.Capture;
using EdgeAgent.Inference.Video.Hosting;

namespace EdgeAgent.Inference.Video.Tests.Hosting;

/// <summary>When a module's process is started and killed.</summary>
public sealed class ChildWatchTests
{
    private const long Ms = 1_000_000;
    private const long StartMs = 10_000;
    private static readonly ChildFacts Dead = new(IsAlive: false, 0, 0, 0, 'X');

    private readonly ChildWatch _watch = new(new RetryPace(1_000, 60_000, 60_000, new Random(3))) { MemoryBytes = 100 << 20, TimeMs = 2_000 };

    public ChildWatchTests() => Assert.Equal(ChildAsk.Start, Step(StartMs, Dead));

    [Fact]
    public void One_that_beats_is_left_alone()
    {
        for (var ms = StartMs; ms < StartMs + 100_000; ms += 100)
        {
            Assert.Equal(ChildAsk.Nothing, Step(ms, Alive(ms - 200)));
        }
    }

    [Theory]
    [InlineData('S', ChildWatch.HungMs)]
    [InlineData('T', ChildWatch.HungMs)]
    [InlineData('Z', ChildWatch.HungMs)]
    [InlineData('R', ChildWatch.StarvedMs)]
    [InlineData('D', ChildWatch.StarvedMs)]
    public void One_that_hangs_is_killed_by_what_it_waits_for(char state, long patienceMs)
    {
        Assert.Equal(ChildAsk.Nothing, Step(20_000 + patienceMs, Alive(20_000, state)));
        Assert.Equal(ChildAsk.Kill, Step(20_001 + patienceMs, Alive(20_000, state), $"it gave no sign of life for {patienceMs + 1} ms"));

        // Until it is dead, again and again.
        Assert.Equal(ChildAsk.Kill, Step(20_200 + patienceMs, Alive(20_000, state), "it gave no sign"));
    }

    [Fact]
    public void A_model_that_is_slow_to_load_is_waited_for()
    {
        Assert.Equal(ChildAsk.Nothing, Step(StartMs + ChildWatch.LoadMs, Loading('S')));
        Assert.Equal(ChildAsk.Kill, Step(StartMs + ChildWatch.LoadMs + 1, Loading('R'), "it gave no sign of life"));
    }

    [Fact]
    public void Too_much_memory_is_told_in_mebibytes()
    {
        Assert.Equal(ChildAsk.Nothing, Step(20_000, Alive(20_000) with { ResidentBytes = 100 << 20 }));
        Assert.Equal(ChildAsk.Kill, Step(20_000, Alive(20_000) with { ResidentBytes = 130 << 20 }, "it has taken 130 MiB of memory, its limit is 100 MiB"));
        Assert.Equal(ChildAsk.Kill, Step(20_000, Loading('S') with { ResidentBytes = 130 << 20 }, "of memory"));
    }

    [Fact]
    public void A_picture_that_takes_too_long_may_first_be_ended_by_the_process_itself()
    {
        Assert.Equal(ChildAsk.Nothing, Step(20_000, Alive(20_000) with { BusyMs = 2_000 + ChildWatch.GraceMs }));
        Assert.Equal(ChildAsk.Kill, Step(20_000, Alive(20_000) with { BusyMs = 2_001 + ChildWatch.GraceMs }, "one picture has taken 3001 ms, its limit is 2000 ms"));
    }

    [Fact]
    public void The_first_restart_is_at_once_and_later_ones_wait_longer()
    {
        Assert.Equal(ChildAsk.Nothing, Step(StartMs + 100, Alive(StartMs + 100)));
        Assert.Equal(ChildAsk.Start, Step(StartMs + 200, Dead));
        var ms = StartMs + 200;
        foreach (var pauseMs in (long[])[1_000, 2_000, 4_000])
        {
            Assert.Equal(ChildAsk.Nothing, Step(ms += 100, Alive(ms)));
            Assert.InRange(UntilStart(ref ms), pauseMs * 8 / 10, (pauseMs * 12 / 10) + 100);
        }

        // One that worked for a minute was sound.
        Assert.Equal(ChildAsk.Nothing, Step(ms += 60_000, Alive(ms)));
        Assert.Equal(ChildAsk.Start, Step(ms + 100, Dead));
    }

    [Fact]
    public void One_that_dies_before_it_was_seen_alive_is_not_started_at_every_look()
    {
        var ms = StartMs;
        Assert.Equal(100, UntilStart(ref ms));
        Assert.InRange(UntilStart(ref ms), 800, 1_300);
        Assert.InRange(UntilStart(ref ms), 1_600, 2_500);
    }

    [Fact]
    public void One_that_cannot_be_started_waits_as_one_that_died()
    {
        var ms = StartMs;
        _watch.TakeFailure(ms * Ms);
        Assert.Equal(100, UntilStart(ref ms));
        _watch.TakeFailure(ms * Ms);
        Assert.InRange(UntilStart(ref ms), 800, 1_300);
        _watch.TakeFailure(ms * Ms);
        Assert.InRange(UntilStart(ref ms), 1_600, 2_500);
    }

    private static ChildFacts Alive(long beatMs, char state = 'S') => new(IsAlive: true, beatMs * Ms, 0, 1 << 20, state);

    private static ChildFacts Loading(char state) => new(IsAlive: true, 0, 0, 1 << 20, state);

    // Looks each 100 ms; how long it took, ms.
    private long UntilStart(ref long ms)
    {
        var fromMs = ms;
        while (Step(ms += 100, Dead) != ChildAsk.Start)
        {
            Assert.InRange(ms - fromMs, 0, 100_000);
        }

        return ms - fromMs;
    }

    private ChildAsk Step(long ms, in ChildFacts facts, string why = "")
    {
        var ask = _watch.Step(ms * Ms, facts, out var told);
        Assert.True(why.Length == 0 ? told.Length == 0 : told.Contains(why, StringComparison.Ordinal), told);
        return ask;
    }
}
