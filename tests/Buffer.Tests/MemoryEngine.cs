using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Buffer;

/// <summary>A store in memory, which denies a commit when told to. For one thread.</summary>
internal sealed class MemoryEngine : IStoreEngine
{
    private readonly SortedList<ulong, byte[]>[] _records = [[], [], [], []];
    private readonly SortedDictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    /// <summary>The next commit fails.</summary>
    public bool FailsNext { get; set; }

    public long UsedBytes => _records.Sum(static r => r.Values.Sum(static v => (long)v.Length));

    public long FileBytes => UsedBytes;

    public void Commit(StoreWrite write)
    {
        if (FailsNext)
        {
            FailsNext = false;
            throw new StoreException(StoreFault.Other, "told to fail");
        }

        write.Deleted = 0;
        foreach (var (summaryClass, first, last) in write.Deletes)
        {
            var records = _records[(int)summaryClass];
            for (var at = IndexOf(records, first); at < records.Count && records.Keys[at] <= last;)
            {
                records.RemoveAt(at);
                write.Deleted++;
            }
        }

        foreach (var (summaryClass, seq, value) in write.Puts)
        {
            _records[(int)summaryClass][seq] = value;
        }

        foreach (var (key, value) in write.Values)
        {
            _values[key] = value;
            if (value.Length == 0)
            {
                _values.Remove(key);
            }
        }
    }

    public void Read(SummaryClass summaryClass, ulong from, ulong to, int limit, int maxBytes, List<EngineRecord> into)
    {
        var records = _records[(int)summaryClass];
        for (var at = IndexOf(records, from); at < records.Count && records.Keys[at] <= to && into.Count < limit; at++)
        {
            into.Add(new EngineRecord(records.Keys[at], records.Values[at]));
        }
    }

    public byte[]? GetValue(string key) => _values.GetValueOrDefault(key);

    public IReadOnlyList<KeyValuePair<string, byte[]>> GetValues(string prefix) => [.. _values.Where(v => v.Key.StartsWith(prefix, StringComparison.Ordinal))];

    public void GiveBack()
    {
    }

    public void Dispose()
    {
    }

    private static int IndexOf(SortedList<ulong, byte[]> records, ulong seq)
    {
        var (low, high) = (0, records.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = records.Keys[middle] < seq ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
