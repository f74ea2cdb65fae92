namespace EdgeAgent.Core.Wire;

/// <summary>Content of `edge.gap.v1`: an exact run of summaries that are no longer there.</summary>
public sealed record GapData : SummaryData
{
    /// <summary>Epoch that the run belongs to: the store's own, or after a lost store the old one's.</summary>
    public required string Epoch { get; init; }

    /// <summary>Class that it is about, and in whose stream it travels.</summary>
    public required SummaryClass Class { get; init; }

    /// <summary>First missing sequence number; null after a lost store.</summary>
    public ulong? FirstSeq { get; init; }

    /// <summary>Last missing sequence number; null after a lost store.</summary>
    public ulong? LastSeq { get; init; }

    /// <summary>How many are missing; null when nobody knows.</summary>
    public ulong? Count { get; init; }

    /// <summary>When the first of them was made, UTC ms; null when nobody knows.</summary>
    public long? FromMs { get; init; }

    /// <summary>When the last of them was made, UTC ms; null when nobody knows.</summary>
    public long? ToMs { get; init; }

    /// <summary>Why: `budget`, `corrupt`, `storeLost`, `diskFull`.</summary>
    public required string Reason { get; init; }
}
