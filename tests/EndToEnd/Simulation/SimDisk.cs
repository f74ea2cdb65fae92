namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>One file that is appended to, on a disk with a cache: what was not synced may be lost, torn or garbled when the power fails. On demand it is full, fails or rots.</summary>
internal sealed class SimDisk(Random random)
{
    private const int SectorBytes = 512;
    private readonly List<byte> _content = [];
    private int _synced;
    private int _cutIn = int.MaxValue;

    /// <summary>Why it takes nothing now.</summary>
    public SimDiskState State { get; set; }

    /// <summary>True from a power cut to <see cref="Start"/>.</summary>
    public bool IsOff { get; private set; }

    public int Length => _content.Count;

    public byte[] Read() => [.. _content];

    /// <summary>The power fails in one of the next operations.</summary>
    public void CutIn(int operations) => _cutIn = operations;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _content.AddRange(bytes);
        Work();
    }

    public void Sync()
    {
        Work();
        _synced = _content.Count;
    }

    /// <summary>Takes back what was appended since the last sync.</summary>
    public void Undo() => _content.RemoveRange(_synced, _content.Count - _synced);

    /// <summary>New content by way of another file and a rename: all of it, or what was.</summary>
    public void Replace(byte[] bytes)
    {
        Work();
        _content.Clear();
        _content.AddRange(bytes);
        _synced = _content.Count;
    }

    /// <summary>Turns bits of one byte over.</summary>
    public void Flip(int at, int bits) => _content[at] ^= (byte)bits;

    /// <summary>The power fails now.</summary>
    public void Cut()
    {
        IsOff = true;
        _cutIn = int.MaxValue;
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

    /// <summary>The program is killed: what it wrote stays.</summary>
    public void Kill() => _synced = _content.Count;

    /// <summary>The power is back.</summary>
    public void Start() => IsOff = false;

    private void Work()
    {
        if (IsOff)
        {
            throw new SimPowerCut();
        }

        if (--_cutIn <= 0)
        {
            Cut();
            throw new SimPowerCut();
        }
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
