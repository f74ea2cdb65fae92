namespace EdgeAgent.Inference.Video.Frames;

/// <summary>
/// Which samples of an axis, and how much of each, make the samples of a shorter or longer one: a triangle as wide as two source samples, as bilinear sampling has it, and wider by half of
/// what the scale is beyond 2, so that a much larger picture does not flicker in a small one while a model trained on bilinear pictures meets what it knows.
/// </summary>
internal sealed class AxisTaps
{
    private AxisTaps(int count, int[] first, float[] weights)
    {
        Count = count;
        First = first;
        Weights = weights;
    }

    /// <summary>Taps of each sample.</summary>
    public int Count { get; }

    /// <summary>First source sample of each sample.</summary>
    public int[] First { get; }

    /// <summary><see cref="Count"/> weights for each sample, of the sum 1.</summary>
    public float[] Weights { get; }

    /// <summary>Taps for an axis.</summary>
    /// <param name="planeLength">Samples that the plane has.</param>
    /// <param name="start">Where the crop begins, in samples of the plane (0: the edge of the first).</param>
    /// <param name="length">How long it is, in samples of the plane.</param>
    /// <param name="targetLength">Samples to be made.</param>
    public static AxisTaps Of(int planeLength, double start, double length, int targetLength)
    {
        var scale = length / targetLength;
        var reach = Math.Max(1, scale / 2);
        var count = Math.Min((int)Math.Ceiling(2 * reach) + 1, planeLength);
        var first = new int[targetLength];
        var weights = new float[targetLength * count];
        for (var i = 0; i < targetLength; i++)
        {
            var centre = start + ((i + 0.5) * scale) - 0.5;
            first[i] = Math.Clamp((int)Math.Ceiling(centre - reach), 0, planeLength - count);
            Fill(weights.AsSpan(i * count, count), first[i], centre, reach, planeLength);
        }

        return new AxisTaps(count, first, weights);
    }

    // Beyond the plane's edge its last sample goes on.
    private static void Fill(Span<float> weights, int first, double centre, double reach, int planeLength)
    {
        var sum = 0.0;
        for (var s = (int)Math.Ceiling(centre - reach); s <= centre + reach; s++)
        {
            var weight = 1 - (Math.Abs(s - centre) / reach);
            weights[Math.Clamp(Math.Clamp(s, 0, planeLength - 1) - first, 0, weights.Length - 1)] += (float)weight;
            sum += weight;
        }

        foreach (ref var weight in weights)
        {
            weight = (float)(weight / sum);
        }
    }
}
