using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Pull;

/// <summary>A page of summaries.</summary>
/// <param name="Items">Alarms first, then events, then routine, then bulk; in order in each class.</param>
/// <param name="Next">Positions after it.</param>
/// <param name="More">True when there was more than fitted.</param>
/// <param name="Heads">Newest number of each class when it was read.</param>
public sealed record Page(IReadOnlyList<StoredSummary> Items, Positions Next, bool More, Positions Heads);

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
        var items = new List<StoredSummary>(Math.Min(limit, 1_024));
        var records = new List<StoredSummary>();
        var left = limit;
        var waiting = SummaryClasses.All.Where(c => classes.Holds(c)).ToList();
        for (var i = 0; i < waiting.Count && left > 0; i++)
        {
            // An eighth of what is left is kept for each class that is still to come.
            var share = Math.Max(1, left - (left / 8 * (waiting.Count - 1 - i)));
            buffer.Read(waiting[i], next[waiting[i]], share, MaxBytes / waiting.Count, records);
            items.AddRange(records);
            left -= records.Count;
            if (records.Count > 0)
            {
                next = next.With(waiting[i], records[^1].Seq);
            }
        }

        var reached = next;
        return new Page(items, next, waiting.Any(c => reached[c] < heads[c]), heads);
    }
}
