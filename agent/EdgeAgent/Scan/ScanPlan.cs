using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Scan;

/// <summary>One search of one protocol at one setting of the line.</summary>
/// <param name="Probe">Who searches.</param>
/// <param name="Line">Settings.</param>
/// <param name="Run">The search.</param>
/// <param name="EstimateNs">How long it takes when nothing answers.</param>
internal sealed record ScanPass(IBusProbe Probe, SerialSettings Line, IProbeRun Run, long EstimateNs);

/// <summary>In which order protocols and settings of the line are tried: what is likely and quick first.</summary>
internal static class ScanPlan
{
    private const int RequestBytes = 16;
    private static readonly int[] UsualBauds = [9600, 4800, 2400, 19200, 38400, 57600, 115200, 1200];

    /// <summary>All searches, in order. <paramref name="hasParity"/>: whether a wrong parity would be noticed.</summary>
    public static IReadOnlyList<ScanPass> Passes(ScanOptions options, bool isNetwork, bool hasParity)
    {
        var ranked = new List<(int Part, int Rank, ScanPass Pass)>();
        foreach (var probe in options.Probes.Where(p => !p.IsListener))
        {
            for (var part = 0; part < probe.Parts; part++)
            {
                var settings = Settings(probe, options, isNetwork, hasParity);
                for (var rank = 0; rank < settings.Count; rank++)
                {
                    var run = probe.Begin(options.Scope, part);
                    if (run.Left > 0)
                    {
                        ranked.Add((part, rank, new ScanPass(probe, settings[rank], run, run.Left * (run.AttemptNs + (RequestBytes * settings[rank].CharacterNs)))));
                    }
                }
            }
        }

        return [.. ranked.OrderBy(r => r.Part).ThenBy(r => r.Rank).ThenBy(r => r.Pass.EstimateNs).Select(r => r.Pass)];
    }

    /// <summary>Settings to listen at, in order.</summary>
    public static IReadOnlyList<SerialSettings> Listening(ScanOptions options, bool isNetwork, bool hasParity) =>
    [
        .. options.Probes.Where(p => p.IsListener)
            .SelectMany(p => Settings(p, options, isNetwork, hasParity).Select((s, rank) => (Settings: s, Rank: rank)))
            .OrderBy(s => s.Rank).Select(s => s.Settings).Distinct(),
    ];

    // The protocol's own first, then the other rates in the order of their likelihood with the shapes of character that it uses.
    private static List<SerialSettings> Settings(IBusProbe probe, ScanOptions options, bool isNetwork, bool hasParity)
    {
        if (isNetwork)
        {
            return [probe.Usual[0]];
        }

        var shapes = probe.Usual.Select(s => s with { Baud = 1 }).Distinct().ToList();
        if (options.Parities.Count > 0)
        {
            shapes = [.. options.Parities.Select(p => shapes.Find(s => s.Parity == p) ?? new SerialSettings(1, p))];
        }

        var bauds = options.Bauds.Count > 0 ? options.Bauds : UsualBauds;
        var all = probe.Usual.Where(s => bauds.Contains(s.Baud) && shapes.Contains(s with { Baud = 1 }))
            .Concat(shapes.SelectMany(shape => bauds.Select(baud => shape with { Baud = baud })))
            .Distinct();
        return [.. hasParity ? all : all.DistinctBy(s => s.Baud)];
    }
}
