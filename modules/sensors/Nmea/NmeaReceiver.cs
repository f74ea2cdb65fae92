namespace EdgeAgent.Sensors.Nmea;

/// <summary>A satellite receiver as the site file has it.</summary>
public sealed record NmeaReceiver
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How often its points are read, ms: what comes in between is passed over.</summary>
    public required long IntervalMs { get; init; }

    /// <summary>After how long without anything good it is lost, ms.</summary>
    public required long SilenceMs { get; init; }

    /// <summary>True when the gateway's time may rest on it.</summary>
    public bool TellsTime { get; init; }

    /// <summary>Time from the second to the first byte of the sentence that tells it, ms.</summary>
    public long DelayMs { get; init; }

    /// <summary>Time of a character on the line, ns.</summary>
    public required long CharacterNs { get; init; }

    /// <summary>What its points take, in their order.</summary>
    public required IReadOnlyList<NmeaQuantity> Points { get; init; }
}
