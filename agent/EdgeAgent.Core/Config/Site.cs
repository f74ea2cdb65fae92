using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Core.Config;

/// <summary>A checked site file, bound to its profile. Immutable.</summary>
public sealed record Site
{
    /// <summary>Who this gateway is.</summary>
    public required GatewayConfig Gateway { get; init; }

    /// <summary>The board.</summary>
    public required Profile Profile { get; init; }

    /// <summary>All points and devices, in the order of <see cref="Sources"/>.</summary>
    public required PointTable Table { get; init; }

    /// <summary>Where readings come from.</summary>
    public required IReadOnlyList<SourcePlan> Sources { get; init; }

    /// <summary>Window length.</summary>
    public WindowsConfig Windows { get; init; } = new();

    /// <summary>Buffer on disk.</summary>
    public BufferConfig Buffer { get; init; } = new();

    /// <summary>MQTT uplinks, each a consumer of its own.</summary>
    public IReadOnlyList<MqttUplinkConfig> Mqtt { get; init; } = [];

    /// <summary>Sparkplug uplinks, each an edge node of its own.</summary>
    public IReadOnlyList<SparkplugUplinkConfig> Sparkplug { get; init; } = [];

    /// <summary>How every push uplink, of whatever kind, reaches its servers.</summary>
    public IEnumerable<MqttUplinkConfig> Links => Mqtt.Concat(Sparkplug.Select(s => s.Link));

    /// <summary>The pull API; null when the site has no uplink of kind `pull`.</summary>
    public PullConfig? Pull { get; init; }

    /// <summary>The status page; null when the site has none.</summary>
    public ConsoleConfig? Console { get; init; }

    /// <summary>Logs.</summary>
    public LogConfig Log { get; init; } = new();

    /// <summary>Lower-case hex SHA-256 of the bytes of the site file, the profile and the device templates in use: the configuration hash of health summaries.</summary>
    public required string Hash { get; init; }
}

/// <summary>Who a gateway is and where it hangs.</summary>
public sealed record GatewayConfig
{
    /// <summary>`[a-z0-9][a-z0-9-]{0,62}`: part of every summary's id.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public string Label { get; init; } = "";

    /// <summary>District, ASCII, as in MQTT topics.</summary>
    public required string District { get; init; }

    /// <summary>Administrative division code, 6 to 12 digits (GB/T 2260); empty when not given.</summary>
    public string Division { get; init; } = "";

    /// <summary>IANA time zone, for people alone: windows are aligned to UTC.</summary>
    public string TimeZone { get; init; } = "Asia/Shanghai";

    /// <summary>Where it hangs; null when not given.</summary>
    public PlaceConfig? Place { get; init; }
}

/// <summary>A place.</summary>
/// <param name="Lat">Latitude, degrees north, -90..90.</param>
/// <param name="Lon">Longitude, degrees east, -180..180.</param>
/// <param name="Datum">`wgs84`, `gcj02` or `cgcs2000`.</param>
/// <param name="Floor">Floor as people write it, e.g. `B1`; may be empty.</param>
public sealed record PlaceConfig(double Lat, double Lon, string Datum, string Floor);

/// <summary>Windows.</summary>
public sealed record WindowsConfig
{
    /// <summary>Length, ms: 1,000..3,600,000 and a divisor of a day; default one minute.</summary>
    public long LengthMs { get; init; } = 60_000;

    /// <summary>Time between two health summaries, ms: 10,000..86,400,000; default five minutes.</summary>
    public long HealthMs { get; init; } = 300_000;

    /// <summary>After a boot that has not been told the time routine summaries wait so long for it before they leave, ms: 0..3,600,000; default ten minutes.</summary>
    public long ClockWaitMs { get; init; } = 600_000;
}

/// <summary>The buffer on disk.</summary>
public sealed record BufferConfig
{
    /// <summary>`sqlite`, or `litedb` where the build holds it.</summary>
    public string Engine { get; init; } = "sqlite";

    /// <summary>Most that the store may take on disk, bytes: 4 MiB..1 TiB; default 512 MiB.</summary>
    public long BudgetBytes { get; init; } = 512L << 20;

    /// <summary>Longest that a summary other than an alarm waits for its group commit, ms: 1..250; default 250.</summary>
    public int CommitMs { get; init; } = 250;
}

/// <summary>The status page.</summary>
/// <param name="Listen">Loopback addresses to listen on; default port 8471.</param>
public sealed record ConsoleConfig(IReadOnlyList<System.Net.IPEndPoint> Listen);

/// <summary>Logs.</summary>
public sealed record LogConfig
{
    /// <summary>Lowest level written: `debug`, `information`, `warning`, `error`.</summary>
    public string Level { get; init; } = "information";

    /// <summary>File to write to besides the console; empty for none. Rolled at 10 MiB, five kept.</summary>
    public string File { get; init; } = "";
}
