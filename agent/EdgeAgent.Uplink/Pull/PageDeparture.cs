using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Departing;

namespace EdgeAgent.Uplink.Pull;

/// <summary>Lets the pieces of a page leave with the right times, see <see cref="Departures"/>.</summary>
internal sealed class PageDeparture(Departures departures, IEdgeClock clock)
{
    private const int Attempts = 3;

    /// <summary>Makes a piece as it leaves. Where a summary waits for the time its class ends for this page, and the reader comes for the rest later.</summary>
    public async Task LeaveAsync(PageStream page, List<StoredSummary> piece, CancellationToken cancel)
    {
        // Nearly always: a clock that was told the time made all of it.
        if (piece.TrueForAll(static r => r.Summary.Made.Clock != ClockQuality.Unsynced))
        {
            return;
        }

        var leaving = TryLeave(page, piece, out var settles);
        for (var attempt = 1; settles && attempt < Attempts; attempt++)
        {
            await departures.Settled.WaitAsync(cancel).ConfigureAwait(false);
            leaving = TryLeave(page, piece, out settles);
        }

        if (leaving.Count < piece.Count)
        {
            page.EndAt(piece[leaving.Count]);
        }

        piece.Clear();
        piece.AddRange(leaving);
    }

    // What must be written down is asked for in one go, so that a piece costs one commit and not one for each summary.
    private List<StoredSummary> TryLeave(PageStream page, List<StoredSummary> piece, out bool settles)
    {
        var leaving = new List<StoredSummary>(piece.Count);
        var now = clock.Read();
        var isCut = false;
        settles = false;
        foreach (var record in piece)
        {
            var departure = departures.TryLeave(page.Store.Epoch, record, now, out var corrected);
            settles |= departure == Departure.Settles;
            isCut |= departure != Departure.Leaves;
            if (!isCut)
            {
                leaving.Add(corrected);
            }
        }

        return leaving;
    }
}
