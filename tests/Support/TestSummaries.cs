using System.Text.Json;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Support;

/// <summary>Made-up summaries with a number inside by which a test knows them again.</summary>
public static class TestSummaries
{
    private static readonly Stamp Made = new(1_790_000_000_000, 0xB0070001, 1_000, ClockQuality.Ntp);

    /// <summary>An event of any class that carries <paramref name="content"/>, padded to about <paramref name="padding"/> bytes more.</summary>
    public static Summary Event(SummaryClass summaryClass, long content, int padding = 0) => new()
    {
        Type = SummaryType.Event,
        Class = summaryClass,
        Subject = "pump/level",
        Made = Made,
        Data = new JsonData(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["n"] = content, ["pad"] = new string('x', padding) })),
    };

    /// <summary>The number inside <see cref="Event"/>.</summary>
    public static long ContentOf(Summary summary)
    {
        using var json = JsonDocument.Parse(((JsonData)summary.Data).Utf8);
        return json.RootElement.GetProperty("n").GetInt64();
    }

    /// <summary>A routine window of a gauge as a pump room makes one.</summary>
    public static Summary Window(int minute) => new()
    {
        Type = SummaryType.Window,
        Class = SummaryClass.Routine,
        Subject = "pump-room-7/pump-2/discharge-pressure",
        Made = Made with { UtcMs = Made.UtcMs + (60_000L * minute) + 250, MonoMs = 60_000L * minute },
        Data = new WindowData
        {
            FromMs = Made.UtcMs + (60_000L * (minute - 1)),
            ToMs = Made.UtcMs + (60_000L * minute),
            Unit = "kPa",
            Kind = PointKind.Gauge,
            Expected = 60,
            Good = 58,
            Bad = [new BadCount(Quality.Timeout, 2)],
            Gauge = new GaugeFigures(1.5, 2.5, 2.01, 1.9, 2.2, 0.13),
        },
    };
}
