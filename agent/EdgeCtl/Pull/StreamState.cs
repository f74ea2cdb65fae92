namespace EdgeCtl.Pull;

/// <summary>How far one class of one epoch of a gateway has been pulled. Immutable.</summary>
internal sealed record StreamState
{
    /// <summary>Number before the first that this consumer was to get; null until it is known.</summary>
    public long? Start { get; init; }

    /// <summary>First number that came; 0 for none yet.</summary>
    public long First { get; init; }

    /// <summary>Last number that came: no number up to it is taken again.</summary>
    public long Last { get; init; }

    /// <summary>Newest number that the gateway told.</summary>
    public long Head { get; init; }

    /// <summary>Summaries stored, gaps among them.</summary>
    public long Stored { get; init; }

    /// <summary>Numbers that gaps announced as missing.</summary>
    public long Announced { get; init; }

    /// <summary>Numbers that are missing without a gap.</summary>
    public long Unexplained { get; init; }

    /// <summary>Summaries that the gateway has and that did not come yet.</summary>
    public long Behind => Math.Max(0, Head - Math.Max(Last, Start ?? 0));

    /// <summary>The state after one more item, and the hole before it; null when it came before.</summary>
    public StreamState? After(PulledItem item, out Hole? hole)
    {
        hole = null;
        if (item.Seq <= Last)
        {
            return null;
        }

        var before = Start is null && Last == 0 ? item.FirstSeq - 1 : Math.Max(Last, Start ?? 0);
        if (item.FirstSeq > before + 1)
        {
            hole = new Hole(item.Epoch, item.Class, before + 1, item.FirstSeq - 1);
        }

        return this with
        {
            Start = Start ?? (Last == 0 ? before : null),
            First = First == 0 ? item.FirstSeq : First,
            Last = item.Seq,
            Head = Math.Max(Head, item.Seq),
            Stored = Stored + 1,
            Announced = Announced + (item.Gap is { FirstSeq: not null } gap && gap.Epoch == item.Epoch ? item.Seq - Math.Max(item.FirstSeq, Last + 1) + 1 : 0),
            Unexplained = Unexplained + (hole?.Count ?? 0),
        };
    }
}
