using EdgeAgent.Core.Points;

namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>A point that a camera makes.</summary>
/// <param name="Name">Name in the device.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Kind">What a window makes of it.</param>
/// <param name="Unit">UCUM code; empty for a number.</param>
/// <param name="Rule">Name of the event that value 1 raises; empty for none.</param>
/// <param name="IsAlarm">True when that is an alarm.</param>
public sealed record CameraPoint(string Name, string Label, PointKind Kind, string Unit, string Rule = "", bool IsAlarm = false);
