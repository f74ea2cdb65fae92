namespace EdgeAgent.Core.Sensing;

/// <summary>Gives pictures of cameras to people on the gateway; whoever was found in them is made unknowable. Thread-safe.</summary>
public interface ICameraPictures
{
    /// <summary>Names of the cameras.</summary>
    IReadOnlyList<string> Cameras { get; }

    /// <summary>Pictures of a camera that were not looked at because a newer one came, since the start; 0 for a camera that there is not.</summary>
    long DroppedOf(string camera);

    /// <summary>The camera's next picture as JPEG; null when there is none within 5 s.</summary>
    Task<byte[]?> PictureAsync(string camera, CancellationToken cancel);
}
