namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>One file that is appended to, on a <see cref="SimPower"/>'s disk with a cache: what was not synced may be lost, torn or garbled when the power fails.</summary>
internal sealed class SimDisk
{
    private const int SectorBytes = 512;
    private readonly SimPower _power;
    private readonly List<byte> _content = [];
    private int _synced;

    public SimDisk(SimPower power)
    {
        _power = power;
        power.Disks.Add(this);
    }

    /// <summary>Why it takes nothing now.</summary>
    public SimDiskState State => _power.Disk;

    public bool IsOff => _power.IsOff;

    public int Length => _content.Count;

    public byte[] Read() => [.. _content];

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _content.AddRange(bytes);
        _power.Work();
    }

    public void Sync()
    {
        _power.Work();
        _synced = _content.Count;
    }

    /// <summary>Takes back what was appended since the last sync.</summary>
    public void Undo() => _content.RemoveRange(_synced, _content.Count - _synced);

    /// <summary>New content by way of another file and a rename: all of it, or what was.</summary>
    public void Replace(byte[] bytes)
    {
        _power.Work();
        _content.Clear();
        _content.AddRange(bytes);
        _synced = _content.Count;
    }

    /// <summary>Turns bits of one byte over.</summary>
    public void Flip(int at, int bits) => _content[at] ^= (byte)bits;

    /// <summary>The program is killed: what it wrote stays.</summary>
    public void Keep() => _synced = _content.Count;

    /// <summary>The power fails: the rest of what was written may be there or not, sector by sector.</summary>
    public void Lose(Random random)
    {
        var end = random.Next(_synced, _content.Count + 1);
        for (var at = _synced; at < end; at += SectorBytes - (at % SectorBytes))
        {
            var fate = random.Next(4);
            for (var i = at; fate < 2 && i < Math.Min(end, at + SectorBytes - (at % SectorBytes)); i++)
            {
                _content[i] = fate == 0 ? (byte)0 : (byte)random.Next(256);
            }
        }

        _content.RemoveRange(end, _content.Count - end);
        _synced = _content.Count;
    }
}

/// <summary>What a disk does with writes.</summary>
internal enum SimDiskState
{
    /// <summary>It takes them.</summary>
    Good,

    /// <summary>It has room for small changes only.</summary>
    Tight,

    /// <summary>It is full.</summary>
    Full,

    /// <summary>It answers with an error.</summary>
    Failing,

    /// <summary>It is read-only.</summary>
    ReadOnly,
}
