using EdgeAgent.Inference.Video.Motion;

namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>A camera, as the site file has it.</summary>
/// <param name="Name">Name of the device.</param>
/// <param name="Stream">Where its pictures come from.</param>
/// <param name="Lines">Lines that are counted at.</param>
/// <param name="Zones">Parts of the picture that are watched.</param>
public sealed record CameraPlan(string Name, StreamPlan Stream, IReadOnlyList<LinePlan> Lines, IReadOnlyList<ZonePlan> Zones)
{
    /// <summary>The motion gate; null: every picture is looked at.</summary>
    public MotionOptions? Motion { get; init; } = new();

    /// <summary>Pictures that are kept when an event begins; null: none.</summary>
    public EvidencePlan? Evidence { get; init; }

    /// <summary>Labels of the classes that its lines and zones name.</summary>
    public IEnumerable<string> Labels => Lines.SelectMany(l => l.Classes).Concat(Zones.SelectMany(z => z.Classes.Concat(z.Things))).Distinct(StringComparer.Ordinal);
}
