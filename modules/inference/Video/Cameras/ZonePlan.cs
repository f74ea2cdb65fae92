using EdgeAgent.Inference.Video.Geometry;

namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>A part of the picture that is watched.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Area">Where it is.</param>
/// <param name="Classes">Labels of what is watched, one or more.</param>
public sealed record ZonePlan(string Name, Polygon Area, IReadOnlyList<string> Classes)
{
    /// <summary>A stay of more is loitering, ms; 0: nobody loiters here.</summary>
    public long LoiterMs { get; init; }

    /// <summary>True when nothing of the classes may be here.</summary>
    public bool IsForbidden { get; init; }

    /// <summary>A thing that stands alone for so long was left behind, ms; 0: not watched.</summary>
    public long LeftMs { get; init; }

    /// <summary>Labels of things that may be left behind.</summary>
    public IReadOnlyList<string> Things { get; init; } = [];

    /// <summary>True when those who stand here are a queue.</summary>
    public bool HasQueue { get; init; }

    /// <summary>True when what happens here is an alarm rather than an event.</summary>
    public bool IsAlarm { get; init; }

    /// <summary>True when it matters how long somebody stays.</summary>
    public bool IsTimed => LoiterMs > 0 || LeftMs > 0 || IsForbidden;
}
