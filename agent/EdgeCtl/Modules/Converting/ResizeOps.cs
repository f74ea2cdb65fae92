using EdgeCtl.Modules.Onnx;
using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>Pictures made larger or smaller, stored NCHW.</summary>
internal static class ResizeOps
{
    private const int MaxSize = 1 << 14;

    /// <summary>ResizeBilinear to a constant size, with each of TensorFlow's three ways to place pixels.</summary>
    public static void Bilinear(Conversion conversion, TfNode node)
    {
        var picture = conversion.Real(node, 0, rank: 4);
        var size = conversion.Wholes(node, 1, "size");
        if (size.Length != 2 || size.Any(s => s is < 1 or > MaxSize))
        {
            throw node.Fault($"size {Shapes.Text(size)} found; expected height and width from 1 to {MaxSize}");
        }

        var mode = (node.Flag("align_corners"), node.Flag("half_pixel_centers")) switch
        {
            (true, false) => "align_corners",
            (false, true) => "half_pixel",
            (false, false) => "asymmetric",
            _ => throw node.Fault("align_corners and half_pixel_centers both; expected one of them at most"),
        };
        var plane = new Plane(1, 2, 3);
        var shape = plane.ShapeOf(picture.Shape[0], picture.Shape[3], size);

        // Inputs that are left out: roi, scales.
        var sizes = conversion.Initializer(Tensor.List([.. Shapes.Take(shape, plane.Order).Select(s => (long)s)]));
        var name = conversion.Emit(
            node,
            "Resize",
            [conversion.Stored(node, picture, plane.Order), "", "", sizes],
            OnnxAttribute.Of("mode", "linear"),
            OnnxAttribute.Of("coordinate_transformation_mode", mode));
        conversion.Define(node, new Value { Name = name, Shape = shape, Order = plane.Order });
    }
}
