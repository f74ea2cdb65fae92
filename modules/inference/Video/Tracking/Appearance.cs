using System.Numerics;

namespace EdgeAgent.Inference.Video.Tracking;

/// <summary>How something looks: mean luma, U and V (0 to 255 each, as the samples are) of three stripes of its box. Enough to tell a dark coat from a light one.</summary>
/// <param name="Upper">Head and shoulders.</param>
/// <param name="Middle">Trunk.</param>
/// <param name="Lower">Legs.</param>
public readonly record struct Appearance(Vector3 Upper, Vector3 Middle, Vector3 Lower)
{
    // Chroma of clothes varies by far less than their luma.
    private static readonly Vector3 Scale = new(1 / 100f, 1 / 25f, 1 / 25f);

    /// <summary>How unlike another it is: 0 for the same, 1 where each stripe differs by 100 levels of luma or 25 of chroma.</summary>
    public float DistanceTo(in Appearance other) => (Of(Upper, other.Upper) + Of(Middle, other.Middle) + Of(Lower, other.Lower)) / 3;

    /// <summary>A mix of the two.</summary>
    /// <param name="other">The other.</param>
    /// <param name="share">Its share, 0 to 1.</param>
    public Appearance Towards(in Appearance other, float share) =>
        new(Vector3.Lerp(Upper, other.Upper, share), Vector3.Lerp(Middle, other.Middle, share), Vector3.Lerp(Lower, other.Lower, share));

    private static float Of(Vector3 one, Vector3 other) => Math.Min(1, Vector3.Dot(Vector3.Abs(one - other), Scale));
}
