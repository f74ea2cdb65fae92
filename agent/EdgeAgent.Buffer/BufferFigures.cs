using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;

namespace EdgeAgent.Buffer;

/// <summary>Counts of a running buffer. Immutable: the writer puts the next one in its place.</summary>
internal sealed record BufferFigures
{
    /// <summary>Durable transactions.</summary>
    public long Commits { get; init; }

    /// <summary>Summaries confirmed.</summary>
    public long Appended { get; init; }

    /// <summary>Bytes that records take.</summary>
    public long UsedBytes { get; init; }

    /// <summary>Bytes of all files: the store's, the reserve and what is set aside.</summary>
    public long FileBytes { get; init; }

    /// <summary>Cost for the disk.</summary>
    public EngineWear Wear { get; init; }

    /// <summary>Summaries that gave way to the budget.</summary>
    public Positions Evicted { get; init; }

    /// <summary>Windows that became part of another one.</summary>
    public long Merged { get; init; }

    /// <summary>Why nothing can be stored; null when all is well.</summary>
    public string? Fault { get; init; }
}
