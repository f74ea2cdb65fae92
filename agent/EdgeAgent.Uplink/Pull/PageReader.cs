using System.Numerics;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Pull;

/// <summary>A page of summaries.</summary>
/// <param name="Store">The store that it was read from.</param>
/// <param name="Items">Alarms first, then events, then routine, then bulk; in order in each class.</param>
/// <param name="Next">Positions after it.</param>
/// <param name="More">True when there was more than fitted.</param>
/// <param name="Seen">Beyond this there is something new to wait for: where a class had nothing left to give, its newest number.</param>
public sealed record Page(StoreView Store, IReadOnlyList<StoredSummary> Items, Positions Next, bool More, Positions Seen);

/// <summary>
/// Makes pages: the urgent classes first, but an eighth is kept for each other class that has something, so that a flood of one starves none; what a class leaves of
/// its share goes to the others. Pages too small for eighths give each class its turn instead.
/// </summary>
public static class PageReader
{
    /// <summary>Stored bytes in a page at most: bounds the memory of a response.</summary>
    public const int MaxBytes = 1 << 20;

    private const int Shares = 8;
    private const int Rounds = 2;

    /// <summary>Reads a page after <paramref name="from"/> of a store; null when the buffer has another store by now.</summary>
    public static Page? Read(ISummaryBuffer buffer, StoreView store, in Positions from, ClassSet classes, int limit)
    {
        var heads = store.Heads;
        var isSame = true;
        var next = from;
        var items = new List<StoredSummary>?[SummaryClasses.Count];
        var waiting = SummaryClasses.All.Where(c => classes.Holds(c) && Behind(next, heads, c)).ToList();
        var bytes = MaxBytes / Rounds / Math.Max(1, waiting.Count);
        var first = limit < Shares && waiting.Count > 1 ? Turn(from, waiting) : waiting.FirstOrDefault();
        var left = limit;
        var seen = from;

        // First each class its share, then what is left over to whoever has more.
        foreach (var summaryClass in waiting)
        {
            var share = limit / Shares;
            Take(summaryClass, summaryClass == first ? limit - (share * (waiting.Count - 1)) : share);
        }

        foreach (var summaryClass in waiting)
        {
            Take(summaryClass, left);
        }

        return isSame ? new Page(store, [.. items.SelectMany(i => i ?? [])], next, waiting.Exists(c => Behind(seen, heads, c)), seen) : null;

        void Take(SummaryClass summaryClass, int count)
        {
            if (count == 0 || !Behind(seen, heads, summaryClass))
            {
                return;
            }

            var records = new List<StoredSummary>();
            isSame &= buffer.Read(store.Epoch, summaryClass, next[summaryClass], count, bytes, records);
            if (records.Count == 0)
            {
                // What lies between the cursor and the head has been released: there is nothing to come for.
                seen = seen.With(summaryClass, heads[summaryClass]);
            }
            else
            {
                (items[(int)summaryClass] ??= []).AddRange(records);
                left -= records.Count;
                next = next.With(summaryClass, records[^1].Seq);
                seen = seen.With(summaryClass, records[^1].Seq);
            }
        }
    }

    private static bool Behind(in Positions at, in Positions heads, SummaryClass summaryClass) => at[summaryClass] < heads[summaryClass];

    // A reader's position is all that is known of it, so that is scattered into a turn: five in eight for the most urgent, the rest for the others.
    private static SummaryClass Turn(in Positions from, List<SummaryClass> waiting)
    {
        const ulong GoldenRatio = 0x9E37_79B9_7F4A_7C15;
        var mixed = (from.Alarm + BitOperations.RotateLeft(from.Event, 16) + BitOperations.RotateLeft(from.Routine, 32) + BitOperations.RotateLeft(from.Bulk, 48)) * GoldenRatio;
        mixed = (mixed ^ (mixed >> 32)) * GoldenRatio;
        var turn = (int)(mixed >> 61);
        return turn < Shares - 3 ? waiting[0] : waiting[1 + (turn % (waiting.Count - 1))];
    }
}
