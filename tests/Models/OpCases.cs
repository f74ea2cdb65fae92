using static EdgeAgent.Tests.Models.TfAttribute;

namespace EdgeAgent.Tests.Models;

/// <summary>Small graphs, one for each way of an operation. Inputs are `x` and, where there are two, `x2`.</summary>
internal static class OpCases
{
    private static readonly (string, System.Text.Json.Nodes.JsonNode)[] None = [];

    public static IReadOnlyDictionary<string, Func<TfModelMaker>> All { get; } = new Dictionary<string, Func<TfModelMaker>>
    {
        ["conv same odd stride 2"] = () => Conv([1, 7, 5, 3], [3, 3, 3, 4], 2, "SAME"),
        ["conv same even stride 2"] = () => Conv([1, 8, 6, 3], [3, 3, 3, 4], 2, "SAME"),
        ["conv same stride 3, window 5x2"] = () => Conv([1, 11, 10, 2], [5, 2, 2, 3], 3, "SAME"),
        ["conv same stride above window"] = () => Conv([1, 9, 8, 2], [1, 2, 2, 3], 4, "SAME"),
        ["conv valid stride 2"] = () => Conv([1, 9, 7, 3], [3, 3, 3, 5], 2, "VALID"),
        ["conv valid batch of 2"] = () => Conv([2, 6, 7, 3], [2, 3, 3, 2], 1, "VALID"),
        ["conv 1x1"] = () => Conv([1, 5, 4, 6], [1, 1, 6, 3], 1, "SAME"),
        ["conv 1x1 picture"] = () => Conv([1, 1, 1, 6], [3, 3, 6, 3], 1, "SAME"),
        ["conv dilated same"] = () => Conv([1, 9, 10, 2], [3, 3, 2, 3], 1, "SAME", Wholes("dilations", 1, 2, 3, 1)),
        ["conv dilated valid"] = () => Conv([1, 9, 10, 2], [3, 2, 2, 3], 1, "VALID", Wholes("dilations", 1, 3, 2, 1)),
        ["conv explicit pads"] = () => Conv([1, 6, 7, 2], [3, 3, 2, 3], 2, "EXPLICIT", Wholes("explicit_paddings", 0, 0, 1, 2, 0, 1, 0, 0)),
        ["conv nchw"] = () => new TfModelMaker().Input("x", 1, 3, 7, 6).Random("w", 3, 3, 3, 2)
            .Node("y", "Conv2D", ["x", "w"], Wholes("strides", 1, 1, 1, 1), Text("padding", "SAME"), Text("data_format", "NCHW"), Wholes("dilations", 1, 1, 1, 1)).Outputs("y"),
        ["conv bias by add"] = () => Bias("AddV2", [4]),
        ["conv bias by biasadd"] = () => Bias("BiasAdd", [4]),
        ["conv bias with ones before"] = () => Bias("Add", [1, 1, 1, 4]),
        ["conv plus a row is no bias"] = () => Bias("Add", [5, 1]),
        ["conv plus one number"] = () => Bias("Add", []),
        ["conv used twice takes no bias"] = () => Start("Conv2D", [1, 5, 5, 2], [3, 3, 2, 2], 1, "SAME").Random("b", 2).Node("y2", "AddV2", ["y", "b"]).Outputs("y2"),
        ["depthwise"] = () => Start("DepthwiseConv2dNative", [1, 7, 6, 3], [3, 3, 3, 1], 1, "SAME"),
        ["depthwise multiplier 2 stride 2"] = () => Start("DepthwiseConv2dNative", [1, 7, 8, 3], [3, 3, 3, 2], 2, "SAME"),
        ["depthwise multiplier 3 valid dilated"] = () => Start("DepthwiseConv2dNative", [1, 9, 8, 2], [3, 2, 2, 3], 1, "VALID", Wholes("dilations", 1, 2, 2, 1)),
        ["fused conv"] = () => Fused("_FusedConv2D", ["BiasAdd"]),
        ["fused conv relu"] = () => Fused("_FusedConv2D", ["BiasAdd", "Relu"]),
        ["fused conv relu6"] = () => Fused("_FusedConv2D", ["BiasAdd", "Relu6"]),
        ["fused conv leakyrelu"] = () => Fused("_FusedConv2D", ["BiasAdd", "LeakyRelu"], Real("leakyrelu_alpha", 0.3f)),
        ["fused conv sigmoid"] = () => Fused("_FusedConv2D", ["BiasAdd", "Sigmoid"]),
        ["fused depthwise relu6"] = () => Fused("FusedDepthwiseConv2dNative", ["BiasAdd", "Relu6"]),
        ["pad folded into conv"] = () => PadThen([0, 0, 1, 2, 0, 3, 0, 0], [3, 3, 2, 3], "VALID"),
        ["pad folded into conv same"] = () => PadThen([0, 0, 1, 2, 2, 1, 0, 0], [3, 3, 2, 3], "SAME"),
        ["pad of channels before conv"] = () => PadThen([0, 0, 1, 0, 0, 0, 1, 2], [3, 3, 5, 3], "VALID"),
        ["pad used twice"] = () => PadThen([0, 0, 1, 1, 1, 1, 0, 0], [3, 3, 2, 3], "VALID").Outputs("p"),
        ["pad folded through transposes"] = PadBetweenTransposes,
        ["pad with another number"] = () => PadValue(1.5f),
        ["maxpool same odd"] = () => Pool([1, 7, 9, 3], [3, 3], 2, "SAME"),
        ["maxpool valid"] = () => Pool([1, 7, 9, 3], [2, 3], 2, "VALID"),
        ["maxpool of least numbers around"] = () => PadPool(1, 3),
        ["maxpool of a wide rim"] = () => PadPool(2, 2),
        ["relu"] = () => Plain("Relu"),
        ["relu6"] = () => Plain("Relu6"),
        ["sigmoid"] = () => Plain("Sigmoid"),
        ["identity"] = () => Plain("Identity"),
        ["leakyrelu"] = () => Plain("LeakyRelu", Real("alpha", 0.1f)),
        ["leakyrelu of TensorFlow's slope"] = () => Plain("LeakyRelu", Real("alpha", 0.2f)),
        ["resize half pixel up"] = () => Resize([1, 5, 4, 2], [10, 11], false, true),
        ["resize half pixel down"] = () => Resize([1, 9, 8, 2], [4, 3], false, true),
        ["resize align corners up"] = () => Resize([1, 5, 4, 2], [9, 7], true, false),
        ["resize align corners to one"] = () => Resize([1, 5, 4, 2], [1, 3], true, false),
        ["resize plain up"] = () => Resize([1, 5, 4, 2], [10, 12], false, false),
        ["resize plain down"] = () => Resize([1, 9, 8, 2], [5, 3], false, false),
        ["concat height"] = () => Concat(1),
        ["concat width"] = () => Concat(2),
        ["concat channels"] = () => Concat(3),
        ["concat last axis by -1"] = () => Concat(-1),
        ["concat of two orders and a constant"] = ConcatMixed,
        ["split"] = () => new TfModelMaker().Input("x", 1, 4, 5, 6).Whole("axis", 3).Node("y", "Split", ["axis", "x"], Whole("num_split", 3)).Outputs("y", "y:1", "y:2"),
        ["splitv of conv"] = SplitConv,
        ["splitv with an open part"] = () => new TfModelMaker().Input("x", 2, 7).Wholes("sizes", 2, -1, 1).Whole("axis", -1).Node("y", "SplitV", ["x", "sizes", "axis"], Whole("num_split", 3)).Outputs("y", "y:1", "y:2"),
        ["transpose"] = () => new TfModelMaker().Input("x", 2, 3, 4, 5).Wholes("perm", 3, 1, 0, 2).Node("y", "Transpose", ["x", "perm"]).Outputs("y"),
        ["two transposes"] = TwoTransposes,
        ["transpose of a constant"] = () => new TfModelMaker().Input("x", 3, 2).Random("c", 2, 3).Wholes("perm", 1, 0).Node("t", "Transpose", ["c", "perm"]).Node("y", "Mul", ["x", "t"]).Outputs("y"),
        ["reshape of conv"] = ReshapeConv,
        ["reshape to two axes"] = () => new TfModelMaker().Input("x", 2, 3, 4).Wholes("shape", -1, 8).Node("y", "Reshape", ["x", "shape"]).Outputs("y"),
        ["add of two orders"] = () => TwoOrders("AddV2"),
        ["sub of two orders"] = () => TwoOrders("Sub"),
        ["mul of two orders"] = () => TwoOrders("Mul"),
        ["mul of fewer axes"] = () => new TfModelMaker().Input("x", 2, 3, 4, 5).Input("x2", 4, 1).Node("y", "Mul", ["x", "x2"]).Outputs("y"),
        ["sub from a larger constant"] = () => new TfModelMaker().Input("x", 3, 1).Random("c", 2, 3, 4).Node("y", "Sub", ["c", "x"]).Outputs("y"),
        ["constants alone"] = () => new TfModelMaker().Input("x", 3, 4).Random("a", 3, 1).Random("b", 4).Node("c", "Mul", ["a", "b"]).Node("y", "Add", ["x", "c"]).Outputs("y"),
        ["sparse to dense"] = Sparse,
        ["one value as two outputs"] = () => new TfModelMaker().Input("x", 1, 3).Node("r", "Relu", ["x"]).Node("a", "Identity", ["r"]).Node("b", "Identity", ["r"]).Outputs("r", "a", "b"),
        ["quantised uint8"] = () => Quantised("uint8"),
        ["quantised uint16"] = () => Quantised("uint16"),
        ["quantised float16"] = () => Quantised("float16"),
    };

