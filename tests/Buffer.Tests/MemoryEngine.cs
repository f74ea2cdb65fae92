using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Buffer;

/// <summary>A store in memory, which denies a commit, or dies just after one, when told to.</summary>
internal sealed class MemoryEngine : IStoreEngine
{
    private readonly object _gate = new();
    private readonly SortedList<ulong, byte[]>[] _records = [[], [], [], []];
    private readonly SortedDictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    /// <summary>The next commit fails.</summary>
    public bool FailsNext { get; set; }

    /// <summary>The next commit is stored, and its caller never hears of it.</summary>
    public bool DiesNext { get; set; }

    public long UsedBytes { get; private set; }

    public long FileBytes => UsedBytes;

    public bool IsHeld => false;

    public EngineWear Wear => default;

    public void Commit(StoreWrite write)
    {
        lock (_gate)
        {
            if (FailsNext)
            {
                FailsNext = false;
                throw new StoreException(StoreFault.Other, "told to fail");
            }

            Apply(write);
            if (DiesNext)
            {
                DiesNext = false;
                throw new StoreException(StoreFault.Other, "told to die");
            }
        }
    }

    public void Read(SummaryClass summaryClass, ulong from, ulong to, int limit, int maxBytes, List<EngineRecord> into)
    {
        lock (_gate)
        {
            var records = _records[(int)summaryClass];
            var (count, bytes) = (0, 0);
            for (var at = IndexOf(records, from); at < records.Count && records.Keys[at] <= to && count < limit && (count == 0 || bytes < maxBytes); at++, count++)
            {
                bytes += records.Values[at].Length;
                into.Add(new EngineRecord(records.Keys[at], records.Values[at]));
            }
        }
    }

    public byte[]? GetValue(string key)
    {
        lock (_gate)
        {
            return _values.GetValueOrDefault(key);
        }
    }

    public IReadOnlyList<KeyValuePair<string, byte[]>> GetValues(string prefix)
    {
        lock (_gate)
        {
            return [.. _values.Where(v => v.Key.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }

    public IDisposable Freeze()
    {
        Monitor.Enter(_gate);
        return new Thaw(_gate);
    }

    public void Check(Action<string> tell)
    {
    }

    public void Tidy(bool giveBack)
    {
    }

    public void Dispose()
    {
    }

    private void Apply(StoreWrite write)
    {
        write.Deleted = 0;
        foreach (var (summaryClass, first, last) in write.Deletes)
        {
            var records = _records[(int)summaryClass];
            var from = IndexOf(records, first);
            var gone = records.Keys.Skip(from).TakeWhile(k => k <= last).ToList();
            write.Deleted += gone.Count;
            gone.ForEach(k => Replace(records, k, null));
        }

        foreach (var (summaryClass, seq, value) in write.Puts)
        {
            Replace(_records[(int)summaryClass], seq, value);
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

    private void Replace(SortedList<ulong, byte[]> records, ulong seq, byte[]? value)
    {
        UsedBytes -= records.TryGetValue(seq, out var old) ? old.Length : 0;
        UsedBytes += value?.Length ?? 0;
        records.Remove(seq);
        if (value is not null)
        {
            records.Add(seq, value);
        }
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

    private sealed class Thaw(object gate) : IDisposable
    {
        public void Dispose() => Monitor.Exit(gate);
    }
}
