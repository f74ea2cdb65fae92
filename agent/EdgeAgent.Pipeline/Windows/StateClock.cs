using System.Globalization;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Windows;

/// <summary>
/// Time that a discrete point spends in each state, for the window that is open and the one after it. Time counts for a state from a good reading
/// to the next reading; after a bad one the state is unknown and no time counts.
/// </summary>
internal sealed class StateClock
{
    /// <summary>States counted apart; what comes beyond is counted as `other`.</summary>
    public const int MaxStates = 16;

    private const int Other = int.MinValue;
    private readonly List<(int State, long Ns)>[] _times = [new(4), new(4)];
    private int _state;
    private bool _known;
    private long _sinceNs;

    /// <summary>Takes a reading at <paramref name="atNs"/>; <paramref name="endNs"/> is the open window's end.</summary>
    public void Take(int state, bool good, long atNs, long endNs, int open)
    {
        Advance(atNs, endNs, open);
        _known = good;
        _state = state;
        _sinceNs = atNs;
    }

    /// <summary>Counts the state up to <paramref name="atNs"/>, split at the open window's end.</summary>
    public void Advance(long atNs, long endNs, int open)
    {
        if (!_known || atNs <= _sinceNs)
        {
            return;
        }

        Add(open, Math.Min(atNs, endNs) - _sinceNs);
        Add(1 - open, atNs - Math.Max(_sinceNs, endNs));
        _sinceNs = atNs;
    }

    /// <summary>The times of a window, by state.</summary>
    public IReadOnlyList<StateTime> Times(int generation, PointDescriptor point)
    {
        var times = _times[generation];
        times.Sort(static (a, b) => a.State.CompareTo(b.State));
        var result = new StateTime[times.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = new StateTime(times[i].State, NameOf(times[i].State, point), times[i].Ns / 1_000_000);
        }

        return result;
    }

    /// <summary>Empties a window's times.</summary>
    public void Clear(int generation) => _times[generation].Clear();

    private static string NameOf(int state, PointDescriptor point)
    {
        if (state == Other)
        {
            return "other";
        }

        return point.States is { } names && names.TryGetValue(state, out var name) ? name : state.ToString(CultureInfo.InvariantCulture);
    }

    private void Add(int generation, long ns)
    {
        if (ns <= 0)
        {
            return;
        }

        var times = _times[generation];
        var state = _state;
        if (times.Count >= MaxStates && IndexOf(times, state) < 0)
        {
            state = Other;
        }

        var index = IndexOf(times, state);
        if (index < 0)
        {
            times.Add((state, ns));
        }
        else
        {
            times[index] = (state, times[index].Ns + ns);
        }
    }

    private static int IndexOf(List<(int State, long Ns)> times, int state)
    {
        for (var i = 0; i < times.Count; i++)
        {
            if (times[i].State == state)
            {
                return i;
            }
        }

        return -1;
    }
}
