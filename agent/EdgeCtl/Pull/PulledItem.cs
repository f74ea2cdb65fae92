using EdgeAgent.Core.Wire;

namespace EdgeCtl.Pull;

/// <summary>A summary as it came, with what the puller needs to know of it; its JSON stays where it was read.</summary>
/// <param name="Id">`{gateway}/{epoch}/{class}/{seq}`.</param>
/// <param name="Epoch">Epoch of the store that numbered it.</param>
/// <param name="Class">Its class.</param>
/// <param name="Seq">Its number, from 1.</param>
/// <param name="FirstSeq">First number that it covers; the same as <paramref name="Seq"/> unless merged or a gap.</param>
/// <param name="Type">CloudEvents type.</param>
/// <param name="Subject">CloudEvents subject; empty for none.</param>
/// <param name="Made">CloudEvents time.</param>
/// <param name="Gap">What it announces, when it is a gap; null otherwise.</param>
internal sealed record PulledItem(
    string Id, string Epoch, SummaryClass Class, long Seq, long FirstSeq, string Type, string Subject, DateTimeOffset Made, PulledGap? Gap)
{
    /// <summary>Where its JSON begins in its page.</summary>
    public int Start { get; init; }

    /// <summary>How long its JSON is, bytes.</summary>
    public int Length { get; init; }
}

/// <summary>An announced gap.</summary>
/// <param name="Epoch">Epoch that it is about.</param>
/// <param name="FirstSeq">First missing number; null after a lost store.</param>
/// <param name="LastSeq">Last missing number; null after a lost store.</param>
/// <param name="Count">How many are missing; null when nobody knows.</param>
/// <param name="From">When the first of them was made; null when nobody knows.</param>
/// <param name="To">When the last of them was made; null when nobody knows.</param>
/// <param name="Reason">Why.</param>
internal sealed record PulledGap(string Epoch, long? FirstSeq, long? LastSeq, long? Count, DateTimeOffset? From, DateTimeOffset? To, string Reason);

/// <summary>A page as it came, checked.</summary>
/// <param name="Body">The answer; the items' JSON lies in it.</param>
/// <param name="Items">The summaries, in the order in which they came.</param>
/// <param name="Next">Cursor after it.</param>
/// <param name="More">True when there was more.</param>
/// <param name="Head">Newest number of each class.</param>
/// <param name="Epoch">The store's epoch.</param>
internal sealed record PulledPage(ReadOnlyMemory<byte> Body, IReadOnlyList<PulledItem> Items, string Next, bool More, IReadOnlyList<long> Head, string Epoch)
{
    /// <summary>An item's JSON.</summary>
    public ReadOnlySpan<byte> JsonOf(PulledItem item) => Body.Span.Slice(item.Start, item.Length);
}
