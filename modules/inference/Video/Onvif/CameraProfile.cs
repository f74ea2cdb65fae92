namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>A profile of a camera: one stream that it can give.</summary>
public sealed record CameraProfile
{
    /// <summary>Its token, as the camera calls it.</summary>
    public string Token { get; init; } = "";

    /// <summary>Its name, safe to show.</summary>
    public string Name { get; init; } = "";

    /// <summary>Codec as the camera writes it, such as H264; empty when unknown.</summary>
    public string Codec { get; init; } = "";

    /// <summary>Width, pixels; 0 when unknown.</summary>
    public int Width { get; init; }

    /// <summary>Height, pixels; 0 when unknown.</summary>
    public int Height { get; init; }

    /// <summary>Most frames a second; 0 when unknown.</summary>
    public double Fps { get; init; }

    /// <summary>Where the stream is, without user and password, always on the camera's host; empty when it is not known.</summary>
    public string Url { get; init; } = "";

    /// <summary>What was changed in the stream's address, or why it is not known; empty for nothing.</summary>
    public string Note { get; init; } = "";
}
