using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>
/// A store over a <see cref="SimDisk"/>: a log of batches, each synced before it counts, played back when the store is opened and written anew when it has grown long. Records carry no
/// check of its own, like a real engine's. A batch that the disk does not take is taken back.
/// </summary>
internal sealed class SimEngine : IStoreEngine
{
    private const int TightBytes = 512;
    private const int SlackBytes = 128 << 10;
    private const int RecordOverhead = 24;

    private readonly SimDisk _disk;
    private readonly SortedList<ulong, byte[]>[] _records = [[], [], [], []];
    private readonly SortedDictionary<string, byte[]> _values = new(StringComparer.Ordinal);
    private readonly Random _random;
    private long _usedBytes;
    private int _lastFrame;

    /// <summary>Opens what is on the disk. Throws <see cref="StoreException"/> of kind <see cref="StoreFault.Corrupt"/> for damage of the structure.</summary>
    public SimEngine(SimDisk disk, Random random, bool asFarAsItGoes = false)
    {
        _disk = disk;
        _random = random;
        IsDamaged = asFarAsItGoes;
        Load();
    }

    /// <summary>True once the structure is damaged: part of it cannot be read, and nothing is written any more.</summary>
    public bool IsDamaged { get; private set; }

    public long UsedBytes => _usedBytes;

    public long FileBytes => _disk.Length;

    public void Commit(StoreWrite write)
    {
        Look();
        if (IsDamaged)
        {
            throw new StoreException(StoreFault.Corrupt, "the log is damaged");
        }

        var frame = SimFrame.Write(write);
        switch (_disk.State)
        {
            case SimDiskState.Full:
                throw new StoreException(StoreFault.DiskFull, "no room");
            case SimDiskState.Tight when frame.Length > TightBytes:
                throw new StoreException(StoreFault.DiskFull, "hardly any room");
            case SimDiskState.ReadOnly:
                throw new StoreException(StoreFault.ReadOnly, "the disk is read-only");
            case SimDiskState.Failing when _random.Next(2) == 0:
                _disk.Append(frame.AsSpan(0, _random.Next(frame.Length)));
                _disk.Undo();
                throw new StoreException(StoreFault.Other, "the disk answers with an error");
        }

        _lastFrame = _disk.Length;
        _disk.Append(frame);
        _disk.Sync();
        Apply(write);
        if (_disk.Length > (2 * _usedBytes) + SlackBytes)
        {
            Compact();
        }
    }

    public void Read(SummaryClass summaryClass, ulong from, ulong to, int limit, int maxBytes, List<EngineRecord> into)
    {
        Look();
        var records = _records[(int)summaryClass];
        var bytes = 0;
        for (var at = IndexOf(records, from); at < records.Count && records.Keys[at] <= to && into.Count < limit && (bytes == 0 || bytes < maxBytes); at++)
        {
            into.Add(new EngineRecord(records.Keys[at], records.Values[at]));
            bytes += records.Values[at].Length;
        }
    }

    public byte[]? GetValue(string key)
    {
        Look();
        return _values.GetValueOrDefault(key);
    }

    public IReadOnlyList<KeyValuePair<string, byte[]>> GetValues(string prefix)
    {
        Look();
        return [.. _values.Where(v => v.Key.StartsWith(prefix, StringComparison.Ordinal))];
    }

    public bool IsHeld => false;

    public EngineWear Wear => default;

    public void Tidy(bool giveBack)
    {
    }

    // One thread.
    public IDisposable Freeze() => new MemoryStream();

    public void Check(Action<string> tell)
    {
    }

    /// <summary>One bit somewhere in what is stored turns over: in a record, or in the structure.</summary>
    public bool Rot()
    {
        if (_random.Next(4) == 0)
        {
            return RotStructure();
        }

        var records = _records[_random.Next(SummaryClasses.Count)];
        if (records.Count == 0)
        {
            return false;
        }

        var value = records.Values[_random.Next(records.Count)];
        value[_random.Next(value.Length)] ^= (byte)(1 << _random.Next(8));
        Compact();
        return true;
    }

    public void Dispose()
    {
    }

    // Not in the last frame, where damage and a torn tail look alike to this engine: in the first, at a byte that is none of a record's.
    private bool RotStructure()
    {
        var end = _lastFrame == 0 ? 0 : SimFrame.Read(_disk.Read(), 0)!.Value.End;
        for (var tries = 0; tries < 200 && end > SimFrame.HeadLength; tries++)
        {
            var (at, bits) = (_random.Next(SimFrame.HeadLength, end), 1 << _random.Next(8));
            _disk.Flip(at, bits);
            if (SimFrame.IsDamaged(_disk.Read()))
            {
                IsDamaged = true;
                Load();
                return true;
            }

            _disk.Flip(at, bits);
        }

        return false;
    }

    private void Look()
    {
        if (_disk.IsOff)
        {
            throw new SimPowerCut();
        }
    }

    // A damaged store is read as far as it goes: all batches but the damaged ones.
    private void Load()
    {
        Array.ForEach(_records, static r => r.Clear());
        _values.Clear();
        _usedBytes = 0;
        var log = _disk.Read();
        var at = 0;
        while (SimFrame.Read(log, at, IsDamaged) is var (write, end))
        {
            _lastFrame = at;
            Apply(write);
            at = end;
        }

        if (at < log.Length && !IsDamaged)
        {
            _disk.Replace(log[..at]);
        }
    }

    private void Compact()
    {
        var all = new StoreWrite();
        foreach (var summaryClass in SummaryClasses.All)
        {
            all.Puts.AddRange(_records[(int)summaryClass].Select(r => (summaryClass, r.Key, r.Value)));
        }

        all.Values.AddRange(_values.Select(v => (v.Key, v.Value)));
        _lastFrame = 0;
        _disk.Replace(SimFrame.Write(all));
    }

    private void Apply(StoreWrite write)
    {
        write.Deleted = 0;
        foreach (var (summaryClass, first, last) in write.Deletes)
        {
            var records = _records[(int)summaryClass];
            for (var at = IndexOf(records, first); at < records.Count && records.Keys[at] <= last;)
            {
                _usedBytes -= records.Values[at].Length + RecordOverhead;
                records.RemoveAt(at);
                write.Deleted++;
            }
        }

        foreach (var (summaryClass, seq, value) in write.Puts)
        {
            _usedBytes += value.Length + RecordOverhead - (_records[(int)summaryClass].TryGetValue(seq, out var old) ? old.Length + RecordOverhead : 0);
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
