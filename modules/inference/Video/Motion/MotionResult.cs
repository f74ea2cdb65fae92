namespace EdgeAgent.Inference.Video.Motion;

/// <summary>What the gate says of a picture.</summary>
/// <param name="IsOpen">True when the picture is worth an inference.</param>
/// <param name="Blocks">Changed blocks that touch others.</param>
/// <param name="IsLight">Most of the picture changed at once: the light, or something that fills the picture.</param>
public readonly record struct MotionResult(bool IsOpen, int Blocks, bool IsLight);
