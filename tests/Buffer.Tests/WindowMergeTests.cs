using EdgeAgent.Buffer;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Buffer;

public sealed class WindowMergeTests
{
    private static readonly WindowData Empty = new() { FromMs = 0, ToMs = 60_000, Unit = "kPa", Kind = PointKind.Gauge, Expected = 60, Good = 0 };

    [Fact]
    public void A_gauge_joined_has_the_figures_of_all_its_readings()
    {
        var random = new Random(7);
        double[] all = [.. Enumerable.Range(0, 100).Select(_ => 400 + (random.NextDouble() * 3))];
        var joined = Join(Gauge(0, all[..7]), Gauge(1, all[7..60]), Gauge(2, all[60..]));
        var figures = joined.Gauge!;
        var mean = all.Average();
        Assert.Equal((all.Min(), all.Max(), all[0], all[^1]), (figures.Min, figures.Max, figures.First, figures.Last));
        Assert.Equal(mean, figures.Mean, 1e-10);
        Assert.Equal(Math.Sqrt(all.Average(v => (v - mean) * (v - mean))), figures.StdDev, 1e-10);
        Assert.Equal((0L, 180_000L, 180, 100, 3), (joined.FromMs, joined.ToMs, joined.Expected, joined.Good, joined.Merged));
    }

    [Fact]
    public void A_window_without_readings_changes_no_figure_but_its_promise_counts()
    {
        var gauge = Gauge(1, [3, 5]);
        Assert.Equal(gauge.Gauge, Join(Empty, gauge).Gauge);
        Assert.Equal(gauge.Gauge, Join(gauge, At(2, Empty)).Gauge);
        Assert.Equal((120, 2), (Join(Empty, gauge).Expected, Join(Empty, gauge).Good));
        Assert.Null(Join(Empty, At(1, Empty)).Gauge);
    }

    [Fact]
    public void Counters_add_their_rises_and_resets()
    {
        var first = Empty with { Kind = PointKind.Counter, Good = 2, Counter = new CounterFigures(10, 20, 12, 0) };
        var second = At(1, first) with { Counter = new CounterFigures(3, 8, 8, 1) };
        Assert.Equal(new CounterFigures(10, 8, 20, 1), Join(first, second).Counter);
    }

    [Fact]
    public void States_add_their_times_in_the_order_of_their_values()
    {
        var first = Empty with { Kind = PointKind.Discrete, Good = 2, Discrete = new DiscreteFigures(1, 2, 3, [new(1, "open", 100), new(2, "stuck", 50)]) };
        var second = At(1, first) with { Discrete = new DiscreteFigures(0, 1, 2, [new(0, "shut", 10), new(1, "open", 7)]) };
        var joined = Join(first, second).Discrete!;
        Assert.Equal((1, 1, 5), (joined.First, joined.Last, joined.Changes));
        Assert.Equal([new(0, "shut", 10), new(1, "open", 107), new StateTime(2, "stuck", 50)], joined.Times);
    }

    [Fact]
    public void More_states_than_a_window_tells_are_not_joined()
    {
        var many = Enumerable.Range(0, 10).Select(i => new StateTime(i, $"s{i}", 1)).ToArray();
        var first = Empty with { Kind = PointKind.Discrete, Good = 1, Discrete = new DiscreteFigures(0, 0, 0, many) };
        var second = At(1, first) with { Discrete = new DiscreteFigures(0, 0, 0, [.. many.Select(t => t with { State = t.State + 7 })]) };
        Assert.Null(WindowMerge.TryJoin(first, second));
    }

    [Fact]
    public void Bad_readings_add_up_by_reason()
    {
        var first = Empty with { Bad = [new(Quality.Timeout, 2)] };
        var second = At(1, Empty) with { Bad = [.. new[] { new BadCount(Quality.Timeout, 3), new BadCount(Quality.Crc, 1) }.OrderBy(b => b.Quality)] };
        Assert.Equal([.. new[] { new BadCount(Quality.Timeout, 5), new BadCount(Quality.Crc, 1) }.OrderBy(b => b.Quality)], Join(first, second).Bad);
    }

    [Fact]
    public void Another_unit_or_kind_an_overlap_or_a_hole_between_is_not_joined()
    {
        Assert.Null(WindowMerge.TryJoin(Empty, At(1, Empty) with { Unit = "bar" }));
        Assert.Null(WindowMerge.TryJoin(Empty, At(1, Empty) with { Kind = PointKind.Counter }));
        Assert.Null(WindowMerge.TryJoin(Empty, Empty with { FromMs = 59_999, ToMs = 119_999 }));
        Assert.Null(WindowMerge.TryJoin(Empty, At(2, Empty)));
    }

    private static WindowData Join(params WindowData[] windows) => windows.Aggregate(static (a, b) => WindowMerge.TryJoin(a, b)!);

    private static WindowData At(int minute, WindowData window) => window with { FromMs = minute * 60_000, ToMs = (minute + 1) * 60_000 };

    private static WindowData Gauge(int minute, double[] values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        return At(minute, Empty) with { Good = values.Length, Gauge = new GaugeFigures(values.Min(), values.Max(), mean, values[0], values[^1], deviation) };
    }
}
