namespace EdgeAgent.Core.Sensing;

/// <summary>Gives pictures of cameras to people on the gateway; whoever was found in them is made unknowable. Thread-safe.</summary>
public interface ICameraPictures
{
    /// <summary>Names of the cameras.</summary>
    IReadOnlyList<string> Cameras { get; }

    /// <summary>The camera's next picture as JPEG; null when there is none within 5 s.</summary>
    Task<byte[]?> PictureAsync(string camera, CancellationToken cancel);
}
