namespace EdgeAgent.Sensors.Modbus;

/// <summary>Which functions a device takes for writing.</summary>
public enum ModbusWrites : byte
{
    /// <summary>5 for a coil, 6 for one register, 16 for several; 22 for a bit of a register.</summary>
    Single,

    /// <summary>15 for a coil, 16 for registers; 22 for a bit of a register.</summary>
    Multiple,

    /// <summary>23 for registers, which reads back in the same exchange; 5 for a coil, 22 for a bit of a register.</summary>
    ReadWrite,
}
