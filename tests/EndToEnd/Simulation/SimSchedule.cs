namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>Virtual time: what is due, in order; what is due at the same moment in the order in which it was planned.</summary>
internal sealed class SimSchedule(SimClock clock)
{
    private readonly PriorityQueue<Action, (long AtNs, long Order)> _due = new();
    private long _order;

    public long NowMs => clock.WorldNs / 1_000_000;

    /// <summary>Plans something for so many ms from now.</summary>
    public void In(long ms, Action action) => _due.Enqueue(action, (clock.WorldNs + (ms * 1_000_000), _order++));

    /// <summary>Goes on to the next thing that is due by <paramref name="endMs"/> and does it; false when there is none.</summary>
    public bool Next(long endMs)
    {
        if (!_due.TryPeek(out var action, out var when) || when.AtNs > endMs * 1_000_000)
        {
            clock.WorldNs = endMs * 1_000_000;
            return false;
        }

        _due.Dequeue();
        clock.WorldNs = when.AtNs;
        action();
        return true;
    }
}
