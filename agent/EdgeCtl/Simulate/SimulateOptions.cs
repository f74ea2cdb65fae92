namespace EdgeCtl.Simulate;

/// <summary>What a person asked `edgectl simulate` for, checked.</summary>
internal sealed record SimulateOptions
{
    /// <summary>A link for each bus; empty for none.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Buses, 1..64.</summary>
    public int Buses { get; init; } = 1;

    /// <summary>Devices on each bus, 1..247.</summary>
    public int Devices { get; init; } = PumpRoomBus.DevicesPerRoom;

    /// <summary>Points of each device, 1..100; 0 for what each has by nature.</summary>
    public int Points { get; init; }

    /// <summary>Baud rate, 300..4,000,000.</summary>
    public int Baud { get; init; } = 9600;

    /// <summary>True to answer at wire speed.</summary>
    public bool Pace { get; init; } = true;

    /// <summary>Noise of the sensors, 0..10.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>Faults of the line.</summary>
    public LineFaults Faults { get; init; }

    /// <summary>Same seed, same run.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How much faster than the clock the pump room lives, 1..3600.</summary>
    public int Speed { get; init; } = 1;

    /// <summary>Ends by itself after so long, s; 0 for never.</summary>
    public int Seconds { get; init; }

    /// <summary>Site file to write, or null.</summary>
    public string? SiteFile { get; init; }

    /// <summary>Profile to write, or null.</summary>
    public string? ProfileFile { get; init; }

    /// <summary>True for statistics as JSON lines.</summary>
    public bool Json { get; init; }
}
