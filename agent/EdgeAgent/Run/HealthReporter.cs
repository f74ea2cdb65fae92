using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipeline.Health;
using EdgeAgent.Pipeline.Hosting;

namespace EdgeAgent.Run;

/// <summary>Gathers the facts of a health summary and hands it to the routine lane.</summary>
internal static class HealthReporter
{
    /// <summary>Makes one health summary now; the time floor is written with it, which costs no fsync of its own.</summary>
    public static void Report(GatewayView view, EdgeClock clock, StoreLane routine, string dataPath)
    {
        var now = view.Clock.Read();
        var facts = new HealthFacts
        {
            Version = view.Version,
            ConfigurationHash = view.Site.Hash,
            PointsHash = HashOf(view.Site),
            Points = view.Site.Table.Points.Count,
            RunningMs = (now.MonoNs - view.StartedNs) / 1_000_000,
            Buffer = view.Buffer.Status(),
            DiskFreeBytes = FreeBytes(dataPath),
            MemoryBytes = Environment.WorkingSet,
            Buses = view.Buses(),
            Uplinks = view.Uplinks(),
            Drops = view.Drops(),
        };
        routine.Add(new StoreBatch([HealthWriter.Make(facts, view.Site.Gateway, now, view.Clock.Boot)], [TimeFloorState.Put(clock)]));
    }

    private static long? FreeBytes(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string HashOf(Site site)
    {
        var text = new StringBuilder();
        foreach (var point in site.Table.Points)
        {
            text.Append(point.Name).Append('\t').Append(point.Label).Append('\t').Append(point.Unit).Append('\t').Append((int)point.Kind)
                .Append('\t').Append((int)point.Grade).Append('\t').Append(RangeOf(point)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    private static string RangeOf(PointDescriptor point) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{point.RangeMin}..{point.RangeMax}");
}
