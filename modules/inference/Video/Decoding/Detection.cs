namespace EdgeAgent.Inference.Video.Decoding;

/// <summary>Something that a model found: a box in pixels of the picture, whole picture coordinates with 0,0 at the top left corner.</summary>
/// <param name="Class">Number of its label.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Left">Pixels.</param>
/// <param name="Top">Pixels.</param>
/// <param name="Right">Pixels, beyond <see cref="Left"/>.</param>
/// <param name="Bottom">Pixels, beyond <see cref="Top"/>.</param>
public readonly record struct Detection(int Class, float Score, float Left, float Top, float Right, float Bottom)
{
    /// <summary>Pixels.</summary>
    public float Width => Right - Left;

    /// <summary>Pixels.</summary>
    public float Height => Bottom - Top;

    /// <summary>Square pixels.</summary>
    public float Area => Width * Height;

    /// <summary>Shared area, square pixels.</summary>
    public float SharedWith(in Detection other) =>
        Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left)) * Math.Max(0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));

    /// <summary>Shared area by that of the union, 0 to 1.</summary>
    public float IouWith(in Detection other)
    {
        var shared = SharedWith(other);
        var union = Area + other.Area - shared;
        return union > 0 ? shared / union : 0;
    }
}
