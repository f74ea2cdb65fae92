namespace EdgeAgent.Sensors.Modbus;

/// <summary>A device on the bus.</summary>
public sealed record ModbusDevice
{
    /// <summary>Its name, which also spreads its polls in time.</summary>
    public required string Name { get; init; }

    /// <summary>Unit id: 1..247, with Modbus TCP 0..255.</summary>
    public required byte Address { get; init; }

    /// <summary>Time for an answer, ms, 10..60,000.</summary>
    public required long TimeoutMs { get; init; }

    /// <summary>How often a failed request is sent again, 0..5.</summary>
    public required int Retries { get; init; }

    /// <summary>Which functions it takes for writing.</summary>
    public ModbusWrites Writes { get; init; }

    /// <summary>Its points.</summary>
    public required IReadOnlyList<ModbusPoint> Points { get; init; }
}
