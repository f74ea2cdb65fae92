using EdgeAgent.Core.Wire;

namespace EdgeAgent.Core.Buffering;

/// <summary>
/// The gateway's promise: what <see cref="AppendAsync"/> has confirmed is kept until every consumer that wants it has it, or a gap says that it is gone.
/// Thread-safe. Faults of the disk are values (<see cref="AppendResult"/>, <see cref="BufferStatus.Fault"/>), not exceptions.
/// </summary>
public interface ISummaryBuffer : IAsyncDisposable
{
    /// <summary>
    /// The store at one moment. A store found damaged or gone is replaced by one of a new epoch while the gateway runs: whoever keeps a position keeps the epoch that it belongs to.
    /// </summary>
    StoreView Store { get; }

    /// <summary>Epoch of <see cref="Store"/>.</summary>
    string Epoch => Store.Epoch;

    /// <summary>
    /// Appends summaries and puts state, all in one durable transaction. Completes when they are on the disk: at once when one is an alarm,
    /// else within the group commit's bound. Numbers rise without holes per class.
    /// </summary>
    ValueTask<AppendResult> AppendAsync(IReadOnlyList<Summary> summaries, IReadOnlyList<StatePut> state, CancellationToken cancel);

    /// <summary>A state value that a stage put, or null. At most 1 MiB each.</summary>
    byte[]? GetState(string key);

    /// <summary>
    /// Reads up to <paramref name="limit"/> (1..10,000) records of a class of epoch <paramref name="epoch"/> with <see cref="StoredSummary.Seq"/> greater than <paramref name="after"/>, in order, into <paramref name="into"/>
    /// (which is cleared), not exceeding <paramref name="maxBytes"/> of stored size but for the first. Only durable records are seen. A damaged record comes as a gap.
    /// False, and nothing read, when the store is of another epoch by now.
    /// </summary>
    bool Read(string epoch, SummaryClass summaryClass, ulong after, int limit, int maxBytes, List<StoredSummary> into);

    /// <summary>Newest durable sequence number of each class, 0 for none yet.</summary>
    Positions Heads => Store.Heads;

    /// <summary>Makes a consumer, or changes the classes of one; it starts before the oldest record kept. Names are `[a-z0-9][a-z0-9-]{0,62}`; at most 64 consumers.</summary>
    Task<ConsumerState> PutConsumerAsync(string name, ClassSet classes, CancellationToken cancel);

    /// <summary>A consumer, or null.</summary>
    ConsumerState? GetConsumer(string name);

    /// <summary>True for a consumer that was removed because it had not been seen for too long while something waited for it; the newest 64 are remembered, until one is made again.</summary>
    bool HasExpired(string name);

    /// <summary>All consumers by name.</summary>
    IReadOnlyList<ConsumerState> Consumers();

    /// <summary>Removes a consumer; false when there was none.</summary>
    Task<bool> RemoveConsumerAsync(string name, CancellationToken cancel);

    /// <summary>
    /// Moves a consumer's positions forward (never back, never beyond the heads), durably, and deletes what no consumer still wants.
    /// Null when there is no such consumer. Answers how many records were deleted. Positions of another epoch than the store's move and release nothing, see <see cref="AckResult.IsOtherEpoch"/>.
    /// </summary>
    Task<AckResult?> AckAsync(string name, string epoch, Positions positions, CancellationToken cancel);

    /// <summary>
    /// For a reader that lets newer summaries leave before older ones: no routine window up to one of these numbers (at most 256, rising) is merged with one after it from now on,
    /// so that nothing that has not left can move into a number that has. Takes the place of what was asked for before; durable. False when the store is of another epoch by now.
    /// Throws <see cref="IOException"/> when the store cannot be written.
    /// </summary>
    Task<bool> KeepApartAsync(string name, string epoch, IReadOnlyList<ulong> borders, CancellationToken cancel);

    /// <summary>What <see cref="KeepApartAsync"/> was last asked for under a name, as far as it still means something.</summary>
    IReadOnlyList<ulong> Apart(string name);

    /// <summary>Completes when some head of epoch <paramref name="epoch"/> is beyond <paramref name="seen"/> for a class in <paramref name="classes"/>, the epoch is another one, or the token is cancelled (then throws).</summary>
    Task WaitAsync(string epoch, Positions seen, ClassSet classes, CancellationToken cancel);

    /// <summary>Figures for status, health and metrics.</summary>
    BufferStatus Status();
}

