using EdgeAgent.Core.Points;

namespace EdgeAgent.Inference.Video.Infer;

/// <summary>What a module's process tells of a camera, once a second and when something happens.</summary>
/// <param name="Camera">Number of the camera in its source.</param>
/// <param name="MonoNs">When, CLOCK_BOOTTIME ns.</param>
/// <param name="Quality">Good, or why there are no numbers.</param>
/// <param name="Fault">The same for people, without secrets; empty when good.</param>
/// <param name="IsExtra">True when it came between two seconds, because something happened.</param>
/// <param name="Values">Values of the camera's points, in their order; counters since the process began.</param>
/// <param name="Counts">What became of its pictures since the process began.</param>
public sealed record CameraReport(int Camera, long MonoNs, Quality Quality, string Fault, bool IsExtra, IReadOnlyList<double> Values, CameraCounts Counts);

/// <summary>What became of a camera's pictures.</summary>
/// <param name="Frames">Came.</param>
/// <param name="Looked">Looked at.</param>
/// <param name="Still">Not looked at because nothing moved.</param>
/// <param name="Dropped">Not looked at because a newer one came.</param>
/// <param name="Starts">How often its stream was started.</param>
/// <param name="Errors">Errors of which the decoder told.</param>
public readonly record struct CameraCounts(long Frames, long Looked, long Still, long Dropped, long Starts, long Errors);
