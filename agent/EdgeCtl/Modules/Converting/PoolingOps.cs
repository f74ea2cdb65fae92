using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>Pooling over windows of a picture, stored NCHW.</summary>
internal static class PoolingOps
{
    /// <summary>MaxPool: what lies outside of the picture never wins.</summary>
    public static void Max(Conversion conversion, TfNode node)
    {
        var picture = conversion.Real(node, 0, rank: 4);
        var plane = Plane.Of(node);
        var sizes = node.Wholes("ksize");
        if (sizes.Length != 4 || sizes[0] != 1 || sizes[plane.Channel] != 1 || sizes.Any(s => s is < 1 or > 4096))
        {
            throw node.Fault($"ksize {Shapes.Text(sizes)} found; expected four numbers from 1 to 4096, 1 for batch and channels");
        }

        var window = Window.Of(node, plane, plane.SizeOf(sizes), plane.SizeOf(picture.Shape));
        if (Conversion.TryUnpad(picture, plane.Order, fill => fill <= float.MinValue, out var inner, out var padding) && IsTouched(window.With(padding)))
        {
            (picture, window) = (inner, window.With(padding));
        }

        var name = conversion.Emit(node, "MaxPool", [conversion.Stored(node, picture, plane.Order)], [.. window.Attributes()]);
        conversion.Define(node, new Value { Name = name, Shape = plane.ShapeOf(picture.Shape[0], picture.Shape[plane.Channel], window.Output), Order = plane.Order });
    }

    // ONNX wants each window to touch the picture.
    private static bool IsTouched(Window window) => window.Pads.Select((pad, i) => pad < window.Kernel[i % 2]).All(isLess => isLess);
}
