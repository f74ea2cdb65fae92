using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Sparkplug;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>A pump room with a pump and a door, one point of which is personal.</summary>
internal static class SparkplugSite
{
    public const int Level = 0;
    public const int Starts = 1;
    public const int Badge = 3;
    public const int Open = 4;
    public const int Pump = 0;
    public const int Door = 1;

    public static Site New() => new()
    {
        Gateway = new GatewayConfig { Id = "gw-1", District = "pudong", Label = "\u6cf5\u623f" },
        Profile = new Profile { Name = "test", Arch = "linux-x64", Cores = 1, MemoryBytes = 1 },
        Table = new PointTable(
            [
                new PointDescriptor { Name = "pump/level", Unit = "m", PollMs = 1000, Label = "\u6c34\u4f4d", RangeMin = 0, RangeMax = 4 },
                new PointDescriptor { Name = "pump/starts", Kind = PointKind.Counter, PollMs = 1000 },
                new PointDescriptor { Name = "pump/running", Kind = PointKind.Discrete, PollMs = 1000 },
                new PointDescriptor { Name = "door/badge", PollMs = 1000, Grade = Grade.Personal },
                new PointDescriptor { Name = "door/open", Kind = PointKind.Discrete, PollMs = 1000, Grade = Grade.Public },
            ],
            [new DeviceDescriptor("pump", "", true, Grade.Internal), new DeviceDescriptor("door", "", false, Grade.Internal)]),
        Sources = [],
        Windows = new WindowsConfig { LengthMs = 1_000 },
        Hash = "00",
    };

    public static Summary Window(int point, double last, long toMs, int good = 1, double? max = null)
    {
        var descriptor = New().Table.Points[point];
        return new Summary
        {
            Type = SummaryType.Window,
            Class = SummaryClass.Routine,
            Grade = descriptor.Grade,
            Subject = descriptor.Name,
            Made = Made(toMs),
            Data = new WindowData
            {
                FromMs = toMs - 1_000,
                ToMs = toMs,
                Unit = descriptor.Unit,
                Kind = descriptor.Kind,
                Expected = 1,
                Good = good,
                Gauge = good > 0 && descriptor.Kind == PointKind.Gauge ? new GaugeFigures(last, max ?? last, last, last, last, 0) : null,
                Counter = good > 0 && descriptor.Kind == PointKind.Counter ? new CounterFigures(last, last, 0, 0) : null,
                Discrete = good > 0 && descriptor.Kind == PointKind.Discrete ? new DiscreteFigures((int)last, (int)last, 0, []) : null,
            },
        };
    }

    public static Summary Event(string subject, SummaryClass summaryClass, string state, long atMs) => new()
    {
        Type = SummaryType.Event,
        Class = summaryClass,
        Subject = subject,
        Made = Made(atMs),
        Data = new EventData
        {
            AlarmId = "a-1",
            State = state == "raised" ? EventState.Raised : EventState.Cleared,
            Severity = "high",
            Point = subject,
            SinceMs = atMs,
            Rule = "agent/outOfRange",
        }.ToJson(),
    };

    public static Summary Health(long memoryBytes, long atMs) => new()
    {
        Type = SummaryType.Health,
        Class = SummaryClass.Routine,
        Made = Made(atMs),
        Data = new JsonData(System.Text.Encoding.UTF8.GetBytes($$"""{"version":"1","runningMs":{{atMs % 100_000}},"disk":{"bufferBytes":4096,"budgetBytes":65536},"memoryBytes":{{memoryBytes}}}""")),
    };

    public static Summary Gap(SummaryClass summaryClass, ulong first, ulong last, long atMs) => new()
    {
        Type = SummaryType.Gap,
        Class = summaryClass,
        Made = Made(atMs),
        Data = new GapData { Epoch = "0123456789ABC", Class = summaryClass, FirstSeq = first, LastSeq = last, Count = last - first + 1, Reason = "budget" },
    };

    // Of another boot, so that nothing waits for its turn.
    private static Stamp Made(long utcMs) => new(utcMs, 0xB0070001, 1, ClockQuality.Ntp);
}

/// <summary>Readings and lost devices that a test sets.</summary>
internal sealed class FakeLive : ISparkplugLive
{
    private readonly Reading[] _latest = new Reading[5];
    private readonly bool[] _lost = new bool[2];

    public Reading Latest(int point) => _latest[point];

    public bool IsLost(int device) => Volatile.Read(ref _lost[device]);

    public void Lose(int device, bool isLost) => Volatile.Write(ref _lost[device], isLost);

    public void Read(int point, double value, long monoNs, Quality quality = Quality.Good) => _latest[point] = new Reading(point, quality, value, monoNs);
}
