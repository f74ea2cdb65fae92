using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Series;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Series;

/// <summary>A series that a model watches: state from sample to sample, saved, restored and refused; nothing allocated.</summary>
[Collection("runtime")]
public sealed class SessionTests(Runtime runtime)
{
    private const long Minute = 60_000;
    private static readonly SeriesManifest Watch = WatchModule.Manifest;

    [Fact]
    public void The_state_goes_from_sample_to_sample()
    {
        using var model = runtime.Open(Watch);
        using var session = model.Begin();
        Assert.Equal([(0.5f, 0), (0.25f, 0.25), (0.125f, 0.375)], new[] { 0.5, 0.5, 0.5 }.Select(v => Step(session, 0, v)).Select(r => (r.Score, r.Expected)));
        Assert.Equal(3, session.Samples);
        session.Reset();
        Assert.Equal((0.5f, 0, 1), (Step(session, 0, 0.5).Score, (int)session.NewestMs, (int)session.Samples));
    }

    [Fact]
    public void Two_series_of_a_model_know_nothing_of_each_other()
    {
        using var model = runtime.Open(Watch);
        using var one = model.Begin();
        using var other = model.Begin();
        Step(one, 0, 0.5);
        Step(one, 0, 0.5);
        Assert.Equal(0.5f, Step(other, 0, 0.5).Score);
        Assert.Equal(0.125f, Step(one, 0, 0.5).Score);
    }

    [Fact]
    public void The_time_of_day_is_given_and_thresholds_have_a_hysteresis()
    {
        using var model = runtime.Open(Watch);
        using var session = model.Begin();
        var results = new[] { 0, 0.5, 0.85, 0.5, 0.4, 0.35, 0.5 }.Select(day => Step(session, (long)(day * 86_400_000), 0)).ToList();
        Assert.Equal([0f, 0.5f, 0.85f, 0.5f, 0.4f, 0.35f, 0.5f], results.Select(r => r.Score));
        Assert.Equal([false, false, true, true, true, false, false], results.Select(r => r.IsAnomaly));
        Assert.Equal(0.75f, Step(session, -21_600_000, 0).Score);
    }

    [Fact]
    public void A_module_may_warm_up_normalise_and_begin_anew_after_a_gap()
    {
        using var model = runtime.Open(Watch with { WarmUp = 2, Mean = 100, Deviation = 10, Sampling = Watch.Sampling with { LongestGapMs = Minute } });
        using var session = model.Begin();
        Assert.Equal([(0, false), (0, false), (0.125f, true)], new[] { 105, 105, 105 }.Select(v => Step(session, 0, v)).Select(r => (r.Score, r.IsWarm)));
        var result = Step(session, 0, 105);
        Assert.Equal((104.375, 0.625), (result.Expected, result.Distance));
        Step(session, Minute, 105);
        Assert.Equal(5, session.Samples);
        Step(session, (2 * Minute) + 1, 105);
        Assert.Equal(1, session.Samples);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void What_gives_no_number_leaves_the_series_as_it_was(double value)
    {
        using var model = runtime.Open(Watch);
        using var session = model.Begin();
        Step(session, 0, 0.5);
        var before = session.Save();
        Assert.False(session.TryStep(new SeriesPoint(0, value), out var result));
        Assert.Equal((0, false), (result.Score, result.IsAnomaly));
        Assert.Equal(before, session.Save());
        Assert.Equal(0.25f, Step(session, 0, 0.5).Score);
    }

    [Fact]
    public void A_saved_series_goes_on_as_if_nothing_had_been()
    {
        using var model = runtime.Open(Watch);
        using var session = model.Begin();
        for (var i = 0; i < 7; i++)
        {
            Step(session, i * Minute, i % 3);
        }

        using var other = model.Begin();
        Step(other, 0, 5);
        Assert.True(other.TryRestore(session.Save(), out var fault), fault);
        Assert.Equal((session.Samples, session.NewestMs, session.IsAnomaly), (other.Samples, other.NewestMs, other.IsAnomaly));
        for (var i = 7; i < 14; i++)
        {
            Assert.Equal(Step(session, i * Minute, i % 3), Step(other, i * Minute, i % 3));
        }
    }

    [Fact]
    public void A_saved_series_that_is_foreign_or_damaged_changes_nothing()
    {
        using var model = runtime.Open(Watch);
        using var session = model.Begin();
        Step(session, 0, 0.5);
        var saved = session.Save();
        using var foreign = runtime.Open(Watch with { ModelSha256 = new string('a', 64) });
        using var other = foreign.Begin();
        Assert.False(other.TryRestore(saved, out var fault));
        Assert.Equal($"a saved series of the model with SHA-256 {Watch.ModelSha256}; expected {new string('a', 64)}", fault);

        Step(session, 0, 0.5);
        var now = session.Save();
        for (var i = 0; i < saved.Length; i++)
        {
            var damaged = saved.ToArray();
            damaged[i] ^= 0x10;
            Assert.False(session.TryRestore(damaged, out fault), $"byte {i}");
            Assert.NotEmpty(fault);
            Assert.False(session.TryRestore(saved.AsSpan(..i), out _), $"{i} bytes");
        }

        Assert.Equal(now, session.Save());
        saved[4] = 9;
        Assert.False(session.TryRestore(saved, out fault));
        Assert.Equal("a saved series of version 9; expected 1", fault);
    }

    [Fact]
    public void A_sample_allocates_nothing()
    {
        using var model = runtime.Open(Watch);
        using var session = model.Begin();
        for (var i = 0; i < 100; i++)
        {
            Step(session, i, 0.5);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Step(session, i, i % 5);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void What_does_not_fit_the_model_is_told_all_at_once_with_both_shapes()
    {
        var faults = new List<string>();
        var wrong = Watch with { Window = 4, ExpectedOutput = "expectd", States = [new SeriesState("mean", "mean_next", [2, 3])], DayInput = "" };
        Assert.Null(runtime.Open(wrong, faults));
        Assert.Collection(
            faults.Select(f => f[(f.IndexOf(".onnx: ", StringComparison.Ordinal) + 7)..]),
            f => Assert.Equal("input.value: the model's is value Float32[1]; expected value Float32[4], as the manifest says", f),
            f => Assert.StartsWith("output.expected: the model has no \"expectd\"; expected one of score Float32[1], ", f, StringComparison.Ordinal),
            f => Assert.Equal("states[0].input: the model's is mean Float32[1]; expected mean Float32[2,3], as the manifest says", f),
            f => Assert.Equal("states[0].output: the model's is mean_next Float32[1]; expected mean_next Float32[2,3], as the manifest says", f),
            f => Assert.StartsWith("the model has an input day Float32[1] that the manifest does not name", f, StringComparison.Ordinal));
    }

    private static SeriesResult Step(SeriesSession session, long ms, double value)
    {
        Assert.True(session.TryStep(new SeriesPoint(ms, value), out var result));
        return result;
    }
}
