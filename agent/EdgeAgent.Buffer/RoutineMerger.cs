using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>
/// Makes routine windows coarser. A run of neighbouring records whose windows lie in one span (5 or 15 minutes, aligned to UTC) is rewritten as a whole:
/// <list type="bullet">
/// <item>the windows of a subject become one, which takes the number of the last of them; what is no window, or cannot be joined, keeps its number;</item>
/// <item>each record of the run then covers the numbers from the one after the record before it up to its own, so that the records tile the run without holes.</item>
/// </list>
/// A window never moves to a lower number. So a reader whose position lies inside the run still gets every window beyond it, once, though perhaps joined with windows that it has
/// (`from`, `to` and `merged` tell); and no run goes across a position that a consumer has acknowledged, or a number that a reader asked to keep apart. Pure.
/// </summary>
internal static class RoutineMerger
{
    /// <summary>Lengths of the merged windows, ms, in the order in which they are tried.</summary>
    public static IReadOnlyList<long> SpansMs { get; } = [5 * 60_000, 15 * 60_000];

    /// <summary>
    /// How many records from <paramref name="start"/> on make a run: until a gap, a window of another span, or one of <paramref name="borders"/> (rising) lies between two records.
    /// 0 when the list ends before the run does and <paramref name="mayGoOn"/> is set: more windows of the span may still come.
    /// </summary>
    public static int LengthOfRun(IReadOnlyList<StoredSummary> records, int start, long spanMs, ulong[] borders, bool mayGoOn)
    {
        long? span = null;
        for (var i = start; i < records.Count; i++)
        {
            var record = records[i];
            if (i > start && IsBetween(borders, records[i - 1].Seq, record.Seq))
            {
                return i - start;
            }

            if (record.Summary.Data is GapData)
            {
                return Math.Max(1, i - start);
            }

            if (record.Summary.Data is WindowData window && SpanOf(window, spanMs) is { } own)
            {
                span ??= own;
                if (own != span)
                {
                    return i - start;
                }
            }

        }

        return mayGoOn ? 0 : records.Count - start;
    }

    /// <summary>The records that take the place of a run; null when nothing of it can be joined.</summary>
    public static List<StoredSummary>? Rewrite(ReadOnlySpan<StoredSummary> run, long spanMs)
    {
        // From the last to the first, so that each window meets the one that it goes into: what stays comes out in descending order.
        var open = new Dictionary<MergeKey, int>();
        var kept = new List<StoredSummary>(run.Length);
        for (var i = run.Length - 1; i >= 0; i--)
        {
            var record = run[i];
            if (record.Summary.Data is not WindowData window || SpanOf(window, spanMs) is null)
            {
                kept.Add(record);
                continue;
            }

            var key = MergeKey.Of(record.Summary);
            if (open.TryGetValue(key, out var at) && WindowMerge.TryJoin(window, (WindowData)kept[at].Summary.Data) is { } joined)
            {
                kept[at] = kept[at] with { Summary = kept[at].Summary with { Data = joined } };
                continue;
            }

            open[key] = kept.Count;
            kept.Add(record);
        }

        if (kept.Count == run.Length)
        {
            return null;
        }

        kept.Reverse();
        var first = run[0].FirstSeq;
        for (var i = 0; i < kept.Count; i++)
        {
            kept[i] = kept[i] with { FirstSeq = first };
            first = kept[i].Seq + 1;
        }

        return kept;
    }

    // Whether one of them is not less than before and less than after.
    private static bool IsBetween(ulong[] borders, ulong before, ulong after)
    {
        var at = Array.BinarySearch(borders, before);
        at = at < 0 ? ~at : at;
        return at < borders.Length && borders[at] < after;
    }

    // Null for a window that is as long as the span already, or lies across two.
    private static long? SpanOf(WindowData window, long spanMs)
    {
        var span = Math.DivRem(window.FromMs, spanMs).Quotient;
        return window.ToMs - window.FromMs < spanMs && window.ToMs <= (span + 1) * spanMs ? span : null;
    }

    // Stamps of another boot or clock are corrected by other amounts later: such windows stay apart.
    private readonly record struct MergeKey(string Subject, Grade Grade, uint Boot, ClockQuality Clock)
    {
        public static MergeKey Of(Summary summary) => new(summary.Subject, summary.Grade, summary.Made.Boot, summary.Made.Clock);
    }
}
