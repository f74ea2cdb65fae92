namespace EdgeAgent.Inference.Video.Motion;

/// <summary>When a picture counts as moving.</summary>
public sealed record MotionOptions
{
    /// <summary>Least change of a block's mean luma, 1 to 255 levels.</summary>
    public float Threshold { get; init; } = 8;

    /// <summary>Least changed blocks of 8 by 8 pixels that touch others, 1 or more.</summary>
    public int Blocks { get; init; } = 6;

    /// <summary>How long the gate stays open after the last motion, ms.</summary>
    public long HoldMs { get; init; } = 2_000;

    /// <summary>The gate opens for one picture at least so often, ms: what stands still is seen too.</summary>
    public long RecheckMs { get; init; } = 30_000;

    /// <summary>Time in which the background follows the picture by two thirds, ms.</summary>
    public long LearnMs { get; init; } = 10_000;

    /// <summary>Parts of the picture that do not count.</summary>
    public IReadOnlyList<Geometry.Polygon> Masks { get; init; } = [];
}
