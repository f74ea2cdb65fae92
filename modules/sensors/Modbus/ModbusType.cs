namespace EdgeAgent.Sensors.Modbus;

/// <summary>How a point's registers are read as a number.</summary>
public enum ModbusType : byte
{
    /// <summary>Off or on: a coil, a discrete input, a bit of a register, or a register that is not 0.</summary>
    Bool,

    /// <summary>One register, two's complement.</summary>
    Int16,

    /// <summary>One register.</summary>
    UInt16,

    /// <summary>Two registers, two's complement.</summary>
    Int32,

    /// <summary>Two registers.</summary>
    UInt32,

    /// <summary>Four registers, two's complement; beyond 2^53 the value is rounded.</summary>
    Int64,

    /// <summary>Four registers; beyond 2^53 the value is rounded.</summary>
    UInt64,

    /// <summary>Two registers, IEEE 754.</summary>
    Float32,

    /// <summary>Four registers, IEEE 754.</summary>
    Float64,
}