/// <summary>A store at one moment: its identity and how far it reaches.</summary>
/// <param name="Epoch">13 characters of Crockford base 32; empty before the store is open.</param>
/// <param name="Key">A secret of this store, 32 bytes, for signing cursors; never leaves the gateway.</param>
/// <param name="Heads">Newest durable sequence number of each class, 0 for none yet.</param>
public sealed record StoreView(string Epoch, ReadOnlyMemory<byte> Key, Positions Heads);

/// <summary>A value that goes into the store with the summaries that it explains.</summary>
/// <param name="Key">ASCII, at most 64 characters.</param>
/// <param name="Value">At most 1 MiB; empty removes it.</param>
public readonly record struct StatePut(string Key, ReadOnlyMemory<byte> Value);

/// <summary>A sequence number for each class.</summary>
/// <param name="Alarm">Position in class alarm.</param>
/// <param name="Event">Position in class event.</param>
/// <param name="Routine">Position in class routine.</param>
/// <param name="Bulk">Position in class bulk.</param>
public readonly record struct Positions(ulong Alarm, ulong Event, ulong Routine, ulong Bulk)
{
    /// <summary>The position of a class.</summary>
    public ulong this[SummaryClass summaryClass] => summaryClass switch
    {
        SummaryClass.Alarm => Alarm,
        SummaryClass.Event => Event,
        SummaryClass.Routine => Routine,
        _ => Bulk,
    };

    /// <summary>These positions with one of them changed.</summary>
    public Positions With(SummaryClass summaryClass, ulong seq) => summaryClass switch
    {
        SummaryClass.Alarm => this with { Alarm = seq },
        SummaryClass.Event => this with { Event = seq },
        SummaryClass.Routine => this with { Routine = seq },
        _ => this with { Bulk = seq },
    };
}

/// <summary>What became of an append.</summary>
/// <param name="Stored">True when all of it is on the disk.</param>
/// <param name="Fault">Why not, for a log; null when stored.</param>
/// <param name="Seqs">Sequence number of each summary, in the order given; empty when not stored.</param>
public sealed record AppendResult(bool Stored, string? Fault, IReadOnlyList<ulong> Seqs);

/// <summary>A reader with a durable position for each class.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Classes">What it wants.</param>
/// <param name="Acknowledged">Up to where it has everything.</param>
/// <param name="CreatedMs">When it was made, UTC ms.</param>
/// <param name="LastSeenMs">When it last acknowledged, UTC ms.</param>
public sealed record ConsumerState(string Name, ClassSet Classes, Positions Acknowledged, long CreatedMs, long LastSeenMs);

/// <summary>What an acknowledgement did.</summary>
/// <param name="Consumer">The consumer after it.</param>
/// <param name="Released">Records deleted because no consumer still wants them.</param>
/// <param name="IsOtherEpoch">True when the positions belong to another epoch: nothing moved.</param>
public sealed record AckResult(ConsumerState Consumer, long Released, bool IsOtherEpoch = false);

/// <summary>Figures of the buffer.</summary>
public sealed record BufferStatus
{
    /// <summary>The store's epoch.</summary>
    public required string Epoch { get; init; }

    /// <summary>Newest sequence number of each class.</summary>
    public required Positions Heads { get; init; }

    /// <summary>Numbers of each class that are kept: from the oldest not yet released to the newest, those that a gap covers included.</summary>
    public required Positions Stored { get; init; }

    /// <summary>Size of the store's files, bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Most that they may take, bytes.</summary>
    public required long BudgetBytes { get; init; }

    /// <summary>Durable transactions since start.</summary>
    public required long Commits { get; init; }

    /// <summary>Summaries confirmed since start.</summary>
    public required long Appended { get; init; }

    /// <summary>Bytes that the store wrote since start, as the engine counts them (log, checkpoints and all); 0 where it cannot tell.</summary>
    public long BytesWritten { get; init; }

    /// <summary>fsync and fdatasync calls of the store since start; 0 where the engine cannot tell.</summary>
    public long Syncs { get; init; }

    /// <summary>Summaries of each class that gave way to the budget since start; each is in a gap.</summary>
    public Positions Evicted { get; init; }

    /// <summary>Routine windows that became part of a coarser one since start.</summary>
    public long Merged { get; init; }

    /// <summary>Why nothing can be stored now (`diskFull`, `readOnly`, ...); null when all is well.</summary>
    public string? Fault { get; init; }
}
