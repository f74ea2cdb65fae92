using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer.Engine;

/// <summary>A store that is read: ordered records by class and number, and a few named values. Any thread. It knows nothing of consumers, gaps or epochs.</summary>
public interface IStoreReader : IDisposable
{
    /// <summary>
    /// Adds records of a class numbered from..to, in order, until <paramref name="limit"/> records or <paramref name="maxBytes"/> (but at least one).
    /// Throws <see cref="StoreException"/>; what it could read before that is added.
    /// </summary>
    void Read(SummaryClass summaryClass, ulong from, ulong to, int limit, int maxBytes, List<EngineRecord> into);

    /// <summary>A named value, or null. Throws <see cref="StoreException"/>.</summary>
    byte[]? GetValue(string key);

    /// <summary>All named values whose name starts with <paramref name="prefix"/>. Throws <see cref="StoreException"/>.</summary>
    IReadOnlyList<KeyValuePair<string, byte[]>> GetValues(string prefix);

    /// <summary>Until it is disposed of, all reads of this thread see the store at one moment. Keep it short: other threads' reads wait. Throws <see cref="StoreException"/>.</summary>
    IDisposable Freeze();

    /// <summary>The engine's own check of its structure: calls <paramref name="tell"/> for each fault, of which it may stop telling after 100. Throws <see cref="StoreException"/> when it cannot look.</summary>
    void Check(Action<string> tell);

    /// <summary>Bytes that the records and values take on the disk; freed space that can be written again is not counted. Throws <see cref="StoreException"/>.</summary>
    long UsedBytes { get; }

    /// <summary>Bytes of all files of the store, logs and indexes included.</summary>
    long FileBytes { get; }
}
