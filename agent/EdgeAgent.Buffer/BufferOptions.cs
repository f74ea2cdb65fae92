namespace EdgeAgent.Buffer;

/// <summary>Limits of the buffer.</summary>
public sealed record BufferOptions
{
    /// <summary>Most that the store may take on disk, bytes.</summary>
    public long BudgetBytes { get; init; } = 512L << 20;

    /// <summary>Longest that a summary other than an alarm waits for others to share its transaction, ms, 1..250.</summary>
    public int CommitMs { get; init; } = 250;

    /// <summary>Most requests that wait for the writer; beyond it callers wait.</summary>
    public int QueueLength { get; init; } = 1_024;

    /// <summary>Most summaries in one transaction.</summary>
    public int BatchSummaries { get; init; } = 5_000;

    /// <summary>Most consumers.</summary>
    public int MaxConsumers { get; init; } = 64;

    /// <summary>A consumer that is not seen for this long, in the agent's running time, while something waits for it is removed, ms; 30 days.</summary>
    public long ConsumerExpiryMs { get; init; } = 30L * 24 * 3_600_000;

    /// <summary>Records evicted in one transaction.</summary>
    public int EvictRecords { get; init; } = 500;

    /// <summary>Most routine records that are read and merged in one transaction; a span with more is merged in parts.</summary>
    public int MergeRecords { get; init; } = 4_000;

    /// <summary>
    /// True when a store found damaged or gone while it runs is mended or replaced at once; else appends are denied with the fault until a restart. Readers follow
    /// <see cref="Core.Buffering.ISummaryBuffer.Store"/>.
    /// </summary>
    public bool ReplaceWhileRunning { get; init; } = true;

    /// <summary>True when upkeep is done while nothing comes too, not only with commits; false for a simulation that must repeat itself exactly.</summary>
    public bool IdleUpkeep { get; init; } = true;

    /// <summary>What keeps the records.</summary>
    public Engine.IStoreKind Kind { get; init; } = Engine.SqliteKind.Instance;
}
