using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer.Look;

/// <summary>What became of opening a store to look at it.</summary>
/// <param name="Look">The store; null when it cannot be opened.</param>
/// <param name="Fault">Why not: what, where, and what was expected.</param>
/// <param name="IsDamaged">True when the reason is damage.</param>
public sealed record LookOpened(BufferLook? Look, string Fault, bool IsDamaged);

/// <summary>What a store tells of itself.</summary>
public sealed record LookFacts
{
    /// <summary>Its epoch; null when damaged.</summary>
    public required string? Epoch { get; init; }

    /// <summary>Id of the gateway that wrote it; null when it never said or that is damaged.</summary>
    public required string? Gateway { get; init; }

    /// <summary>Newest number of each class.</summary>
    public required Positions Heads { get; init; }

    /// <summary>Numbers up to here are released.</summary>
    public required Positions Floors { get; init; }

    /// <summary>Bytes that records take.</summary>
    public required long UsedBytes { get; init; }

    /// <summary>Bytes of all files in the buffer's folder.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Files of damaged stores that were set aside.</summary>
    public required IReadOnlyList<string> SetAside { get; init; }

    /// <summary>Bytes written in the agent's last or present run, as of its last append.</summary>
    public required long BytesWritten { get; init; }

    /// <summary>fsync calls in that run.</summary>
    public required long Syncs { get; init; }

    /// <summary>How long that run had lasted then, ms.</summary>
    public required long RanMs { get; init; }

    /// <summary>The consumers by name; null when damaged.</summary>
    public required IReadOnlyList<ConsumerState>? Consumers { get; init; }
}

/// <summary>Something that is wrong with a store.</summary>
/// <param name="Class">Class of the records; null when it is about no records.</param>
/// <param name="First">First number.</param>
/// <param name="Last">Last number.</param>
/// <param name="Text">What is wrong.</param>
public sealed record LookFault(SummaryClass? Class, ulong First, ulong Last, string Text);

/// <summary>What verifying found.</summary>
/// <param name="Records">Sound records.</param>
/// <param name="Faults">Faults told.</param>
public sealed record LookVerified(long Records, long Faults);
