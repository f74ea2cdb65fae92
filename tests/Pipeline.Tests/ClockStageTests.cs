using System.Text.Json;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline.Clock;

namespace EdgeAgent.Pipeline.Tests;

public sealed class ClockStageTests
{
    private readonly PathFixture _time = new() { Clock = ClockQuality.Unsynced };
    private readonly ClockStage _stage = new(PathFixture.Boot);

    [Fact]
    public void A_clock_that_is_set_tells_its_boots_offset_once()
    {
        Step();
        _time.OffsetMs += 86_400_000;
        _time.Clock = ClockQuality.Ntp;
        Step();
        Step();

        var summary = Assert.Single(_time.Output.Summaries);
        Assert.Equal((SummaryType.Clock, SummaryClass.Event), (summary.Type, summary.Class));
        using var document = JsonDocument.Parse(((JsonData)summary.Data).Utf8);
        var data = document.RootElement;
        Assert.Equal("6f1c2a90", data.GetProperty("boot").GetString());
        Assert.Equal(("ntp", "unsynced"), (data.GetProperty("clock").GetString(), data.GetProperty("was").GetString()));
        Assert.Equal(86_400_000, data.GetProperty("stepMs").GetInt64());
        Assert.Equal(_time.OffsetMs, data.GetProperty("bootTime").GetDateTimeOffset().ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Slewing_is_no_step_however_long_it_goes_on()
    {
        for (var i = 0; i < 1000; i++)
        {
            _time.OffsetMs += 20;
            Step();
        }

        Assert.Empty(_time.Output.Summaries);
    }

    [Fact]
    public void A_clock_that_was_set_while_the_agent_was_down_is_told_at_its_next_start()
    {
        Step();
        Assert.True(_time.Output.ClockStateChanged);
        var state = _stage.SaveState();
        _time.OffsetMs += 3_600_000;
        _time.Clock = ClockQuality.Ntp;
        var again = new ClockStage(PathFixture.Boot);
        again.Restore(state);
        again.Step(_time.Now, _time.Output);
        Assert.Single(_time.Output.Summaries);

        // Another boot starts anew, whatever its state was.
        foreach (var (boot, kept) in new (uint, byte[])[] { (7, state), (PathFixture.Boot, state[..5]), (PathFixture.Boot, []) })
        {
            var other = new ClockStage(boot);
            other.Restore(kept);
            other.Step(_time.Now, _time.Output);
            Assert.Single(_time.Output.Summaries);
        }
    }

    private void Step()
    {
        _time.MonoMs += 1000;
        _stage.Step(_time.Now, _time.Output);
    }
}
