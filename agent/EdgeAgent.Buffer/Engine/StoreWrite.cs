using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer.Engine;

/// <summary>A batch of changes, applied together: first the deletions, then the puts.</summary>
public sealed class StoreWrite
{
    /// <summary>Ranges to delete: class, first and last number.</summary>
    public List<(SummaryClass Class, ulong First, ulong Last)> Deletes { get; } = [];

    /// <summary>Records to put.</summary>
    public List<(SummaryClass Class, ulong Seq, byte[] Value)> Puts { get; } = [];

    /// <summary>Named values to put; empty ones are removed.</summary>
    public List<(string Key, byte[] Value)> Values { get; } = [];

    /// <summary>Records that the deletions removed, set by the engine.</summary>
    public long Deleted { get; set; }

    /// <summary>True when there is nothing to do.</summary>
    public bool IsEmpty => Deletes.Count == 0 && Puts.Count == 0 && Values.Count == 0;
}
