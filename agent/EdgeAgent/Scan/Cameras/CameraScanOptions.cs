using System.Net;
using EdgeAgent.Inference.Video.Onvif;

namespace EdgeAgent.Scan.Cameras;

/// <summary>What the command line of `scan --cameras` says.</summary>
internal sealed record CameraScanOptions
{
    /// <summary>Addresses of the one camera to ask; empty to search.</summary>
    public IReadOnlyList<IPAddress> Hosts { get; init; } = [];

    /// <summary>Port of that camera.</summary>
    public int Port { get; init; }

    /// <summary>Where to search.</summary>
    public IReadOnlyList<ProbeInterface> Interfaces { get; init; } = [];

    /// <summary>How long to gather answers, ms.</summary>
    public int TimeoutMs { get; init; }

    /// <summary>How long a camera may take for an answer, ms.</summary>
    public int RequestMs { get; init; } = 5_000;

    /// <summary>User and password; null for none.</summary>
    public CameraCredentials? Credentials { get; init; }

    /// <summary>How results are written.</summary>
    public ScanOutput Output { get; init; }

    /// <summary>True to write the fragment of a site file.</summary>
    public bool Site { get; init; }
}
