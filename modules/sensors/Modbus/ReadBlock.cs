namespace EdgeAgent.Sensors.Modbus;

/// <summary>Points that one request reads together. Belongs to a driver's thread.</summary>
internal sealed class ReadBlock
{
    public required int Number { get; init; }

    public required int Device { get; init; }

    public required RtuRequest Request { get; init; }

    public required ModbusPoint[] Points { get; init; }

    public required long IntervalNs { get; init; }

    public required long PhaseNs { get; init; }

    /// <summary>The blocks to read instead when the device refuses to be read in one piece; empty when there is one piece alone.</summary>
    public ReadBlock[] Parts { get; init; } = [];

    /// <summary>True once the device has refused.</summary>
    public bool IsSplit { get; set; }

    /// <summary>When it falls due, ns.</summary>
    public long DueNs { get; set; }

    /// <summary>The first moment after <paramref name="ns"/> that is the phase and whole intervals from the clock's zero.</summary>
    public long SlotAfter(long ns)
    {
        var since = (ns - PhaseNs) % IntervalNs;
        return ns - (since < 0 ? since + IntervalNs : since) + IntervalNs;
    }
}
