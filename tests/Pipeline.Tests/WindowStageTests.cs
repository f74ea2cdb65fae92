using EdgeAgent.Core.Points;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline.Windows;

namespace EdgeAgent.Pipeline.Tests;

public sealed class WindowStageTests
{
    private readonly PathFixture _time = new();
    private readonly WindowStage _stage = new(PathFixture.Table, 60_000, PathFixture.Boot);

    [Fact]
    public void A_minute_of_readings_gives_exact_figures()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(i => 1 + (i * 0.01))];
        Minute(i => _time.Good(0, values[i]));

        var (summary, data) = Assert.Single(_time.Windows("sump/level"));
        var mean = values.Average();
        Assert.Equal(SummaryClass.Routine, summary.Class);
        Assert.Equal(("m", 60, 60), (data.Unit, data.Expected, data.Good));
        Assert.Equal((1_795_345_200_000, 1_795_345_260_000), (data.FromMs, data.ToMs));
        Assert.Empty(data.Bad);
        Assert.Equal((values[0], values[^1]), (data.Gauge!.Min, data.Gauge.Max));
        Assert.Equal((values[0], values[^1]), (data.Gauge.First, data.Gauge.Last));
        Assert.Equal(mean, data.Gauge.Mean, 12);
        Assert.Equal(Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), data.Gauge.StdDev, 12);
    }

    [Fact]
    public void Bad_readings_lower_coverage_and_say_why()
    {
        Minute(i => i % 10 == 0 ? _time.Bad(0, i == 0 ? Quality.Crc : Quality.Timeout) : _time.Good(0, 1));

        var data = Assert.Single(_time.Windows("sump/level")).Data;
        Assert.Equal(54, data.Good);
        Assert.Equal([new BadCount(Quality.Timeout, 5), new BadCount(Quality.Crc, 1)], data.Bad);
        Assert.Equal((1.0, 0.0), (data.Gauge!.Mean, data.Gauge.StdDev));
    }

    [Fact]
    public void Nothing_read_is_told_with_null_figures()
    {
        Minute(_ => null);

        var data = Assert.Single(_time.Windows("sump/level")).Data;
        Assert.Equal((60, 0), (data.Expected, data.Good));
        Assert.Null(data.Gauge);
    }

    [Fact]
    public void A_counter_carries_over_windows_and_counts_resets()
    {
        Minute(i => _time.Good(1, 100 + i));
        Minute(i => _time.Good(1, i < 30 ? 160 + i : i - 30));

        var windows = _time.Windows("pump-1/hours");
        Assert.Equal(new CounterFigures(100, 159, 59, 0), windows[0].Data.Counter);
        // 159 -> 160..189 is 30; the reset to 0 adds 0; then 29 more.
        Assert.Equal(new CounterFigures(160, 29, 59, 1), windows[1].Data.Counter);
    }

    [Fact]
    public void A_door_tells_time_in_each_state_and_changes()
    {
        Minute(i => _time.Good(2, i is >= 20 and < 28 ? 1 : 0));
        Minute(i => i >= 30 ? _time.Bad(2, Quality.Timeout) : _time.Good(2, 0));

        var windows = _time.Windows("room/door");
        Assert.Equal((0, 0, 2), (windows[0].Data.Discrete!.First, windows[0].Data.Discrete!.Last, windows[0].Data.Discrete!.Changes));
        Assert.Equal([new StateTime(0, "closed", 52_000), new StateTime(1, "open", 8_000)], windows[0].Data.Discrete!.Times);
        // Unknown from the first bad reading on: no time is made up.
        Assert.Equal([new StateTime(0, "closed", 30_000)], windows[1].Data.Discrete!.Times);
    }

    [Fact]
    public void A_personal_point_makes_no_window()
    {
        Minute(i => _time.Good(3, i));
        Assert.DoesNotContain(_time.Output.Summaries, s => s.Subject == "flat/water");
    }

    [Fact]
    public void A_slow_point_is_expected_only_in_the_windows_that_its_poll_falls_in()
    {
        for (var minute = 0; minute < 10; minute++)
        {
            Minute(_ => null);
        }

        Assert.Equal(2, _time.Windows("air/dust").Count);
        Assert.All(_time.Windows("air/dust"), w => Assert.Equal(1, w.Data.Expected));
    }

    [Fact]
    public void A_reading_of_the_next_window_does_not_enter_the_open_one()
    {
        RunTo(59_990, _ => null);
        _stage.Step(new Reading(0, Quality.Good, 7, (_time.MonoMs + 15) * 1_000_000), _time.Now, _time.Output);
        _stage.Step(new Reading(0, Quality.Good, 3, (_time.MonoMs + 5) * 1_000_000), _time.Now, _time.Output);
        RunTo(110, _ => null);
        var first = Assert.Single(_time.Windows("sump/level")).Data;
        Assert.Equal((1, 3.0), (first.Good, first.Gauge!.Last));

        RunTo(60_000, _ => null);
        Assert.Equal(7.0, _time.Windows("sump/level")[1].Data.Gauge!.First);
    }

    [Theory]
    [InlineData(3_600_000)]
    [InlineData(-3_600_000)]
    public void A_clock_that_jumps_cuts_the_window_and_loses_no_reading(long jumpMs)
    {
        RunTo(30_000, i => _time.Good(0, 1));
        _time.OffsetMs += jumpMs;
        RunTo(90_100, i => _time.Good(0, 2));

        var windows = _time.Windows("sump/level");
        Assert.Equal(30, windows[0].Data.Good);
        Assert.Equal(30_000, windows[0].Data.ToMs - windows[0].Data.FromMs);
        Assert.Equal(1_795_345_230_000 + jumpMs, windows[1].Data.FromMs);
        Assert.Equal(0, windows[1].Data.ToMs % 60_000);
        Assert.All(windows, w => Assert.InRange(w.Data.ToMs - w.Data.FromMs, 1, 60_000));
        Assert.Equal(30 + 90, windows.Sum(w => w.Data.Good));
    }

    [Fact]
    public void A_slewed_clock_keeps_windows_aligned_without_a_cut()
    {
        for (var minute = 0; minute < 30; minute++)
        {
            Minute(i => _time.Good(0, 1));
            _time.OffsetMs += 20;
        }

        var windows = _time.Windows("sump/level");
        Assert.All(windows, w => Assert.Equal(0, w.Data.FromMs % 60_000));
        Assert.All(windows, w => Assert.Equal(60_000, w.Data.ToMs - w.Data.FromMs));
    }

    [Fact]
    public void A_long_pause_makes_one_long_window_rather_than_thousands()
    {
        RunTo(30_000, i => _time.Good(0, 1));
        _time.MonoMs += 86_400_000;
        _stage.Step(_time.Now, _time.Output);

        var data = Assert.Single(_time.Windows("sump/level")).Data;
        Assert.Equal(30, data.Good);
        Assert.Equal(86_430, data.Expected);
    }

    [Fact]
    public void A_stop_cuts_the_open_window()
    {
        RunTo(10_000, i => _time.Good(0, 1));
        _stage.Cut(_time.Now, _time.Output);

        var data = Assert.Single(_time.Windows("sump/level")).Data;
        Assert.Equal((10, 10, 10_000), (data.Expected, data.Good, data.ToMs - data.FromMs));
    }

    [Theory]
    [InlineData(3_600_000)]
    [InlineData(-3_600_000)]
    public void A_clock_that_jumps_an_hour_moves_no_interval_and_loses_no_reading(long byMs)
    {
        _time.Clock = Core.Time.ClockQuality.Unsynced;
        var offsetMs = _time.OffsetMs;
        RunTo(90_000, i => _time.Good(0, 1));
        _time.OffsetMs += byMs;
        _time.Clock = Core.Time.ClockQuality.Ntp;
        RunTo(90_000, i => _time.Good(0, 1));
        _stage.Cut(_time.Now, _time.Output);

        var windows = _time.Windows("sump/level");
        Assert.Equal(180, windows.Sum(w => w.Data.Good));
        Assert.Equal(180_000, windows.Sum(w => w.Data.ToMs - w.Data.FromMs));
        foreach (var (summary, data) in windows)
        {
            // What was measured by the old clock says so, as a whole: so it can be put right as a whole.
            var isOld = summary.Made.Clock == Core.Time.ClockQuality.Unsynced;
            Assert.Equal(offsetMs + (isOld ? 0 : byMs), summary.Made.UtcMs - summary.Made.MonoMs);
            Assert.InRange(summary.Made.UtcMs - data.ToMs, 0, 100);
        }

        Assert.Equal(2, windows.Count(w => w.Summary.Made.Clock == Core.Time.ClockQuality.Unsynced));
    }

    [Fact]
    public void More_states_than_the_limit_are_counted_together()
    {
        Minute(i => _time.Good(2, i));
        var discrete = Assert.Single(_time.Windows("room/door")).Data.Discrete!;
        Assert.Equal(17, discrete.Times.Count);
        Assert.Equal(60_000, discrete.Times.Sum(t => t.Ms));
        Assert.Contains(discrete.Times, t => t.Name == "other" && t.Ms == 44_000);
    }

    [Fact]
    public void A_reading_allocates_nothing()
    {
        var now = _time.Now;
        var readings = Enumerable.Range(0, 1000).Select(i => new Reading(i % 3, i % 7 == 0 ? Quality.Timeout : Quality.Good, i & 1, now.MonoNs + i)).ToArray();
        Feed(readings, now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
        {
            Feed(readings, now);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Feed(Reading[] readings, in Core.Time.Now now)
    {
        foreach (ref readonly var reading in readings.AsSpan())
        {
            _stage.Step(reading, now, _time.Output);
        }
    }

    private void Minute(Func<int, Reading?> make)
    {
        RunTo(60_000, make);
        // One step beyond the grace closes the minute, without a reading of the next one.
        var kept = _time.MonoMs;
        _time.MonoMs += 50;
        _stage.Step(_time.Now, _time.Output);
        _time.MonoMs = kept;
    }

    private void RunTo(int forMs, Func<int, Reading?> make)
    {
        for (var i = 0; i < forMs; i += 10)
        {
            _stage.Step(_time.Now, _time.Output);
            if (i % 1000 == 0 && make(i / 1000) is { } reading)
            {
                _stage.Step(reading, _time.Now, _time.Output);
            }

            _time.MonoMs += 10;
        }
    }
}
