namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>The power of one machine, and the state of its disk.</summary>
internal sealed class SimPower(Random random)
{
    private int _cutIn = int.MaxValue;

    /// <summary>Every file on the disk.</summary>
    public List<SimDisk> Disks { get; } = [];

    /// <summary>What the disk does with writes.</summary>
    public SimDiskState Disk { get; set; }

    /// <summary>True from a cut to <see cref="Start"/>.</summary>
    public bool IsOff { get; private set; }

    /// <summary>The power fails in one of the next operations.</summary>
    public void CutIn(int operations) => _cutIn = operations;

    /// <summary>The power fails now.</summary>
    public void Cut()
    {
        IsOff = true;
        _cutIn = int.MaxValue;
        Disks.ForEach(d => d.Lose(random));
    }

    /// <summary>The power is back.</summary>
    public void Start() => IsOff = false;

    /// <summary>One operation of a disk; the power may fail in its midst.</summary>
    public void Work()
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

/// <summary>The power fails in the midst of work: whatever runs ends here.</summary>
internal sealed class SimPowerCut() : Exception("the power is cut");
