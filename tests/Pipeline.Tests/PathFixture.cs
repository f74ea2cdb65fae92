using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Tests;

/// <summary>Virtual time and a few points.</summary>
internal sealed class PathFixture
{
    public const uint Boot = 0x6f1c2a90;

    public static readonly PointTable Table = new(
        [
            new PointDescriptor { Name = "sump/level", Unit = "m", PollMs = 1000, RangeMin = 0, RangeMax = 2 },
            new PointDescriptor { Name = "pump-1/hours", Unit = "h", PollMs = 1000, Kind = PointKind.Counter },
            new PointDescriptor
            {
                Name = "room/door", PollMs = 1000, Kind = PointKind.Discrete, States = new Dictionary<int, string> { [0] = "closed", [1] = "open" },
            },
            new PointDescriptor { Name = "flat/water", Unit = "m3", PollMs = 1000, Grade = Grade.Personal, RangeMax = 10, AlarmOutOfRange = true },
            new PointDescriptor { Name = "air/dust", Unit = "ug/m3", PollMs = 300_000 },
        ],
        [new DeviceDescriptor("sump", "集水井", AlarmLost: true, Grade.Internal), new DeviceDescriptor("pump-1", "", AlarmLost: false, Grade.Internal)]);

    public long MonoMs { get; set; } = 5_000;

    public long OffsetMs { get; set; } = 1_795_345_200_000 - 5_000;

    public ClockQuality Clock { get; set; } = ClockQuality.Ntp;

    public StageOutput Output { get; } = new();

    public Now Now => new(MonoMs * 1_000_000, MonoMs + OffsetMs, Clock);

    public Reading Good(int point, double value) => new(point, Quality.Good, value, MonoMs * 1_000_000);

    public Reading Bad(int point, Quality quality) => new(point, quality, double.NaN, MonoMs * 1_000_000);

    public IReadOnlyList<(Summary Summary, WindowData Data)> Windows(string subject) =>
        [.. Output.Summaries.Where(s => s.Subject == subject && s.Data is WindowData).Select(s => (s, (WindowData)s.Data))];
}
