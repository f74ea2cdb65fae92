using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Scan;

/// <summary>What a scan has found so far.</summary>
internal sealed class ScanReport
{
    /// <summary>The port, as the user calls it.</summary>
    public required string Port { get; init; }

    /// <summary>Device or server that was opened.</summary>
    public required string Path { get; init; }

    /// <summary>Devices, in the order in which they were found.</summary>
    public List<ScanFinding> Findings { get; } = [];

    /// <summary>Bytes that belong to no frame, by settings of the line.</summary>
    public List<ScanNoise> Noise { get; } = [];

    /// <summary>Answers of several devices at once that could not be told apart.</summary>
    public List<string> Collisions { get; } = [];

    /// <summary>What else there is to know.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>True when everything was searched.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Why the line was lost; empty when it was not.</summary>
    public string Fault { get; set; } = "";

    /// <summary>How long it took, s.</summary>
    public double TookS { get; set; }
}

/// <summary>Noise at one setting of the line.</summary>
internal sealed record ScanNoise(SerialSettings Line, int Bytes);

/// <summary>A device that was found.</summary>
/// <param name="Probe">What the probe knows.</param>
/// <param name="Line">Settings at which it answers; null over a network, where the server has them.</param>
/// <param name="IsParityTested">False when the line has no parity that could be wrong.</param>
/// <param name="HasEcho">True when the adapter returns what is sent.</param>
internal sealed record ScanFinding(ProbeFinding Probe, SerialSettings? Line, bool IsParityTested, bool HasEcho)
{
    /// <summary>The device template that it is recognised by; empty for none.</summary>
    public string Template { get; init; } = "";

    /// <summary>Values of the template's points.</summary>
    public IReadOnlyList<ProbeValue> Values { get; init; } = [];

    /// <summary>Templates all of whose points it answers, but so that any device could.</summary>
    public IReadOnlyList<string> Fits { get; init; } = [];
}
