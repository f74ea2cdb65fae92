using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Pull;

/// <summary>A page of summaries.</summary>
/// <param name="Items">Alarms first, then events, then routine, then bulk; in order in each class.</param>
/// <param name="Next">Positions after it.</param>
/// <param name="More">True when there was more than fitted.</param>
/// <param name="Heads">Newest number of each class when it was read.</param>
/// <param name="Seen">Beyond this there is something new to wait for: where a class had nothing left to give, its newest number.</param>
public sealed record Page(IReadOnlyList<StoredSummary> Items, Positions Next, bool More, Positions Heads, Positions Seen);

/// <summary>Makes pages: the urgent classes first, but each class gets a share, so that a flood of one starves none.</summary>
public static class PageReader
{
    /// <summary>Stored bytes in a page at most: bounds the memory of a response.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Reads a page after <paramref name="from"/>.</summary>
    public static Page Read(ISummaryBuffer buffer, in Positions from, ClassSet classes, int limit)
    {
        var heads = buffer.Heads;
        var next = from;
        var seen = from;
        var more = false;
        var items = new List<StoredSummary>(Math.Min(limit, 1_024));
        var records = new List<StoredSummary>();
        var left = limit;
        var waiting = SummaryClasses.All.Where(c => classes.Holds(c)).ToList();
        for (var i = 0; i < waiting.Count; i++)
        {
            if (left <= 0)
            {
                more |= next[waiting[i]] < heads[waiting[i]];
                continue;
            }

            // An eighth of what is left is kept for each class that is still to come.
            var share = Math.Max(1, left - (left / 8 * (waiting.Count - 1 - i)));
            buffer.Read(waiting[i], next[waiting[i]], share, MaxBytes / waiting.Count, records);
            items.AddRange(records);
            left -= records.Count;
            if (records.Count == 0)
            {
                // What lies between the cursor and the head has been released: there is nothing to come for.
                seen = seen.With(waiting[i], heads[waiting[i]]);
                continue;
            }

            next = next.With(waiting[i], records[^1].Seq);
            seen = seen.With(waiting[i], records[^1].Seq);
            more |= records[^1].Seq < heads[waiting[i]];
        }

        return new Page(items, next, more, heads, seen);
    }
}
