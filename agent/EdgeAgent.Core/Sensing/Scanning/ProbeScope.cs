namespace EdgeAgent.Core.Sensing.Scanning;

/// <summary>What a scan was asked to look for.</summary>
public sealed record ProbeScope
{
    /// <summary>Addresses of protocols that count them (Modbus), in order; empty for the protocol's own choice.</summary>
    public IReadOnlyList<int> Addresses { get; init; } = [];

    /// <summary>Numbers of meters as on their labels, 12 to 14 digits, to be asked one by one; empty for whoever answers.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Time for an answer to begin, ns; null for the protocol's own.</summary>
    public long? TimeoutNs { get; init; }

    /// <summary>True when the user named the protocol: then it is searched whole, however long it takes.</summary>
    public bool IsNamed { get; init; }

    /// <summary>True when the line is a TCP stream.</summary>
    public bool IsNetwork { get; init; }
}