    private static TfModelMaker Conv(int[] picture, int[] filter, int stride, string padding, params (string, System.Text.Json.Nodes.JsonNode)[] more) =>
        Start("Conv2D", picture, filter, stride, padding, more);

    private static TfModelMaker Start(string op, int[] picture, int[] filter, int stride, string padding, params (string, System.Text.Json.Nodes.JsonNode)[] more) =>
        new TfModelMaker().Input("x", picture).Random("w", filter).Node("y", op, ["x", "w"], Steps(stride, padding, more)).Outputs("y");

    private static (string, System.Text.Json.Nodes.JsonNode)[] Steps(int stride, string padding, (string, System.Text.Json.Nodes.JsonNode)[] more) =>
        [Wholes("strides", 1, stride, stride, 1), Text("padding", padding), Text("data_format", "NHWC"), .. more.Any(m => m.Item1 == "dilations") ? None : [Wholes("dilations", 1, 1, 1, 1)], .. more];

    private static TfModelMaker Bias(string op, int[] shape) =>
        new TfModelMaker().Input("x", 1, 6, 5, 3).Random("w", 3, 3, 3, 4).Random("b", shape).Node("c", "Conv2D", ["x", "w"], Steps(1, "SAME", None)).Node("y", op, ["c", "b"]).Outputs("y");

