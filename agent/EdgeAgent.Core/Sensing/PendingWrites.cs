using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing;

/// <summary>Writes on their way to a source's thread: handed over by any thread, taken by one.</summary>
public sealed class PendingWrites
{
    /// <summary>Writes that wait at most.</summary>
    public const int Capacity = 16;

    private readonly Lock _gate = new();
    private readonly Queue<PointWrite> _writes = new();
    private bool _ended;

    /// <summary>Takes a write; false when too many wait, or after <see cref="End"/>.</summary>
    public bool TryAdd(PointWrite write)
    {
        lock (_gate)
        {
            if (_ended || _writes.Count >= Capacity)
            {
                return false;
            }

            _writes.Enqueue(write);
            return true;
        }
    }

    /// <summary>The next write; null when none waits.</summary>
    public PointWrite? Next()
    {
        lock (_gate)
        {
            return _writes.TryDequeue(out var write) ? write : null;
        }
    }

    /// <summary>Takes no more; those that wait are told so.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
        }

        while (Next() is { } write)
        {
            write.End(new WriteOutcome(false, Quality.PortGone, double.NaN, "the agent stopped before it was written"));
        }
    }

    /// <summary>Tells a write that nothing of this source may be written with it.</summary>
    public static void Refuse(PointWrite write) => write.End(new WriteOutcome(false, Quality.Invalid, double.NaN, "the site file does not let this point be written"));
}
