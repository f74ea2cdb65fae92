using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Support;

/// <summary>Reads a buffer as a consumer does.</summary>
public static class BufferReading
{
    /// <summary>All records of a class after a position, page by page. Fails when a page does not move forward.</summary>
    public static List<StoredSummary> All(ISummaryBuffer buffer, SummaryClass summaryClass, ulong after = 0)
    {
        var all = new List<StoredSummary>();
        var page = new List<StoredSummary>();
        while (true)
        {
            buffer.Read(buffer.Epoch, summaryClass, after, 1_000, 1 << 20, page);
            if (page.Count == 0)
            {
                return all;
            }

            if (page[^1].Seq <= after)
            {
                throw new InvalidOperationException($"a page after {after} ends at {page[^1].Seq}");
            }

            all.AddRange(page);
            after = page[^1].Seq;
        }
    }

    /// <summary>True when every number from <paramref name="first"/> to <paramref name="last"/> is in exactly one record.</summary>
    public static bool CoversExactly(IReadOnlyList<StoredSummary> records, ulong first, ulong last)
    {
        var next = first;
        foreach (var record in records)
        {
            if (record.FirstSeq != next || record.Seq < record.FirstSeq)
            {
                return false;
            }

            next = record.Seq + 1;
        }

        return next == last + 1;
    }
}
