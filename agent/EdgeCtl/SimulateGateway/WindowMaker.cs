using EdgeAgent.Core.Points;
using EdgeAgent.Core.Wire;
using EdgeCtl.Simulate;

namespace EdgeCtl.SimulateGateway;

/// <summary>Makes the windows of a minute. Pure: the same moment gives the same figures, whatever was made before.</summary>
internal static class WindowMaker
{
    private const int Expected = 60;
    private const long MinuteMs = 60_000;
    private const int MergedMinutes = 5;

    /// <summary>A window of each point.</summary>
    public static IEnumerable<Summary> Make(GatewayMoment moment)
    {
        for (var i = 0; i < GatewayPoints.Table.Points.Count; i++)
        {
            var point = GatewayPoints.Table.Points[i];
            var noise = new SeededNoise(moment.Seed ^ ((ulong)moment.Tick * 0xD1B54A32D192ED03) ^ (ulong)i);
            yield return SummaryOf(point, moment, IsLost(point, moment) ? Lost(point, moment) : Read(point, moment, noise));
        }
    }

    /// <summary>A window of five minutes, as merging makes one when the budget presses.</summary>
    public static Summary Merged(GatewayMoment moment)
    {
        var point = GatewayPoints.Table.Points[1];
        var window = Read(point, moment, new SeededNoise(moment.Seed ^ (ulong)moment.Tick)) with
        {
            FromMs = moment.End.UtcMs - (MergedMinutes * MinuteMs),
            Expected = MergedMinutes * Expected,
            Good = MergedMinutes * Expected,
            Bad = [],
            Merged = MergedMinutes,
        };
        return SummaryOf(point, moment, window);
    }

    /// <summary>True for a point whose device does not answer then.</summary>
    public static bool IsLost(PointDescriptor point, GatewayMoment moment) =>
        point.Device == GatewayPoints.LostDevice && moment.Minute is >= EventMaker.LostMinute and < EventMaker.BackMinute;

    private static Summary SummaryOf(PointDescriptor point, GatewayMoment moment, WindowData window) => new()
    {
        Type = SummaryType.Window,
        Class = SummaryClass.Routine,
        Grade = point.Grade,
        Subject = point.Name,
        Made = moment.Made,
        Data = window,
    };

    private static WindowData Empty(PointDescriptor point, GatewayMoment moment) => new()
    {
        FromMs = moment.Start.UtcMs,
        ToMs = moment.End.UtcMs,
        Unit = point.Unit,
        Kind = point.Kind,
        Expected = Expected,
        Good = 0,
    };

    private static WindowData Lost(PointDescriptor point, GatewayMoment moment) => Empty(point, moment) with
    {
        Bad = moment.Minute == EventMaker.LostMinute ? [new BadCount(Quality.Timeout, 3), new BadCount(Quality.NotPolled, Expected - 3)] : [new BadCount(Quality.NotPolled, Expected)],
    };

    private static WindowData Read(PointDescriptor point, GatewayMoment moment, SeededNoise noise)
    {
        var bad = noise.Below(4);
        var window = Empty(point, moment) with { Good = Expected - bad, Bad = bad > 0 ? [new BadCount(Quality.Crc, bad)] : [] };
        return point.Kind switch
        {
            PointKind.Gauge => window with { Gauge = Gauge(point, moment, noise) },
            PointKind.Counter => window with { Counter = Counter(point, moment, noise) },
            _ => window with { Discrete = Discrete(point, moment, noise) },
        };
    }

    private static GaugeFigures Gauge(PointDescriptor point, GatewayMoment moment, SeededNoise noise)
    {
        var middle = point.Name switch
        {
            GatewayPoints.AlarmPoint => EventMaker.IsAlarmOpen(moment) ? GatewayPoints.LevelMaxM + 0.2 : 1.1 + (0.3 * ((moment.Minute / 60.0) - 0.5)),
            GatewayPoints.EventPoint => EventMaker.IsEventOpen(moment) ? GatewayPoints.CurrentMaxA + 1 : 8.5,
            _ => 250 + moment.Minute,
        };
        var spread = middle / 100;
        var mean = middle + (spread * noise.Normal() / 4);
        return new GaugeFigures(Round(mean - spread), Round(mean + spread), Round(mean), Round(mean - (spread * noise.Unit())), Round(mean + (spread * noise.Unit())), Round(spread * (0.3 + (noise.Unit() / 4))));
    }

    private static CounterFigures Counter(PointDescriptor point, GatewayMoment moment, SeededNoise noise)
    {
        var perMinute = point.Name == GatewayPoints.ResetPoint ? 1 / 60.0 : 0.125;
        var isReset = point.Name == GatewayPoints.ResetPoint && moment.Minute == EventMaker.ResetMinute;
        var sinceReset = point.Name == GatewayPoints.ResetPoint ? (moment.Minute - EventMaker.ResetMinute + GatewayMoment.CycleMinutes) % GatewayMoment.CycleMinutes : moment.Tick;
        var first = Round(isReset ? (GatewayMoment.CycleMinutes - 1) * perMinute : sinceReset * perMinute);
        return new CounterFigures(first, Round(isReset ? perMinute / 2 : (sinceReset + 1) * perMinute), Round(perMinute * (isReset ? 0.5 + (noise.Unit() / 10) : 1)), isReset ? 1 : 0);
    }

    private static DiscreteFigures Discrete(PointDescriptor point, GatewayMoment moment, SeededNoise noise)
    {
        var openMs = moment.Minute % 10 == 7 ? 1_000 + noise.Below(50_000) : 0;
        StateTime[] times = openMs == 0
            ? [new StateTime(0, point.States![0], MinuteMs)]
            : [new StateTime(0, point.States![0], MinuteMs - openMs), new StateTime(1, point.States![1], openMs)];
        return new DiscreteFigures(0, 0, openMs == 0 ? 0 : 2, times);
    }

    private static double Round(double value) => Math.Round(value, 3);
}
