using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Scan;

/// <summary>How results are written.</summary>
internal enum ScanOutput
{
    /// <summary>Lines for people.</summary>
    Text,

    /// <summary>One JSON document at the end.</summary>
    Json,

    /// <summary>A JSON object a line: each finding when it is made, and an end.</summary>
    JsonLines,
}

/// <summary>What the command line of `scan` says.</summary>
internal sealed record ScanOptions
{
    /// <summary>A port of the profile, a device, or host:port.</summary>
    public required string Port { get; init; }

    /// <summary>Name or path of the profile; null for none.</summary>
    public string? Profile { get; init; }

    /// <summary>Where profiles are looked for, in order.</summary>
    public IReadOnlyList<string> ProfileFolders { get; init; } = [];

    /// <summary>Direction of a port that no profile describes.</summary>
    public PortDirection Direction { get; init; }

    /// <summary>Probes to use.</summary>
    public required IReadOnlyList<IBusProbe> Probes { get; init; }

    /// <summary>Rates to try, in order; empty for all usual ones.</summary>
    public IReadOnlyList<int> Bauds { get; init; } = [];

    /// <summary>Parities to try; empty for those that each protocol uses.</summary>
    public IReadOnlyList<SerialParity> Parities { get; init; } = [];

    /// <summary>What to look for.</summary>
    public required ProbeScope Scope { get; init; }

    /// <summary>How long to listen before anything is sent, ns.</summary>
    public long ListenNs { get; init; }

    /// <summary>How results are written.</summary>
    public ScanOutput Output { get; init; }

    /// <summary>True to write the fragment of a site file.</summary>
    public bool Site { get; init; }
}
