namespace EdgeAgent.Sensors.Modbus;

/// <summary>A table of a Modbus device; the number is the function code that reads it.</summary>
public enum ModbusArea : byte
{
    /// <summary>Coils, function 1.</summary>
    Coil = 1,

    /// <summary>Discrete inputs, function 2.</summary>
    Discrete = 2,

    /// <summary>Holding registers, function 3.</summary>
    Holding = 3,

    /// <summary>Input registers, function 4.</summary>
    Input = 4,
}
