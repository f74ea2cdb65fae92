namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>A source of kind `camera`: bound, and as it stands in the site file, which is what the module's process is given.</summary>
/// <param name="Plan">The cameras.</param>
/// <param name="Json">The source's JSON.</param>
public sealed record CameraSource(CamerasPlan Plan, string Json);
