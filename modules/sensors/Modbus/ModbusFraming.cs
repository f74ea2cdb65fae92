namespace EdgeAgent.Sensors.Modbus;

/// <summary>How requests and replies are framed.</summary>
public enum ModbusFraming : byte
{
    /// <summary>Binary with a CRC, on a serial line or through a serial server.</summary>
    Rtu,

    /// <summary>Text with a sum, on a serial line or through a serial server.</summary>
    Ascii,

    /// <summary>The header of Modbus TCP.</summary>
    Tcp,
}
