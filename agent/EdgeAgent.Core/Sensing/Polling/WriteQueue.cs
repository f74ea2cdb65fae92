using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing.Polling;

/// <summary>Writes on their way to a line: handed over by any thread, taken by the line's.</summary>
internal sealed class WriteQueue(IReadOnlyList<PollSet> sets)
{
    private readonly PendingWrites _writes = new();

    /// <summary>Takes a write; false when too many wait.</summary>
    public bool TryAdd(PointWrite write) => _writes.TryAdd(write);

    /// <summary>The next write as a job; those that cannot be done are told so and passed over.</summary>
    public bool TryTake(bool isOpen, [NotNullWhen(true)] out WriteJob? job)
    {
        while (_writes.Next() is { } write)
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

            PendingWrites.Refuse(write);
        }

        job = null;
        return false;
    }

    /// <summary>Takes no more; those that wait are told so.</summary>
    public void End() => _writes.End();

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
}
