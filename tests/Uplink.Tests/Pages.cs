using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Pull;

namespace EdgeAgent.Tests.Uplink;

/// <summary>A whole page, for tests of what comes into one.</summary>
internal sealed record Page(StoreView Store, IReadOnlyList<StoredSummary> Items, Positions Next, bool More, Positions Seen);

/// <summary>Reads whole pages.</summary>
internal static class Pages
{
    /// <summary>Reads one.</summary>
    public static Page Read(ISummaryBuffer buffer, StoreView store, in Positions from, ClassSet classes, int limit)
    {
        var stream = new PageStream(buffer, store, from, classes, limit);
        var items = new List<StoredSummary>();
        var piece = new List<StoredSummary>();
        while (stream.TryNext(piece, 0))
        {
            Assert.InRange(piece.Count, 1, PageStream.PieceRecords);
            items.AddRange(piece);
        }

        return new Page(stream.Store, items, stream.Next, stream.More, stream.Seen);
    }
}
