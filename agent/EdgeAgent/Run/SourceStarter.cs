using EdgeAgent.Core.Config;
using EdgeAgent.Core.Modules;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;
using EdgeAgent.Sensors.Serial;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Run;

/// <summary>Makes the hosts of a site's sources. Polled sources of one line share its host and take turns.</summary>
internal static class SourceStarter
{
    private const string StateFolder = "sources";

    /// <summary>Makes all hosts; none is started.</summary>
    public static List<RunningSource> Make(Site site, IBusSink sink, RuntimeParts parts, ILoggerFactory logs)
    {
        var placed = Place(site);
        var running = new List<RunningSource>();
        foreach (var line in placed.GroupBy(p => p.Plan is BusPlan ? p.Plan.Place : $"{p.PointBase}/{p.DeviceBase}", StringComparer.Ordinal))
        {
            var sources = line.ToList();
            var plan = sources[0].Plan;
            var log = logs.CreateLogger($"bus {plan.Place}");
            var host = plan switch
            {
                BusPlan bus => Bus(site, bus, sources, sink, parts, log),
                HostedPlan hosted => hosted.CreateHost(PartsOf(site, sink, parts, log), sources[0].PointBase, sources[0].DeviceBase),
                _ => throw new NotSupportedException(plan.GetType().Name),
            };
            running.Add(new RunningSource(plan.Place, string.Join('+', sources.Select(s => s.Plan.Kind).Distinct(StringComparer.Ordinal)), host, [.. sources.Select(s => s.PointBase..(s.PointBase + s.Plan.Points.Count))]));
        }

        return running;
    }

    private static List<PlacedPlan> Place(Site site)
    {
        var placed = new List<PlacedPlan>();
        var pointBase = 0;
        var deviceBase = 0;
        foreach (var plan in site.Sources)
        {
            placed.Add(new PlacedPlan(plan, pointBase, deviceBase));
            pointBase += plan.Points.Count;
            deviceBase += plan.Devices.Count;
        }

        return placed;
    }

    private static BusHost Bus(Site site, BusPlan first, List<PlacedPlan> sources, IBusSink sink, RuntimeParts parts, ILogger log)
    {
        ILineOpener opener = first.Server is { } server ? new TcpLineOpener(server, TimeProvider.System) : new SerialLineOpener(site.Profile.Ports[first.Port], first.Serial);
        IBusDriver driver = first.Listen is { } listen
            ? listen(sources[0].PointBase, sources[0].DeviceBase)
            : new PollingDriver([.. sources.Select(s => ((BusPlan)s.Plan).Poll!(s.PointBase, s.DeviceBase))]);
        return new BusHost(first.Place, opener, driver, sink, parts.Clock, log);
    }

    private static SourceParts PartsOf(Site site, IBusSink sink, RuntimeParts parts, ILogger log)
    {
        var state = Path.Combine(parts.DataPath, StateFolder);
        Directory.CreateDirectory(state);
        return new SourceParts(site.Profile, sink, parts.Clock, log, state, parts.SecretsPath) { Evidence = parts.Evidence, ModuleFolders = ModuleFolders.Of(parts.DataPath) };
    }

    private sealed record PlacedPlan(SourcePlan Plan, int PointBase, int DeviceBase);
}
