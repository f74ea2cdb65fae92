namespace EdgeAgent.Sensors.Modbus;

/// <summary>Function codes (Modbus Application Protocol 1.1b3, clause 6).</summary>
public enum ModbusFunction : byte
{
    /// <summary>Read coils, at most 2000.</summary>
    ReadCoils = 1,

    /// <summary>Read discrete inputs, at most 2000.</summary>
    ReadDiscrete = 2,

    /// <summary>Read holding registers, at most 125.</summary>
    ReadHolding = 3,

    /// <summary>Read input registers, at most 125.</summary>
    ReadInput = 4,

    /// <summary>Write one coil.</summary>
    WriteCoil = 5,

    /// <summary>Write one register.</summary>
    WriteRegister = 6,

    /// <summary>Write coils, at most 1968.</summary>
    WriteCoils = 15,

    /// <summary>Write registers, at most 123.</summary>
    WriteRegisters = 16,

    /// <summary>Change some bits of a register.</summary>
    MaskWrite = 22,

    /// <summary>Write registers, at most 121, then read, at most 125.</summary>
    ReadWrite = 23,
}
