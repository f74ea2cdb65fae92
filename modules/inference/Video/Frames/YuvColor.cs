namespace EdgeAgent.Inference.Video.Frames;

/// <summary>How luma and chroma stand for red, green and blue (ITU-T H.273, MatrixCoefficients and VideoFullRangeFlag).</summary>
/// <param name="IsBt709">BT.709, as high definition has it; otherwise BT.601.</param>
/// <param name="IsFullRange">0 to 255, as JPEG has it; otherwise 16 to 235.</param>
public readonly record struct YuvColor(bool IsBt709, bool IsFullRange)
{
    private double Kr => IsBt709 ? 0.2126 : 0.299;

    private double Kb => IsBt709 ? 0.0722 : 0.114;

    /// <summary>Luma's offset.</summary>
    public float LumaOffset => IsFullRange ? 0 : 16;

    /// <summary>What a step of luma adds to each channel.</summary>
    public float LumaGain => IsFullRange ? 1 : 255f / 219;

    /// <summary>What a step of V adds to red.</summary>
    public float RedOfV => (float)(2 * (1 - Kr)) * ChromaGain;

    /// <summary>What a step of U adds to blue.</summary>
    public float BlueOfU => (float)(2 * (1 - Kb)) * ChromaGain;

    /// <summary>What a step of V adds to green.</summary>
    public float GreenOfV => (float)(-2 * (1 - Kr) * Kr / (1 - Kr - Kb)) * ChromaGain;

    /// <summary>What a step of U adds to green.</summary>
    public float GreenOfU => (float)(-2 * (1 - Kb) * Kb / (1 - Kr - Kb)) * ChromaGain;

    private float ChromaGain => IsFullRange ? 1 : 255f / 224;
}
