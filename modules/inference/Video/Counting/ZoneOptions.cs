using EdgeAgent.Inference.Video.Geometry;

namespace EdgeAgent.Inference.Video.Counting;

/// <summary>A part of a picture in which tracks are watched.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Area">Where it is.</param>
public sealed record ZoneOptions(string Name, Polygon Area)
{
    /// <summary>A stay of more is loitering, ms; 0: nobody loiters here.</summary>
    public long LoiterMs { get; init; }

    /// <summary>True when nothing may be here.</summary>
    public bool IsForbidden { get; init; }

    /// <summary>Things that are in it at least so long count, ms: a box that grazes the zone for a picture does not.</summary>
    public long SettleMs { get; init; } = 400;
}
