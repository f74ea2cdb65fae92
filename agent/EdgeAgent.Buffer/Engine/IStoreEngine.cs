using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer.Engine;

/// <summary>
/// What the buffer asks of a store: ordered records by class and number, a few named values, and one atomic durable batch at a time. It knows nothing of
/// consumers, gaps or epochs. One thread writes; <see cref="Read"/> may be called from any thread beside it.
/// </summary>
public interface IStoreEngine : IDisposable
{
    /// <summary>Applies a batch: all of it is on the disk when this returns. Throws <see cref="StoreException"/>, and then nothing of it is stored.</summary>
    void Commit(StoreWrite write);

    /// <summary>Reads records of a class numbered from..to, in order, until <paramref name="limit"/> records or <paramref name="maxBytes"/> (but at least one). Throws <see cref="StoreException"/>.</summary>
    void Read(SummaryClass summaryClass, ulong from, ulong to, int limit, int maxBytes, List<EngineRecord> into);

    /// <summary>A named value, or null. Throws <see cref="StoreException"/>.</summary>
    byte[]? GetValue(string key);

    /// <summary>All named values whose name starts with <paramref name="prefix"/>. Throws <see cref="StoreException"/>.</summary>
    IReadOnlyList<KeyValuePair<string, byte[]>> GetValues(string prefix);

    /// <summary>Bytes that the records and values take on the disk; freed space that can be written again is not counted.</summary>
    long UsedBytes { get; }

    /// <summary>Bytes of all files of the store.</summary>
    long FileBytes { get; }

    /// <summary>Gives freed space back to the file system, as far as that is cheap now.</summary>
    void GiveBack();
}

/// <summary>A record as the engine keeps it.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Value">Its bytes.</param>
public readonly record struct EngineRecord(ulong Seq, byte[] Value);

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

/// <summary>A store that cannot do what it was asked.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes one of a kind.</summary>
    public StoreException(StoreFault fault, string message, Exception? inner = null)
        : base(message, inner)
    {
        Fault = fault;
    }

    /// <summary>What kind of fault it is.</summary>
    public StoreFault Fault { get; }
}

/// <summary>Kinds of store faults.</summary>
public enum StoreFault : byte
{
    /// <summary>Any other.</summary>
    Other,

    /// <summary>No space left.</summary>
    DiskFull,

    /// <summary>The file system or the file cannot be written.</summary>
    ReadOnly,

    /// <summary>The store's content is damaged.</summary>
    Corrupt,

    /// <summary>The store's file is no longer in its place: what is written goes nowhere.</summary>
    Missing,
}
