namespace EdgeAgent.Inference.Video.Frames;

/// <summary>A picture as planar YUV 4:2:0 (I420): luma [Height,Width], then U and V [ceil(Height/2),ceil(Width/2)]. The buffer is its own and is used again. Not thread-safe.</summary>
public sealed class YuvFrame
{
    /// <summary>Longest edge, pixels.</summary>
    public const int MaxEdge = 8_192;

    /// <summary>Makes a black frame.</summary>
    /// <param name="width">1 to <see cref="MaxEdge"/> pixels.</param>
    /// <param name="height">1 to <see cref="MaxEdge"/> pixels.</param>
    /// <param name="color">Meaning of the samples.</param>
    public YuvFrame(int width, int height, YuvColor color)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxEdge);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxEdge);
        (Width, Height, Color) = (width, height, color);
        Bytes = new byte[(width * height) + (2 * ChromaWidth * ChromaHeight)];
        Bytes.AsSpan(width * height).Fill(128);
    }

    /// <summary>Pixels.</summary>
    public int Width { get; }

    /// <summary>Pixels.</summary>
    public int Height { get; }

    /// <summary>Meaning of the samples.</summary>
    public YuvColor Color { get; }

    /// <summary>Samples of a chroma row.</summary>
    public int ChromaWidth => (Width + 1) / 2;

    /// <summary>Rows of chroma.</summary>
    public int ChromaHeight => (Height + 1) / 2;

    /// <summary>The three planes, one after another without gaps.</summary>
    public byte[] Bytes { get; }

    /// <summary>Luma.</summary>
    public ReadOnlySpan<byte> Y => Bytes.AsSpan(0, Width * Height);

    /// <summary>Blue difference, 128 is none.</summary>
    public ReadOnlySpan<byte> U => Bytes.AsSpan(Width * Height, ChromaWidth * ChromaHeight);

    /// <summary>Red difference, 128 is none.</summary>
    public ReadOnlySpan<byte> V => Bytes.AsSpan((Width * Height) + (ChromaWidth * ChromaHeight), ChromaWidth * ChromaHeight);

    /// <summary>Which frame of its stream, from 0.</summary>
    public long Number { get; set; }

    /// <summary>When it came, CLOCK_BOOTTIME ns.</summary>
    public long MonoNs { get; set; }
}
