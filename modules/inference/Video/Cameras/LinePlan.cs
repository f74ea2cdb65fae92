using EdgeAgent.Inference.Video.Geometry;

namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>A line that is counted at.</summary>
/// <param name="Line">Where it is.</param>
/// <param name="Classes">Labels of what is counted, one or more.</param>
public sealed record LinePlan(PictureLine Line, IReadOnlyList<string> Classes)
{
    /// <summary>The direction in which nothing may go, true for in; null when both are free.</summary>
    public bool? WrongWayIsIn { get; init; }

    /// <summary>True when a crossing the wrong way is an alarm rather than an event.</summary>
    public bool IsAlarm { get; init; }
}
