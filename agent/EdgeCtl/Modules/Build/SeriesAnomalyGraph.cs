using EdgeCtl.Modules.Onnx;

namespace EdgeCtl.Modules.Build;

/// <summary>
/// The streaming model of the module series-anomaly: one sample in, one score out, constant cost, no training. Four detectors look at the sample, each upward and downward: how far it is from its long mean (level), from
/// the sample before (jump), a fast mean from a slow one (step), and its smoothed distance from what is usual at this time of day (day). Each distance is compared with the largest that the same detector has
/// seen, which fades slowly: only what goes beyond everything known is unusual, whatever the series' scale, noise and tails. What was told holds weaker alarms back for a while.
/// </summary>
internal static class SeriesAnomalyGraph
{
    /// <summary>Samples without a score at the beginning.</summary>
    public const int WarmUp = 100;

    /// <summary>Places of the day whose usual values are kept: half-hours.</summary>
    public const int Places = 48;

    // Memories in samples: fast, slow and long mean; the day's smoothed distance; records; the hold. All but the records' could be half or double without much change.
    private const float Fast = 4;
    private const float Slow = 64;
    private const float Long = 1_000;
    private const float Smooth = 16;
    private const float Record = 20_000;
    private const float Hold = 144;

    // A week of half-hours at six samples each.
    private const float PlaceSamples = 42;

    // A record is never less than this share of the series' whole extent: after a calm beginning not every ripple is unheard of.
    private const float LeastRecord = 0.05f;

    // Above 1 / LeastRecord, so that the way back from the first step of a flat series is held back too.
    private const float MostRatio = 25;

    // What float32 cannot tell from nothing, beside the value.
    private const float Rounding = 1e-7f;
    private const float Tiny = 1e-30f;
    private const float LeastWeight = 1e-6f;

    /// <summary>Makes it.</summary>
    public static OnnxGraph Make()
    {
        var graph = new OnnxGraph { Producer = "edgectl module build" };
        var pen = new GraphPen(graph);
        var value = pen.Input("value", 1);
        var day = pen.Input("day", 1);
        var count = pen.Input("count", 1);
        var origin = pen.Input("origin", 1);

        // Numbers are counted from the first value: float32 holds small differences of large values badly.
        var isLater = pen.IsGreater(count, pen.Of(0.5f));
        var start = pen.Choose(isLater, origin, value);
        var x = pen.Subtract(value, start);
        var next = pen.Add(count, pen.Of(1));
        var share = pen.Divide(pen.Of(1), next);

        var last = pen.Input("last", 1);
        var means = pen.Input("means", 3);
        var newMeans = Follow(pen, means, x, pen.Max(share, pen.Of(1 / Fast, 1 / Slow, 1 / Long)));
        var longMean = pen.Part(means, 2, 1);
        var slowMean = pen.Part(newMeans, 1, 1);
        var level = pen.Subtract(x, longMean);
        var usual = Usual(pen, x, day, longMean);
        var residual = Follow(pen, pen.Input("residual", 1), pen.Subtract(x, usual), pen.Max(share, pen.Of(1 / Smooth)));
        var distances = pen.Join(level, pen.Subtract(x, last), pen.Subtract(pen.Part(newMeans, 0, 1), slowMean), residual);

        var noise = pen.Add(pen.Multiply(pen.Add(pen.Abs(value), pen.Abs(start)), pen.Of(Rounding)), pen.Of(Tiny));
        var warm = pen.Number(pen.IsGreater(count, pen.Of(WarmUp - 0.5f)));
        var ratios = pen.Multiply(Ratios(pen, x, distances, noise), warm);
        var largest = pen.Largest(ratios);
        Tell(pen, largest);
        Explain(pen, ratios, largest, pen.Join(longMean, last, slowMean, usual), start);

        pen.Output("count_next", 1, next);
        pen.Output("origin_next", 1, start);
        pen.Output("last_next", 1, x);
        pen.Output("means_next", 3, newMeans);
        pen.Output("residual_next", 1, residual);
        return graph;
    }

    private static string Follow(GraphPen pen, string mean, string x, string share) => pen.Add(mean, pen.Multiply(share, pen.Subtract(x, mean)));

    // The usual value at this time of day: a mean for each place, and a straight line between the two nearest; the long mean where none is known.
    private static string Usual(GraphPen pen, string x, string day, string otherwise)
    {
        var profile = pen.Input("profile", Places);
        var weights = pen.Input("weights", Places);
        var away = pen.Abs(pen.Subtract(pen.Multiply(day, pen.Of(Places)), pen.Of([.. Enumerable.Range(0, Places).Select(p => p + 0.5f)])));
        var near = pen.Positive(pen.Subtract(pen.Of(1), pen.Min(away, pen.Subtract(pen.Of(Places), away))));
        var known = pen.Multiply(near, pen.Number(pen.IsGreater(weights, pen.Of(0))));
        var sum = pen.Sum(known);
        var estimate = pen.Divide(pen.Sum(pen.Multiply(known, profile)), pen.Max(sum, pen.Of(LeastWeight)));
        var usual = pen.Choose(pen.IsGreater(sum, pen.Of(0.5f)), estimate, otherwise);

        var newWeights = pen.Add(weights, near);
        var share = pen.Max(pen.Divide(pen.Of(1), pen.Max(newWeights, pen.Of(LeastWeight))), pen.Of(1 / PlaceSamples));
        pen.Output("profile_next", Places, Follow(pen, profile, x, pen.Multiply(near, share)));
        pen.Output("weights_next", Places, newWeights);
        return usual;
    }

    // Each distance upward, then each downward, by the largest of its kind so far.
    private static string Ratios(GraphPen pen, string x, string distances, string noise)
    {
        var extent = pen.Input("extent", 2);
        var records = pen.Input("records", 8);
        var both = pen.Positive(pen.Join(distances, pen.Negative(distances)));
        var bound = pen.Max(records, pen.Multiply(pen.Sum(extent), pen.Of(LeastRecord)));
        pen.Output("extent_next", 2, pen.Max(extent, pen.Join(pen.Negative(x), x)));
        pen.Output("records_next", 8, pen.Max(pen.Multiply(records, pen.Of(1 - (1 / Record))), both));
        return pen.Min(pen.Divide(both, pen.Add(bound, noise)), pen.Of(MostRatio));
    }

    // 1 as large as the record is 0.5; what is below a ratio that was told before, faded, is 0.
    private static void Tell(GraphPen pen, string ratio)
    {
        var held = pen.Multiply(pen.Input("held", 1), pen.Of(1 - (1 / Hold)));
        var told = pen.Multiply(ratio, pen.Number(pen.IsGreater(ratio, held)));
        var square = pen.Multiply(told, told);
        var fourth = pen.Multiply(square, square);
        pen.Output("score", 1, pen.Divide(fourth, pen.Add(fourth, pen.Of(1))));
        pen.Output("held_next", 1, pen.Max(held, ratio));
    }

    // What the detector that speaks loudest expected; the mean of those that speak as loud.
    private static void Explain(GraphPen pen, string ratios, string largest, string expected, string origin)
    {
        var speaks = pen.Number(pen.IsEqual(ratios, largest));
        var weights = pen.Max(pen.Part(speaks, 0, 4), pen.Part(speaks, 4, 4));
        var mean = pen.Divide(pen.Sum(pen.Multiply(weights, expected)), pen.Sum(weights));
        pen.Output("expected", 1, pen.Add(mean, origin));
    }
}
