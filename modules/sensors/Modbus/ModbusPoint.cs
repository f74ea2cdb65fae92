using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Where a point stands in a device and how its value is made.</summary>
public sealed record ModbusPoint
{
    /// <summary>Index among the points of the bus, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>First register or bit.</summary>
    public required RegisterAddress Register { get; init; }

    /// <summary>How it is read.</summary>
    public required ModbusType Type { get; init; }

    /// <summary>Time between two readings, ms.</summary>
    public required long PollMs { get; init; }

    /// <summary>Whether it is read before others.</summary>
    public PollPriority Priority { get; init; } = PollPriority.Normal;

    /// <summary>True when the site lets it be written.</summary>
    public bool Writable { get; init; }

    /// <summary>Bit of the register, 0 the lowest; -1 for all of it.</summary>
    public int Bit { get; init; } = -1;

    /// <summary>True when the lowest word comes first.</summary>
    public bool WordSwap { get; init; }

    /// <summary>True when the low byte of a word comes first.</summary>
    public bool ByteSwap { get; init; }

    /// <summary>Factor from raw to unit.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Added after scaling, in the unit.</summary>
    public double Offset { get; init; }

    /// <summary>Raw patterns that mean "no value", as they stand in the registers; empty for none. Whole-number types alone.</summary>
    public IReadOnlyList<ulong> InvalidPatterns { get; init; } = [];

    /// <summary>Raw values that mean "no value"; float types alone.</summary>
    public IReadOnlyList<double> InvalidNumbers { get; init; } = [];

    /// <summary>Registers (or bits of a coil or discrete table) that it takes.</summary>
    public int Length => LengthOf(Type);

    /// <summary>Registers that a type takes.</summary>
    public static int LengthOf(ModbusType type) => type switch
    {
        ModbusType.Bool or ModbusType.Int16 or ModbusType.UInt16 => 1,
        ModbusType.Int32 or ModbusType.UInt32 or ModbusType.Float32 => 2,
        _ => 4,
    };
}
