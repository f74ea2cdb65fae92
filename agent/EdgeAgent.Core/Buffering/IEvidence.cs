using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Buffering;

/// <summary>Pictures that are kept on the gateway when an event begins. They leave it only to who has the scope `evidence`. Thread-safe.</summary>
public interface IEvidence
{
    /// <summary>Keeps a picture. Never throws: what cannot be kept is told in the log.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="point">Name of the point whose event began.</param>
    /// <param name="jpeg">The picture.</param>
    /// <param name="keepMs">How long, ms of the gateway's running time, or by the clock when it is right.</param>
    /// <param name="when">When it was taken.</param>
    void Keep(string camera, string point, ReadOnlySpan<byte> jpeg, long keepMs, in Now when);

    /// <summary>What is kept, oldest first.</summary>
    IReadOnlyList<EvidenceItem> List();

    /// <summary>A picture; null for one that is not there or is over.</summary>
    byte[]? Read(long number);
}

/// <summary>A picture that is kept.</summary>
/// <param name="Number">Its number on this gateway.</param>
/// <param name="Camera">Name of the camera.</param>
/// <param name="Point">Name of the point whose event began.</param>
/// <param name="UtcMs">When it was taken, UTC ms by the clock of then.</param>
/// <param name="Clock">How good that clock was.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="LeftMs">How long it is still kept at most, ms.</param>
public sealed record EvidenceItem(long Number, string Camera, string Point, long UtcMs, ClockQuality Clock, long Bytes, long LeftMs);
