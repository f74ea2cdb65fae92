using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>
/// Joins two windows of one point into one that tells the same of both together: counts and times are added, extremes kept, means weighted by the good readings,
/// deviations pooled (Chan, Golub and LeVeque 1983: the squares about the common mean). Pure.
/// </summary>
internal static class WindowMerge
{
    /// <summary>Most states that a merged window may tell: as many as a window has.</summary>
    private const int MaxStates = 16;

    /// <summary>Joins two windows, the earlier first; null when they cannot be told as one: another unit or kind, no neighbours in time, or too many states.</summary>
    public static WindowData? TryJoin(WindowData first, WindowData second)
    {
        if (first.Kind != second.Kind || first.Unit != second.Unit || second.FromMs != first.ToMs)
        {
            return null;
        }

        var discrete = Join(first.Discrete, second.Discrete);
        return discrete?.Times.Count > MaxStates ? null : first with
        {
            ToMs = second.ToMs,
            Expected = first.Expected + second.Expected,
            Good = first.Good + second.Good,
            Bad = Join(first.Bad, second.Bad),
            Gauge = Join(first.Gauge, first.Good, second.Gauge, second.Good),
            Counter = Join(first.Counter, second.Counter),
            Discrete = discrete,
            Merged = first.Merged + second.Merged,
        };
    }

    private static GaugeFigures? Join(GaugeFigures? first, int firstGood, GaugeFigures? second, int secondGood)
    {
        if (first is null || second is null || firstGood == 0 || secondGood == 0)
        {
            return first is null || firstGood == 0 ? second : first;
        }

        double n = firstGood;
        double m = secondGood;
        var apart = second.Mean - first.Mean;
        var squares = (n * first.StdDev * first.StdDev) + (m * second.StdDev * second.StdDev) + (apart * apart * n * m / (n + m));
        return new GaugeFigures(
            Math.Min(first.Min, second.Min),
            Math.Max(first.Max, second.Max),
            first.Mean + (apart * m / (n + m)),
            first.First,
            second.Last,
            Math.Sqrt(squares / (n + m)));
    }

    // The second's delta already counts from the first's last value.
    private static CounterFigures? Join(CounterFigures? first, CounterFigures? second) => first is null || second is null
        ? first ?? second
        : new CounterFigures(first.First, second.Last, first.Delta + second.Delta, first.Resets + second.Resets);

    // The second's changes already hold the one from the first's last state.
    private static DiscreteFigures? Join(DiscreteFigures? first, DiscreteFigures? second) => first is null || second is null
        ? first ?? second
        : new DiscreteFigures(first.First, second.Last, first.Changes + second.Changes, Join(first.Times, second.Times));

    private static StateTime[] Join(IReadOnlyList<StateTime> first, IReadOnlyList<StateTime> second)
    {
        var times = new SortedDictionary<int, StateTime>();
        foreach (var time in first.Concat(second))
        {
            times[time.State] = times.TryGetValue(time.State, out var known) ? known with { Ms = known.Ms + time.Ms } : time;
        }

        return [.. times.Values];
    }

    private static BadCount[] Join(IReadOnlyList<BadCount> first, IReadOnlyList<BadCount> second)
    {
        var counts = new SortedDictionary<byte, BadCount>();
        foreach (var bad in first.Concat(second))
        {
            counts[(byte)bad.Quality] = new BadCount(bad.Quality, bad.Count + counts.GetValueOrDefault((byte)bad.Quality).Count);
        }

        return [.. counts.Values];
    }
}
