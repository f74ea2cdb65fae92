namespace EdgeAgent.Sensors.Modbus;

/// <summary>Tables of a Modbus slave, by the function that reads them.</summary>
public enum ModbusTable : byte
{
    /// <summary>Function 1.</summary>
    Coil = 1,

    /// <summary>Function 2.</summary>
    Discrete = 2,

    /// <summary>Function 3.</summary>
    Holding = 3,

    /// <summary>Function 4.</summary>
    Input = 4,
}

/// <summary>How the registers of a point make a number.</summary>
public enum ModbusType : byte
{
    /// <summary>A coil, a discrete input, or a bit of a register.</summary>
    Bool,

    /// <summary>One register, two's complement.</summary>
    Int16,

    /// <summary>One register.</summary>
    UInt16,

    /// <summary>Two registers, two's complement.</summary>
    Int32,

    /// <summary>Two registers.</summary>
    UInt32,

    /// <summary>Four registers, two's complement.</summary>
    Int64,

    /// <summary>Four registers.</summary>
    UInt64,

    /// <summary>Two registers, IEEE 754 single.</summary>
    Float32,

    /// <summary>Four registers, IEEE 754 double.</summary>
    Float64,
}

/// <summary>Order of the bytes on the wire; A is the most significant byte, and longer numbers follow the same pattern.</summary>
public enum ModbusOrder : byte
{
    /// <summary>Big-endian, as the standard has it.</summary>
    Abcd,

    /// <summary>Words swapped.</summary>
    Cdab,

    /// <summary>Bytes of each word swapped.</summary>
    Badc,

    /// <summary>Little-endian.</summary>
    Dcba,
}

/// <summary>A point of a Modbus device.</summary>
public sealed record ModbusPoint
{
    /// <summary>Table that it stands in.</summary>
    public required ModbusTable Table { get; init; }

    /// <summary>Address of its first register or bit, 0..65,535.</summary>
    public required int Address { get; init; }

    /// <summary>How to read it.</summary>
    public required ModbusType Type { get; init; }

    /// <summary>Byte order.</summary>
    public ModbusOrder Order { get; init; }

    /// <summary>Bit of a register, 0..15, for <see cref="ModbusType.Bool"/> in a register table; else -1.</summary>
    public int Bit { get; init; } = -1;

    /// <summary>The raw number is multiplied by this.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Then this is added.</summary>
    public double Offset { get; init; }

    /// <summary>Raw numbers that mean "no value".</summary>
    public IReadOnlyList<double> Invalid { get; init; } = [];

    /// <summary>Time between two readings, ms.</summary>
    public required long PollMs { get; init; }

    /// <summary>Registers, or bits in a bit table, that it takes.</summary>
    public int Length => Table is ModbusTable.Coil or ModbusTable.Discrete ? 1 : RegistersOf(Type);

    /// <summary>Registers that a type takes.</summary>
    public static int RegistersOf(ModbusType type) => type switch
    {
        ModbusType.Int32 or ModbusType.UInt32 or ModbusType.Float32 => 2,
        ModbusType.Int64 or ModbusType.UInt64 or ModbusType.Float64 => 4,
        _ => 1,
    };
}

/// <summary>A slave on the bus.</summary>
public sealed record ModbusDevice
{
    /// <summary>Unit address, 1..247.</summary>
    public required byte Unit { get; init; }

    /// <summary>How long an answer may take, ms, 10..60,000.</summary>
    public long TimeoutMs { get; init; } = 1_000;

    /// <summary>How often a failed request is sent again, 0..5.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Its points, in the site's order.</summary>
    public required IReadOnlyList<ModbusPoint> Points { get; init; }
}

/// <summary>A bus.</summary>
public sealed record ModbusBus
{
    /// <summary>Its devices, in the site's order.</summary>
    public required IReadOnlyList<ModbusDevice> Devices { get; init; }

    /// <summary>Silence kept between a reply and the next request, ns; 0 for none.</summary>
    public long GapNs { get; init; }

    /// <summary>True when the adapter returns what is sent.</summary>
    public bool Echo { get; init; }

    /// <summary>Most registers read in one request, 1..125; bits, sixteen times as many.</summary>
    public int MaxBlock { get; init; } = 125;

    /// <summary>Unused registers, 0..32, that are read along to merge two points into one request.</summary>
    public int MaxGap { get; init; } = 8;
}
