namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>What one device says of itself in a ProbeMatch (WS-Discovery 2005/04, section 5.3).</summary>
public sealed record ProbeMatch
{
    /// <summary>Address of its endpoint reference, the same over all its networks; empty when it told none.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Local names of its types.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Its scopes, as it wrote them.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Where its device service is, as it says.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>True for a device of ONVIF: by its type, or by its scopes (Core Specification, section 7.3.3).</summary>
    public bool IsCamera => Types.Contains("NetworkVideoTransmitter") || Scopes.Any(s => s.StartsWith(CameraScopes.Prefix, StringComparison.OrdinalIgnoreCase));
}
