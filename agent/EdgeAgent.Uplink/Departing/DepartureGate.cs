using System.Runtime.InteropServices;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Departing;

/// <summary>Lets records into the lanes of one push uplink with the times that they leave with. One thread.</summary>
/// <param name="departures">Decides for all ways out together; null to leave times as they were made.</param>
internal sealed class DepartureGate(Departures? departures)
{
    // How soon a lane is asked again whose next summary waits for the time.
    private const int WaitMs = 1_000;

    private readonly long[] _askMs = new long[SummaryClasses.Count * 2];

    /// <summary>True while a lane's next summary waits for the time: there is no use in reading it.</summary>
    public bool IsClosed(SummaryClass summaryClass, bool isLive, in Now now) => now.MonoMs < _askMs[IndexOf(summaryClass, isLive)];

    /// <summary>
    /// Corrects the times of records that a lane read, and cuts off the first that does not leave yet and all after it. All are asked about in one go, so that what must be written down first costs one commit.
    /// </summary>
    public void Cut(string epoch, SummaryClass summaryClass, bool isLive, List<StoredSummary> records, in Now now)
    {
        if (departures is null)
        {
            return;
        }

        var leaving = 0;
        var why = Departure.Leaves;
        foreach (ref var record in CollectionsMarshal.AsSpan(records))
        {
            var departure = departures.TryLeave(epoch, record, now, out var corrected);
            why = why == Departure.Leaves ? departure : why;
            if (why == Departure.Leaves)
            {
                record = corrected;
                leaving++;
            }
        }

        records.RemoveRange(leaving, records.Count - leaving);
        _askMs[IndexOf(summaryClass, isLive)] = why == Departure.Waits && leaving == 0 ? now.MonoMs + WaitMs : 0;
    }

    private static int IndexOf(SummaryClass summaryClass, bool isLive) => ((int)summaryClass * 2) + (isLive ? 0 : 1);
}
