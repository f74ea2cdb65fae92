using EdgeAgent.Core.Modules;

namespace EdgeAgent.Inference.Video.Tracking;

/// <summary>How detections become tracks.</summary>
public sealed record TrackerOptions
{
    /// <summary>Detections from this score on begin tracks, 0 to 1.</summary>
    public float BirthScore { get; init; } = 0.45f;

    /// <summary>Detections from this score on are paired first; weaker ones with what is left.</summary>
    public float StrongScore { get; init; } = 0.4f;

    /// <summary>Boxes are widened by this share of their size on each side before they are compared: at few frames a second those of one walker hardly overlap.</summary>
    public float Margin { get; init; } = 0.3f;

    /// <summary>Least shared part of the union of two widened boxes that may be one thing.</summary>
    public float LeastIou { get; init; } = 0.2f;

    /// <summary>The same for weak detections, which are often beside what they should be.</summary>
    public float WeakLeastIou { get; init; } = 0.35f;

    /// <summary>What it costs to look different, by <see cref="Appearance.DistanceTo"/>; boxes that share nothing cost 1. It tells candidates apart and forbids none.</summary>
    public float LooksWeight { get; init; } = 1;

    /// <summary>Sightings after which a track counts.</summary>
    public int Confirmations { get; init; } = 3;

    /// <summary>How long a track that counts is kept unseen, ms.</summary>
    public long LostMs { get; init; } = 1_500;

    /// <summary>Options for a module: what reaches its lowest threshold is strong, and a little more begins a track.</summary>
    public static TrackerOptions Of(VideoManifest manifest)
    {
        const float Step = 0.05f;
        var lowest = manifest.Thresholds.Min();
        return new TrackerOptions { StrongScore = lowest, BirthScore = Math.Min(1, lowest + Step) };
    }

    /// <summary>Most tracks at once; further things are not followed.</summary>
    public int Most { get; init; } = 128;
}
