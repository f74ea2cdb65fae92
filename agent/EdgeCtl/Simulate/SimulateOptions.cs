using System.Net;

namespace EdgeCtl.Simulate;

/// <summary>What a person asked `edgectl simulate` for, checked.</summary>
internal sealed record SimulateOptions
{
    /// <summary>True for a whole neighbourhood, false for pump rooms.</summary>
    public bool Neighbourhood { get; init; }

    /// <summary>A link for each pty; empty for none.</summary>
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

    /// <summary>True to serve Modbus TCP and RTU over TCP on loopback.</summary>
    public bool Tcp { get; init; }

    /// <summary>Port of Modbus TCP, RTU over TCP at the next; 0 for free ones.</summary>
    public int TcpPort { get; init; }

    /// <summary>Centre that the air station connects to; null for none.</summary>
    public IPEndPoint? Hj212 { get; init; }

    /// <summary>Centre that the flood gauge connects to; null for none.</summary>
    public IPEndPoint? Sl651 { get; init; }

    /// <summary>Broker that wireless devices publish to; null for none.</summary>
    public Uri? Mqtt { get; init; }

    /// <summary>Time between two reports of a station or a wireless device, 1..3600 s.</summary>
    public int ReportEveryS { get; init; } = 10;

    /// <summary>Ends by itself after so long, s; 0 for never.</summary>
    public int Seconds { get; init; }

    /// <summary>Site file to write, or null.</summary>
    public string? SiteFile { get; init; }

    /// <summary>Profile to write, or null.</summary>
    public string? ProfileFile { get; init; }

    /// <summary>True for statistics as JSON lines.</summary>
    public bool Json { get; init; }

    /// <summary>The seed of a part of the run: lines and models count from 0.</summary>
    public ulong SeedOf(int part) => Seed + (0x1_0000_0000UL * (ulong)part);
}
