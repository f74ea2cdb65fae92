using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeCtl.SimulateGateway;

/// <summary>The made-up gateway's site: a pump room with points of each kind.</summary>
internal static class GatewayPoints
{
    /// <summary>The device that is lost once an hour.</summary>
    public const string LostDevice = "pump-1";

    /// <summary>The point that leaves its range once an hour, as an alarm.</summary>
    public const string AlarmPoint = "sump/level";

    /// <summary>The point that leaves its range once an hour, as an event.</summary>
    public const string EventPoint = "pump-1/current";

    /// <summary>The counter that starts again once an hour.</summary>
    public const string ResetPoint = "pump-1/hours";

    /// <summary>Highest level that is expected, m.</summary>
    public const double LevelMaxM = 2;

    /// <summary>Highest current that is expected, A.</summary>
    public const double CurrentMaxA = 12;

    private const long PollMs = 1_000;

    /// <summary>All points.</summary>
    public static PointTable Table { get; } = new(
        [
            new PointDescriptor { Name = AlarmPoint, Label = "集水井液位", Unit = "m", PollMs = PollMs, RangeMin = 0, RangeMax = LevelMaxM, AlarmOutOfRange = true, Grade = Grade.Public },
            new PointDescriptor { Name = "pump-1/pressure", Label = "一号泵出口压力", Unit = "kPa", PollMs = PollMs },
            new PointDescriptor { Name = EventPoint, Label = "一号泵电流", Unit = "A", PollMs = PollMs, RangeMin = 0, RangeMax = CurrentMaxA },
            new PointDescriptor { Name = ResetPoint, Label = "一号泵运行时间", Unit = "h", Kind = PointKind.Counter, PollMs = PollMs },
            new PointDescriptor { Name = "meter/energy", Label = "电能", Unit = "kW.h", Kind = PointKind.Counter, PollMs = PollMs },
            new PointDescriptor { Name = "door/state", Label = "泵房门", Kind = PointKind.Discrete, PollMs = PollMs, States = new Dictionary<int, string> { [0] = "closed", [1] = "open" } },
        ],
        [
            new DeviceDescriptor("sump", "集水井", true, Grade.Internal),
            new DeviceDescriptor(LostDevice, "一号泵", true, Grade.Internal),
            new DeviceDescriptor("meter", "电表", false, Grade.Internal),
            new DeviceDescriptor("door", "泵房门", false, Grade.Internal),
        ]);

    /// <summary>The site.</summary>
    public static Site SiteOf(GatewayOptions options) => new()
    {
        Gateway = new GatewayConfig
        {
            Id = options.Id,
            Label = "模拟网关",
            District = "putuo",
            Division = "310107",
            Place = new PlaceConfig(31.25, 121.4, "wgs84", "B1"),
        },
        Profile = new Profile { Name = "simulated", Arch = "linux-x64", Cores = 2, MemoryBytes = 1L << 30 },
        Table = Table,
        Sources = [],
        Hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("simulated"u8)),
    };
}