    private static TfModelMaker Fused(string op, string[] fused, params (string, System.Text.Json.Nodes.JsonNode)[] more)
    {
        var isDepthwise = op.Contains("Depthwise", StringComparison.Ordinal);
        return new TfModelMaker().Input("x", 1, 7, 6, 3).Random("w", 3, 3, 3, isDepthwise ? 2 : 4).Random("b", isDepthwise ? 6 : 4)
            .Node("y", op, ["x", "w", "b"], Steps(2, "SAME", [Texts("fused_ops", fused), Whole("num_args", 1), .. more])).Outputs("y");
    }

    private static TfModelMaker PadThen(int[] pads, int[] filter, string padding) =>
        new TfModelMaker().Input("x", 1, 6, 7, 2).Wholes("pads", [4, 2], pads).Random("w", filter).Node("p", "Pad", ["x", "pads"])
            .Node("y", "Conv2D", ["p", "w"], Steps(2, padding, None)).Outputs("y");

    private static TfModelMaker PadBetweenTransposes() =>
        new TfModelMaker().Input("x", 1, 2, 6, 7).Wholes("pads", [4, 2], [0, 0, 0, 0, 1, 0, 2, 1]).Wholes("perm", 0, 2, 3, 1).Random("w", 3, 3, 2, 3).Wholes("back", 0, 3, 1, 2)
            .Node("p", "Pad", ["x", "pads"]).Node("t", "Transpose", ["p", "perm"]).Node("c", "Conv2D", ["t", "w"], Steps(1, "VALID", None)).Node("y", "Transpose", ["c", "back"]).Outputs("y");

    private static TfModelMaker PadValue(float value) =>
        new TfModelMaker().Input("x", 1, 4, 5, 2).Wholes("pads", [4, 2], [0, 0, 1, 0, 2, 1, 0, 0]).Reals("value", [], [value]).Random("w", 3, 3, 2, 3)
            .Node("p", "PadV2", ["x", "pads", "value"]).Node("y", "Conv2D", ["p", "w"], Steps(1, "VALID", None)).Outputs("y");

    private static TfModelMaker Pool(int[] picture, int[] window, int stride, string padding) =>
        new TfModelMaker().Input("x", picture).Node("y", "MaxPool", ["x"], Steps(stride, padding, [Wholes("ksize", 1, window[0], window[1], 1)])).Outputs("y");

