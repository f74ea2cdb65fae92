namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>What a camera told when it was asked. Texts are safe to show.</summary>
public sealed record CameraReport
{
    /// <summary>What is known from its search.</summary>
    public required DiscoveredCamera Camera { get; init; }

    /// <summary>Where it was asked.</summary>
    public required CameraPlace Place { get; init; }

    /// <summary>True when it answered a question, be it by a refusal.</summary>
    public bool IsAnswering { get; init; }

    /// <summary>Its manufacturer; empty when unknown.</summary>
    public string Maker { get; init; } = "";

    /// <summary>Its model; empty when unknown.</summary>
    public string Model { get; init; } = "";

    /// <summary>Version of its firmware; empty when unknown.</summary>
    public string Firmware { get; init; } = "";

    /// <summary>Its serial number; empty when unknown.</summary>
    public string Serial { get; init; } = "";

    /// <summary>Its clock; null when it did not tell.</summary>
    public CameraClock? Clock { get; init; }

    /// <summary>Its profiles.</summary>
    public IReadOnlyList<CameraProfile> Profiles { get; init; } = [];

    /// <summary>Why not all could be learned; empty when it was.</summary>
    public string Fault { get; init; } = "";

    /// <summary>What else there is to know, a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
