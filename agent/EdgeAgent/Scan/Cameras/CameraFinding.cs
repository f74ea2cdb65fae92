using EdgeAgent.Inference.Video.Onvif;

namespace EdgeAgent.Scan.Cameras;

/// <summary>A camera that was found.</summary>
/// <param name="Name">Its name in a site file, unique among those found.</param>
/// <param name="Report">What it told.</param>
internal sealed record CameraFinding(string Name, CameraReport Report)
{
    private const int LeastWidth = 640;

    /// <summary>How far a clock may be off unremarked, ms.</summary>
    public const int ClockLimitMs = 2_000;

    /// <summary>
    /// The profile for a site file: the smallest picture that is at least 640 pixels wide, as a model sees no more; without such a one the largest. Null when no stream is known.
    /// </summary>
    public CameraProfile? Chosen { get; } =
        Report.Profiles.Where(p => p.Url.Length > 0 && p.Width >= LeastWidth).MinBy(Pixels) ?? Report.Profiles.Where(p => p.Url.Length > 0).MaxBy(Pixels);

    private static long Pixels(CameraProfile profile) => (long)profile.Width * profile.Height;
}
