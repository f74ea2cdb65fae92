namespace EdgeAgent.Inference.Video.Frames;

/// <summary>
/// Which samples of an axis, and how much of each, make the samples of a shorter or longer one: a triangle as wide as two source samples, as bilinear sampling has it, and wider by half of
/// what the scale is beyond 2, so that a much larger picture does not flicker in a small one while a model trained on bilinear pictures meets what it knows.
/// </summary>
internal sealed class AxisTaps
{
    // What weighs less is not worth a tap: bilinear sampling has two, not three of which one is nothing.
    private const double Least = 1e-6;

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
        var first = new int[targetLength];
        var count = 1;
        for (var i = 0; i < targetLength; i++)
        {
            var (low, high) = Reached(Centre(i), reach, planeLength);
            first[i] = low;
            count = Math.Max(count, high - low + 1);
        }

        var weights = new float[targetLength * count];
        for (var i = 0; i < targetLength; i++)
        {
            first[i] = Math.Min(first[i], planeLength - count);
            Fill(weights.AsSpan(i * count, count), first[i], Centre(i), reach, planeLength);
        }

        return new AxisTaps(count, first, weights);

        double Centre(int i) => start + ((i + 0.5) * scale) - 0.5;
    }

    // First and last sample of the plane that weigh something.
    private static (int Low, int High) Reached(double centre, double reach, int planeLength)
    {
        var (low, high) = ((int)Math.Ceiling(centre - reach), (int)Math.Floor(centre + reach));
        low += Weight(low, centre, reach) < Least ? 1 : 0;
        high -= Weight(high, centre, reach) < Least ? 1 : 0;
        return (Math.Clamp(low, 0, planeLength - 1), Math.Clamp(high, 0, planeLength - 1));
    }

    private static double Weight(int sample, double centre, double reach) => 1 - (Math.Abs(sample - centre) / reach);

    // Beyond the plane's edge its last sample goes on.
    private static void Fill(Span<float> weights, int first, double centre, double reach, int planeLength)
    {
        var sum = 0.0;
        for (var s = (int)Math.Ceiling(centre - reach); s <= centre + reach; s++)
        {
            var weight = Weight(s, centre, reach);
            weights[Math.Clamp(Math.Clamp(s, 0, planeLength - 1) - first, 0, weights.Length - 1)] += weight < Least ? 0 : (float)weight;
            sum += weight < Least ? 0 : weight;
        }

        foreach (ref var weight in weights)
        {
            weight = (float)(weight / sum);
        }
    }
}
