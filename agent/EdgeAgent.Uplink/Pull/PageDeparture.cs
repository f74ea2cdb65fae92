using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Departing;

namespace EdgeAgent.Uplink.Pull;

/// <summary>Lets a page leave with the right times, see <see cref="Departures"/>.</summary>
internal static class PageDeparture
{
    private const int Attempts = 3;

    /// <summary>The page as it leaves. A class whose next summary waits for the time is cut off there, and the reader comes for the rest later.</summary>
    public static async Task<Page> LeaveAsync(Page page, ClassSet classes, Departures departures, IEdgeClock clock, CancellationToken cancel)
    {
        var items = new List<StoredSummary>(page.Items);
        for (var attempt = 0; attempt < Attempts && !TryLeave(page, items, departures, clock.Read()); attempt++)
        {
            await departures.Settled.WaitAsync(cancel).ConfigureAwait(false);
        }

        return items.Count == page.Items.Count ? page with { Items = items } : Cut(page, classes, items);
    }

    // What must be written down is asked for in one go, so that a page costs one commit and not one for each summary.
    private static bool TryLeave(Page page, List<StoredSummary> items, Departures departures, Now now)
    {
        items.Clear();
        var cut = ClassSet.None;
        var settled = true;
        foreach (var item in page.Items)
        {
            var own = ClassSets.Of(item.Summary.Class);
            var departure = departures.TryLeave(page.Store.Epoch, item, now, out var leaving);
            settled &= departure != Departure.Settles;
            if (departure == Departure.Leaves && (cut & own) == 0)
            {
                items.Add(leaving);
            }
            else
            {
                cut |= own;
            }
        }

        return settled;
    }

    private static Page Cut(Page page, ClassSet classes, List<StoredSummary> items)
    {
        var next = page.Next;
        var seen = page.Seen;
        foreach (var summaryClass in SummaryClasses.All)
        {
            var first = page.Items.FirstOrDefault(i => i.Summary.Class == summaryClass);
            var isWhole = page.Items.Count(i => i.Summary.Class == summaryClass) == items.Count(i => i.Summary.Class == summaryClass);
            if (!isWhole)
            {
                var last = items.LastOrDefault(i => i.Summary.Class == summaryClass);
                next = next.With(summaryClass, last.Summary is null ? first.FirstSeq - 1 : last.Seq);

                // Only something newer is worth waking the reader for.
                seen = seen.With(summaryClass, page.Store.Heads[summaryClass]);
            }
        }

        return page with { Items = items, Next = next, Seen = seen, More = SummaryClasses.All.Any(c => classes.Holds(c) && page.Store.Heads[c] > seen[c]) };
    }
}