    private static TfModelMaker PadPool(int rim, int window) =>
        new TfModelMaker().Input("x", 1, 6, 5, 2).Wholes("pads", [4, 2], [0, 0, rim, rim, rim, rim, 0, 0]).Reals("value", [], [float.MinValue])
            .Node("p", "PadV2", ["x", "pads", "value"]).Node("y", "MaxPool", ["p"], Steps(1, "VALID", [Wholes("ksize", 1, window, window, 1)])).Outputs("y");

    private static TfModelMaker Plain(string op, params (string, System.Text.Json.Nodes.JsonNode)[] more) => new TfModelMaker().Input("x", 2, 40).Node("y", op, ["x"], more).Outputs("y");

    private static TfModelMaker Resize(int[] picture, int[] size, bool corners, bool half) =>
        new TfModelMaker().Input("x", picture).Wholes("size", size).Node("y", "ResizeBilinear", ["x", "size"], Flag("align_corners", corners), Flag("half_pixel_centers", half)).Outputs("y");

    private static TfModelMaker Concat(int axis)
    {
        int[] first = [1, 3, 4, 2], second = [1, 3, 4, 2];
        second[axis < 0 ? axis + 4 : axis] = 5;
        return new TfModelMaker().Input("x", first).Input("x2", second).Whole("axis", axis).Node("y", "ConcatV2", ["x", "x2", "axis"], Whole("N", 2)).Outputs("y");
    }

    private static TfModelMaker ConcatMixed() =>
        new TfModelMaker().Input("x", 1, 4, 5, 2).Input("x2", 1, 3, 4, 5).Random("w", 1, 1, 2, 3).Random("k", 1, 4, 5, 1).Wholes("perm", 0, 2, 3, 1).Whole("axis", 3)
            .Node("c", "Conv2D", ["x", "w"], Steps(1, "SAME", None)).Node("t", "Transpose", ["x2", "perm"]).Node("y", "ConcatV2", ["c", "t", "k", "axis"], Whole("N", 3)).Outputs("y");

    private static TfModelMaker SplitConv() =>
        new TfModelMaker().Input("x", 1, 4, 5, 2).Random("w", 1, 1, 2, 6).Wholes("sizes", 4, 2).Whole("axis", 3)
            .Node("c", "Conv2D", ["x", "w"], Steps(1, "SAME", None)).Node("y", "SplitV", ["c", "sizes", "axis"], Whole("num_split", 2)).Node("z", "Sigmoid", ["y:1"]).Outputs("y", "z");

    private static TfModelMaker TwoTransposes() =>
        new TfModelMaker().Input("x", 2, 3, 4, 5).Wholes("a", 2, 0, 3, 1).Wholes("b", 1, 2, 3, 0)
            .Node("t", "Transpose", ["x", "a"]).Node("r", "Relu", ["t"]).Node("y", "Transpose", ["r", "b"]).Outputs("y", "t");

    private static TfModelMaker ReshapeConv() =>
        new TfModelMaker().Input("x", 1, 4, 5, 2).Random("w", 3, 3, 2, 3).Wholes("shape", 1, -1, 3).Wholes("perm", 0, 2, 1)
            .Node("c", "Conv2D", ["x", "w"], Steps(1, "SAME", None)).Node("r", "Reshape", ["c", "shape"]).Node("y", "Transpose", ["r", "perm"]).Outputs("r", "y");

    private static TfModelMaker TwoOrders(string op) =>
        new TfModelMaker().Input("x", 1, 4, 5, 2).Input("x2", 1, 3, 4, 1).Random("w", 3, 3, 2, 3).Wholes("perm", 0, 2, 3, 1)
            .Node("c", "Conv2D", ["x", "w"], Steps(1, "SAME", None)).Node("t", "Transpose", ["x2", "perm"]).Node("y", op, ["c", "t"]).Node("z", op, ["t", "c"]).Outputs("y", "z");

    private static TfModelMaker Sparse() =>
        new TfModelMaker().Input("x", 2, 3, 4).Wholes("places", [1, 1], [1]).Wholes("size", 2).Wholes("values", 8).Whole("rest", 0).Wholes("base", 3, 0)
            .Node("s", "SparseToDense", ["places", "size", "values", "rest"]).Node("shape", "AddV2", ["base", "s"]).Node("y", "Reshape", ["x", "shape"]).Outputs("y");

    private static TfModelMaker Quantised(string type) =>
        new TfModelMaker().Input("x", 1, 5, 5, 3).Random("first", 3).Quantised("w", type, 3, 3, 3, 4).Node("m", "Mul", ["x", "first"])
            .Node("y", "Conv2D", ["m", "w"], Steps(1, "SAME", None)).Outputs("y");
}
