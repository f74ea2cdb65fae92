using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing.Polling;

/// <summary>Writes on their way to a line: handed over by any thread, taken by the line's.</summary>
internal sealed class WriteQueue(IReadOnlyList<PollSet> sets)
{
    /// <summary>Writes that wait at most.</summary>
    public const int Capacity = 16;

    private readonly Lock _gate = new();
    private readonly Queue<PointWrite> _writes = new();
    private bool _ended;

    /// <summary>Takes a write; false when too many wait.</summary>
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

    /// <summary>The next write as a job; those that cannot be done are told so and passed over.</summary>
    public bool TryTake(bool isOpen, [NotNullWhen(true)] out WriteJob? job)
    {
        while (Next() is { } write)
        {
            if (!isOpen)
            {
                write.End(new WriteOutcome(false, Quality.PortGone, double.NaN, "the port is not open"));
                continue;
            }

            for (var set = 0; set < sets.Count; set++)
            {
                if (sets[set].CreateWrite(write) is { } made)
                {
                    made.Set = set;
                    job = made;
                    return true;
                }
            }

            write.End(new WriteOutcome(false, Quality.Invalid, double.NaN, "the site file does not let this point be written"));
        }

        job = null;
        return false;
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

    /// <summary>What to tell of a write whose exchange ended with <paramref name="quality"/>.</summary>
    public static WriteOutcome OutcomeOf(WriteJob job, Quality quality)
    {
        if (quality != Quality.Good)
        {
            var fault = job.IsAccepted ? "the device took it, but it could not be read back" : "the device did not take it";
            return new WriteOutcome(false, quality, double.NaN, $"{fault}: {QualityNames.NameOf(quality)}");
        }

        return Math.Abs(job.ReadBack - job.Write.Value) <= job.Tolerance
            ? new WriteOutcome(true, Quality.Good, job.ReadBack, "")
            : new WriteOutcome(false, Quality.Good, job.ReadBack, string.Create(CultureInfo.InvariantCulture, $"written {job.Write.Value}, read back {job.ReadBack}"));
    }

    private PointWrite? Next()
    {
        lock (_gate)
        {
            return _writes.TryDequeue(out var write) ? write : null;
        }
    }
}
