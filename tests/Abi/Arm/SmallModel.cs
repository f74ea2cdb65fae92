using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Abi.Arm;

/// <summary>A model made on the spot of what a detector is made of; the same each time.</summary>
internal static class SmallModel
{
    /// <summary>Width and height of its input, three channels deep.</summary>
    public const int Edge = 34;

    private const int Channels = 16;

    /// <summary>Two convolutions, a picture scaled by 2 both ways, softmax and concat; one output of a shape that only the run knows, whose numbers no rounding touches.</summary>
    public static byte[] Make() =>
        new OnnxGraph("small")
            .Input("in", OnnxGraph.Float, 1, 3, Edge, Edge).Output("out", OnnxGraph.Float, 1, 2 * Channels, 60, 60).Output("places", OnnxGraph.Int64, 4, -1)
            .Constant("w1", Weights(Channels * 3 * 9, 1), Channels, 3, 3, 3).Constant("b1", Weights(Channels, 2), Channels)
            .Constant("w2", Weights(Channels * Channels * 9, 3), Channels, Channels, 3, 3).Constant("b2", Weights(Channels, 4), Channels)
            .Constant("all", Array.Empty<float>(), 0).Constant("twice", [1f, 1, 2, 2], 4)
            .Node("Conv", "in w1 b1", "c1").Node("Relu", "c1", "r1").Node("Conv", "r1 w2 b2", "c2")
            .Node("Resize", "c2 all twice", "large", "mode", "linear")
            .Node("Softmax", "large", "soft", "axis", 1).Node("Concat", "soft large", "out", "axis", 1)
            .Node("Relu", "in", "bright").Node("NonZero", "bright", "places")
            .ToModel();

    private static float[] Weights(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 0.5f)];
    }
}
