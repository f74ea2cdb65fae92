using System.Text;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Core.Tests.Wire;

/// <summary>One summary of each type and shape, as the golden files hold them.</summary>
internal static class WireSamples
{
    public const string Gateway = "pt-caoyang-0427";
    public const string Epoch = "0D3K8Q2M7ZR1C";
    private const long ToMs = 1_795_345_260_000;
    private static readonly Stamp Made = new(ToMs + 4, 0x6f1c2a90, 8_123_400, ClockQuality.Ntp);

    public static IReadOnlyDictionary<string, StoredSummary> All { get; } = new Dictionary<string, StoredSummary>
    {
        ["window-gauge"] = new(18231, 18231, Window("sump/level", new WindowData
        {
            FromMs = ToMs - 60_000, ToMs = ToMs, Unit = "m", Kind = PointKind.Gauge, Expected = 60, Good = 58,
            Bad = [new BadCount(Quality.Timeout, 1), new BadCount(Quality.Crc, 1)],
            Gauge = new GaugeFigures(1.02, 1.31, 1.17, 1.02, 1.31, 0.08),
        })),
        ["window-empty"] = new(18232, 18232, Window("sump/level", new WindowData
        {
            FromMs = ToMs - 60_000, ToMs = ToMs, Unit = "m", Kind = PointKind.Gauge, Expected = 60, Good = 0,
            Bad = [new BadCount(Quality.NotPolled, 60)],
        })),
        ["window-counter"] = new(18233, 18233, Window("pump-1/hours", new WindowData
        {
            FromMs = ToMs - 60_000, ToMs = ToMs, Unit = "h", Kind = PointKind.Counter, Expected = 60, Good = 60,
            Counter = new CounterFigures(1204, 1205, 1, 0),
        })),
        ["window-discrete"] = new(18234, 18234, Window("room/door", new WindowData
        {
            FromMs = ToMs - 60_000, ToMs = ToMs, Kind = PointKind.Discrete, Expected = 60, Good = 60,
            Discrete = new DiscreteFigures(0, 1, 1, [new StateTime(0, "closed", 52_000), new StateTime(1, "open", 8_000)]),
        })),
        ["window-merged"] = new(18240, 18236, Window("sump/level", new WindowData
        {
            FromMs = ToMs - 300_000, ToMs = ToMs, Unit = "m", Kind = PointKind.Gauge, Expected = 300, Good = 300, Merged = 5,
            Gauge = new GaugeFigures(1.02, 1.31, 1.17, 1.02, 1.31, 0.08),
        })),
        ["event-alarm"] = new(12, 12, new Summary
        {
            Type = SummaryType.Event, Class = SummaryClass.Alarm, Subject = "sump/level", Made = Made,
            Data = new EventData
            {
                AlarmId = "6f1c2a90-1f4-1", State = EventState.Raised, Severity = "high", Point = "sump/level", Value = 2.41, Unit = "m",
                ExpectedMax = 2.0, SinceMs = ToMs - 1_000, Rule = "agent/outOfRange",
            }.ToJson(),
        }),
        ["health"] = new(18241, 18241, Json(SummaryType.Health, SummaryClass.Routine, """{"version":"0.1.0","label":"曹杨四村水泵房","head":{"alarm":12}}""")),
        ["gap"] = new(960, 901, new Summary
        {
            Type = SummaryType.Gap, Class = SummaryClass.Routine, Made = Made,
            Data = new GapData
            {
                Epoch = Epoch, Class = SummaryClass.Routine, FirstSeq = 901, LastSeq = 960, Count = 60,
                FromMs = ToMs - 3_600_000, ToMs = ToMs - 60_000, Reason = "budget",
            },
        }),
        ["gap-store-lost"] = new(1, 1, new Summary
        {
            Type = SummaryType.Gap, Class = SummaryClass.Alarm, Made = Made,
            Data = new GapData { Epoch = "7ZZZZZZZZZZZZ", Class = SummaryClass.Alarm, Reason = "storeLost" },
        }),
        ["clock"] = new(40, 40, Json(SummaryType.Clock, SummaryClass.Event,
            """{"boot":"6f1c2a90","clock":"ntp","was":"unsynced","stepMs":86400000,"bootTime":"2026-11-22T08:45:36.604Z"}""")),
        ["audit"] = new(41, 41, Json(SummaryType.Audit, SummaryClass.Event, """{"actor":"signal","action":"reload","target":"site.json","outcome":"done"}""")),
        ["readings"] = new(3, 3, Json(SummaryType.Readings, SummaryClass.Bulk,
            """{"unit":"m","from":"2026-11-24T08:45:36.604Z","to":"2026-11-24T08:45:38.604Z","count":3,"afterMs":[0,1000,2000],"values":[1.25,null,1.5],"qualities":["good","timeout","good"]}""")),
    };

    private static Summary Window(string subject, WindowData data) => new()
    {
        Type = SummaryType.Window, Class = SummaryClass.Routine, Subject = subject, Made = Made, Data = data,
    };

    private static Summary Json(SummaryType type, SummaryClass summaryClass, string json) => new()
    {
        Type = type, Class = summaryClass, Made = Made, Data = new JsonData(Encoding.UTF8.GetBytes(json)),
    };
}
