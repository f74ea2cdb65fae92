using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Series;

namespace EdgeAgent.Tests.Series;

/// <summary>The pure stages: samples of readings, thresholds, and words.</summary>
public sealed class StageTests
{
    private const long Interval = 1_000;

    [Theory]
    [InlineData(ResampleRule.Last, MissingRule.Skip, "0:2 1000:3 4000:5")]
    [InlineData(ResampleRule.Mean, MissingRule.Skip, "0:1.5 1000:3 4000:4.5")]
    [InlineData(ResampleRule.Last, MissingRule.Hold, "0:2 1000:3 2000:3 3000:3 4000:5")]
    [InlineData(ResampleRule.Last, MissingRule.Nan, "0:2 1000:3 2000:NaN 3000:NaN 4000:5")]
    [InlineData(ResampleRule.Linear, MissingRule.Skip, "1000:2.1 5000:6")]
    [InlineData(ResampleRule.Linear, MissingRule.Hold, "1000:2.1 2000:2.1 3000:2.1 4000:2.1 5000:6")]
    public void Readings_become_samples_by_the_rule(ResampleRule rule, MissingRule missing, string samples) =>
        Assert.Equal(samples, Samples(new SeriesSampling(Interval, rule, missing, 0), (100, 1), (900, 2), (1_900, 3), (4_100, 4), (4_900, 5), (5_100, 7)));

    [Fact]
    public void The_straight_line_meets_readings_at_the_very_begin_of_an_interval() =>
        Assert.Equal("0:1 1000:2 2000:3 9000:4", Samples(new SeriesSampling(Interval, ResampleRule.Linear, MissingRule.Skip, 0), (0, 1), (2_000, 3), (9_000, 4)));

    [Fact]
    public void Without_an_interval_each_reading_is_a_sample_in_the_order_of_their_coming() =>
        Assert.Equal("5:1 3:2 3:2", Samples(new SeriesSampling(0, ResampleRule.Last, MissingRule.Hold, 0), (5, 1), (3, 2), (3, 2)));

    [Theory]
    [InlineData(ResampleRule.Last)]
    [InlineData(ResampleRule.Linear)]
    public void A_gap_that_begins_the_series_anew_is_not_filled(ResampleRule rule) =>
        Assert.DoesNotContain(":0.25", Samples(new SeriesSampling(Interval, rule, MissingRule.Hold, 5_000), (0, 0.25), (9_000, 4), (10_000, 5))[6..], StringComparison.Ordinal);

    [Fact]
    public void A_gap_beyond_all_measure_is_filled_up_to_a_bound_and_what_is_late_is_counted()
    {
        var resampler = new Resampler(new SeriesSampling(Interval, ResampleRule.Last, MissingRule.Hold, 0));
        Assert.True(resampler.Push(new SeriesPoint(-5_500, 1)));
        Assert.False(resampler.Push(new SeriesPoint(-5_500, 2)));
        Assert.True(resampler.Push(new SeriesPoint(1_000_000_000, 3)));
        Assert.False(resampler.Push(new SeriesPoint(7, 3)));
        var taken = new List<SeriesPoint>();
        while (resampler.TryTake(out var sample))
        {
            taken.Add(sample);
        }

        Assert.Equal((Resampler.MostFilled + 1, new SeriesPoint(-6_000, 1), 2), (taken.Count, taken[0], (int)resampler.Late));
        Assert.Equal(new SeriesPoint(999_999_000, 1), taken[^1]);
    }

    [Fact]
    public void A_score_raises_at_one_threshold_and_clears_below_another()
    {
        var hysteresis = new Hysteresis(0.6f, 0.3f);
        Assert.Equal([false, true, true, true, true, false, false], new[] { 0.59f, 0.6f, 0.3f, float.NaN, 0.5f, 0.29f, 0.5f }.Select(hysteresis.Step));
    }

    [Theory]
    [InlineData(80, 20, "kPa", "pump-1/pressure is 80 kPa, 60 kPa above the expected 20 kPa, score 0.75")]
    [InlineData(-1.5, 20, "", "pump-1/pressure is -1.5, 21.5 below the expected 20, score 0.75")]
    [InlineData(5, double.NaN, "m", "pump-1/pressure is 5 m, score 0.75")]
    public void An_anomaly_is_told_with_how_far_and_from_what(double value, double expected, string unit, string words) =>
        Assert.Equal(words, new SeriesResult(new SeriesPoint(0, value), 0.75f, expected, true, true).Explain("pump-1/pressure", unit));

    private static string Samples(SeriesSampling sampling, params (long Ms, double Value)[] readings)
    {
        var resampler = new Resampler(sampling);
        var samples = new List<string>();
        foreach (var (ms, value) in readings)
        {
            resampler.Push(new SeriesPoint(ms, value));
            while (resampler.TryTake(out var sample))
            {
                samples.Add(FormattableString.Invariant($"{sample.UnixMs}:{Math.Round(sample.Value, 3)}"));
            }
        }

        return string.Join(' ', samples);
    }
}
