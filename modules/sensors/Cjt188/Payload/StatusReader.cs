namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Reads valve and battery out of the status bytes. Pure; allocates nothing.</summary>
public static class StatusReader
{
    /// <summary>State of a valve that is open.</summary>
    public const int Open = 0;

    /// <summary>State of a valve that is closed.</summary>
    public const int Closed = 1;

    /// <summary>State of a valve that is neither.</summary>
    public const int Fault = 3;

    private const int ValveBits = 3;
    private const byte Absent = 0xFF;

    /// <summary>Reads the valve: <see cref="Open"/>, <see cref="Closed"/>, <see cref="Fault"/>.</summary>
    public static MeterValue Valve(StatusLayout layout, ReadOnlySpan<byte> status)
    {
        var bits = layout switch
        {
            StatusLayout.HighBits => status[0] >> 6,
            StatusLayout.SecondByte => status[1] & ValveBits,
            StatusLayout.Inverted => (status[0] & ValveBits) is var s && s < 2 ? s ^ 1 : s,
            _ => status[0] & ValveBits,
        };
        var why = IsAbsent(status) ? NoValue.Absent : bits is Open or Closed or Fault ? NoValue.None : NoValue.NoState;
        return new MeterValue(Quantity.Valve, bits, 0, null, why);
    }

    /// <summary>Reads the battery: 0 good, 1 low.</summary>
    public static MeterValue Battery(StatusLayout layout, ReadOnlySpan<byte> status)
    {
        var bit = layout switch
        {
            StatusLayout.HighBits => (status[0] >> 5) & 1,
            StatusLayout.SecondByte => (status[1] >> 2) & 1,
            _ => (status[0] >> 2) & 1,
        };
        return new MeterValue(Quantity.BatteryLow, bit, 0, null, IsAbsent(status) ? NoValue.Absent : NoValue.None);
    }

    /// <summary>The first two status bytes as a number, the first one low.</summary>
    public static MeterValue Word(ReadOnlySpan<byte> status) => new(Quantity.Status, status[0] | (status[1] << 8), 0, null, NoValue.None);

    private static bool IsAbsent(ReadOnlySpan<byte> status) => status[0] == Absent && status[1] == Absent;
}
