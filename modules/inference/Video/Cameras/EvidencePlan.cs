namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>Pictures that are kept on the gateway when an event begins.</summary>
/// <param name="KeepMs">How long, ms of the gateway's running time.</param>
/// <param name="IsPlain">True when people and plates stay as they are, for which the site file gives a reason.</param>
/// <param name="Reason">The reason; empty for pictures in which they are made unknowable.</param>
public sealed record EvidencePlan(long KeepMs, bool IsPlain, string Reason);
