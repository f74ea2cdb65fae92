using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline;
using EdgeAgent.Pipeline.Clock;
using EdgeAgent.Pipeline.Health;

namespace EdgeCtl.SimulateGateway;

/// <summary>All summaries of a minute of the made-up gateway, every type in each hour. Pure: the moment, the seed and the epoch give them.</summary>
internal static class SummaryMaker
{
    private const int HealthMinutes = 5;
    private const int AuditMinute = 45;
    private const int MergedMinute = 55;

    // A minute of the cycle for each reason. A gap of a lost store is made by losing the store.
    private static readonly (int Minute, SummaryClass Class, string Reason, ulong Count)[] Gaps =
    [
        (50, SummaryClass.Routine, "budget", 3),
        (51, SummaryClass.Event, "notStored", 2),
        (52, SummaryClass.Routine, "corrupt", 1),
        (53, SummaryClass.Alarm, "diskFull", 1),
        (54, SummaryClass.Bulk, "budget", 100),
    ];

    /// <summary>Makes them.</summary>
    public static List<Summary> Make(GatewayMoment moment, GatewayConfig gateway, BufferStatus buffer)
    {
        var summaries = new List<Summary>(16);
        if (moment.MinutesSinceBoot == 0)
        {
            summaries.Add(AuditWriter.Make("system", "start", "agent", "done", "", moment.Start, moment.Boot));
        }

        if (moment.MinutesSinceBoot == GatewayMoment.SyncedMinute)
        {
            summaries.AddRange(Synced(moment));
        }

        summaries.AddRange(WindowMaker.Make(moment));
        summaries.AddRange(EventMaker.Make(moment));
        if (moment.Minute % HealthMinutes == 0)
        {
            summaries.Add(HealthWriter.Make(FactsOf(moment, buffer), gateway, moment.End, moment.Boot));
        }

        if (moment.Minute == AuditMinute)
        {
            summaries.Add(AuditWriter.Make("signal", "reload", "site", "refused", "sources[0].baud: 9601 found; expected a rate that the port has", moment.End, moment.Boot));
        }

        if (moment.Minute == MergedMinute)
        {
            summaries.Add(WindowMaker.Merged(moment));
        }

        summaries.AddRange(Gaps.Where(g => g.Minute == moment.Minute).Select(g => GapOf(moment, buffer.Epoch, g.Class, g.Reason, g.Count)));
        return summaries;
    }

    // By the product's own stage, so that the step and the boot's time are told as a gateway tells them.
    private static List<Summary> Synced(GatewayMoment moment)
    {
        var stage = new ClockStage(moment.Boot);
        var output = new StageOutput();
        stage.Step(moment.StartBeforeSync, output);
        stage.Step(moment.Start, output);
        return output.Summaries;
    }

    private static Summary GapOf(GatewayMoment moment, string epoch, SummaryClass summaryClass, string reason, ulong count) => new()
    {
        Type = SummaryType.Gap,
        Class = summaryClass,
        Made = moment.Made,
        Data = new GapData { Epoch = epoch, Class = summaryClass, Count = count, FromMs = moment.Start.UtcMs, ToMs = moment.End.UtcMs, Reason = reason },
    };

    private static HealthFacts FactsOf(GatewayMoment moment, BufferStatus buffer) => new()
    {
        Version = "simulated",
        ConfigurationHash = "simulated",
        PointsHash = "simulated",
        Points = GatewayPoints.Table.Points.Count,
        RunningMs = moment.End.MonoMs,
        Buffer = buffer,
        DiskFreeBytes = 4L << 30,
        MemoryBytes = 30 << 20,
        Buses = [new BusView("rs485-1", "modbus-rtu", true, "", new EdgeAgent.Core.Sensing.BusStatistics())],
        Uplinks = [],
        Drops = [new DropCount("readings", "channelFull", 0)],
    };
}
