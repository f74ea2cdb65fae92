using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>Which TensorFlow operations are converted, and by what.</summary>
internal static class Operators
{
    private static readonly SortedDictionary<string, Action<Conversion, TfNode>> All = new(StringComparer.Ordinal)
    {
        ["Add"] = (c, n) => ArithmeticOps.Convert(c, n, "Add"),
        ["AddV2"] = (c, n) => ArithmeticOps.Convert(c, n, "Add"),
        ["BiasAdd"] = ArithmeticOps.AddBias,
        ["ConcatV2"] = JoinOps.Concat,
        ["Const"] = SourceOps.Constant,
        ["Conv2D"] = ConvolutionOps.Convert,
        ["DepthwiseConv2dNative"] = ConvolutionOps.Convert,
        ["FusedDepthwiseConv2dNative"] = ConvolutionOps.Convert,
        ["Identity"] = (c, n) => c.Define(n, c.Input(n, 0)),
        ["LeakyRelu"] = ActivationOps.Convert,
        ["MaxPool"] = PoolingOps.Max,
        ["Mul"] = (c, n) => ArithmeticOps.Convert(c, n, "Mul"),
        ["Pad"] = PaddingOps.Convert,
        ["PadV2"] = PaddingOps.Convert,
        ["Placeholder"] = SourceOps.Placeholder,
        ["Relu"] = ActivationOps.Convert,
        ["Relu6"] = ActivationOps.Convert,
        ["Reshape"] = ShapeOps.Reshape,
        ["ResizeBilinear"] = ResizeOps.Bilinear,
        ["Sigmoid"] = ActivationOps.Convert,
        ["SparseToDense"] = SourceOps.SparseToDense,
        ["Split"] = JoinOps.Split,
        ["SplitV"] = JoinOps.Split,
        ["Sub"] = (c, n) => ArithmeticOps.Convert(c, n, "Sub"),
        ["Transpose"] = ShapeOps.Transpose,
        ["_FusedConv2D"] = ConvolutionOps.Convert,
    };

    /// <summary>Names of all that are converted, for messages.</summary>
    public static string Names => string.Join(", ", All.Keys);

    /// <summary>What converts a node; a fault when nothing does.</summary>
    public static Action<Conversion, TfNode> Of(TfNode node) =>
        All.TryGetValue(node.Op, out var convert) ? convert : throw node.Fault($"this operation is not supported; expected one of {Names}");
}
