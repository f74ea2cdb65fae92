namespace EdgeCtl.Modules.Converting;

/// <summary>A padding that no node makes yet: a convolution or a pooling may do it by itself.</summary>
/// <param name="before">Added before each axis as it is stored.</param>
/// <param name="after">Added after each axis as it is stored.</param>
/// <param name="fill">What is added.</param>
internal sealed class Padding(int[] before, int[] after, float fill)
{
    /// <summary>Added before each axis as it is stored.</summary>
    public int[] Before { get; } = before;

    /// <summary>Added after each axis as it is stored.</summary>
    public int[] After { get; } = after;

    /// <summary>What is added.</summary>
    public float Fill { get; } = fill;

    /// <summary>Name of the padded value once a node makes it.</summary>
    public string? Made { get; set; }
}
