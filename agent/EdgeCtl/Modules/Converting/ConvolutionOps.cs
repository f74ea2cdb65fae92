using EdgeCtl.Modules.Onnx;
using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>Convolutions, depthwise ones, and both with bias and activation fused to them. Filters must be constant.</summary>
internal static class ConvolutionOps
{
    /// <summary>Converts it: pictures are stored NCHW, filters OIHW.</summary>
    public static void Convert(Conversion conversion, TfNode node)
    {
        var isDepthwise = node.Op.Contains("Depthwise", StringComparison.Ordinal);
        var picture = conversion.Real(node, 0, rank: 4);
        var filter = conversion.Constant(node, 1, "filter");
        var plane = Plane.Of(node);
        var channels = picture.Shape[plane.Channel];
        if (!filter.IsReal || filter.Shape.Length != 4 || filter.Shape[2] != channels || filter.Count == 0)
        {
            throw node.Fault($"a filter of the shape {Shapes.Text(filter.Shape)} on {channels} channels; expected float32 [height,width,{channels},n]");
        }

        var made = isDepthwise ? channels * filter.Shape[3] : filter.Shape[3];
        var window = Window.Of(node, plane, filter.Shape[..2], plane.SizeOf(picture.Shape));
        if (Conversion.TryUnpad(picture, plane.Order, fill => fill == 0, out var inner, out var padding))
        {
            // Zeros around the picture alone become the convolution's own.
            (picture, window) = (inner, window.With(padding));
        }

        var weights = isDepthwise
            ? filter.Transposed([2, 3, 0, 1]).Reshaped([made, 1, filter.Shape[0], filter.Shape[1]])
            : filter.Transposed([3, 2, 0, 1]);

        var attributes = window.Attributes();
        if (isDepthwise)
        {
            attributes.Add(OnnxAttribute.Of("group", (long)channels));
        }

        var fused = node.Texts("fused_ops");
        var names = new List<string> { conversion.Stored(node, picture, plane.Order), conversion.Initializer(weights) };
        if (fused.Contains("BiasAdd"))
        {
            names.Add(conversion.Initializer(BiasOf(conversion, node, made)));
        }

        var convolution = conversion.Node(node, "Conv", names, 1, [.. attributes]);
        var name = convolution.Outputs[0];
        var activations = fused.Where(f => f != "BiasAdd").ToList();
        foreach (var activation in activations)
        {
            name = ActivationOps.Apply(conversion, node, activation, name, "leakyrelu_alpha");
        }

        conversion.Define(node, new Value
        {
            Name = name,
            Shape = plane.ShapeOf(picture.Shape[0], made, window.Output),
            Order = plane.Order,
            Bare = fused.Length == 0 ? convolution : null,
        });
    }

    private static Tensor BiasOf(Conversion conversion, TfNode node, int channels)
    {
        var bias = conversion.Constant(node, 2, "bias");
        return bias.IsReal && bias.Count == channels
            ? bias.Reshaped([channels])
            : throw node.Fault($"a bias of the shape {Shapes.Text(bias.Shape)}; expected float32 [{channels}]");
    }
}
