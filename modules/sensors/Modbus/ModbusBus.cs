namespace EdgeAgent.Sensors.Modbus;

/// <summary>A bus as its driver needs it.</summary>
public sealed record ModbusBus
{
    /// <summary>Most registers of one read: limit of functions 3 and 4.</summary>
    public const int MaxRegisters = 125;

    /// <summary>Most bits of one read: limit of functions 1 and 2.</summary>
    public const int MaxBits = 2000;

    /// <summary>Silence between a frame's end and the next request, ns.</summary>
    public required long GapNs { get; init; }

    /// <summary>Time of one character on the wire, ns.</summary>
    public required long CharacterNs { get; init; }

    /// <summary>True when the adapter returns what was sent.</summary>
    public bool Echo { get; init; }

    /// <summary>Most registers merged into one read, 1..125.</summary>
    public int MaxBlock { get; init; } = MaxRegisters;

    /// <summary>Most unused registers read to bridge two points, 0..32.</summary>
    public int MaxGap { get; init; } = 8;

    /// <summary>Its devices.</summary>
    public required IReadOnlyList<ModbusDevice> Devices { get; init; }

    /// <summary>The gap of the standard: 3.5 characters of <paramref name="characterNs"/>, fixed to 1.75 ms above 19,200 baud (Modbus over Serial Line 1.02, 2.5.1.1).</summary>
    public static long StandardGapNs(int baud, long characterNs) => baud > 19_200 ? 1_750_000 : characterNs * 7 / 2;
}
