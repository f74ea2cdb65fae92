using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>Pad and PadV2 with a constant around each axis: noted, since a convolution or a pooling may do it by itself.</summary>
internal static class PaddingOps
{
    private const int MaxPad = 1 << 16;

    /// <summary>Converts it.</summary>
    public static void Convert(Conversion conversion, TfNode node)
    {
        var value = conversion.Real(node, 0);
        var pads = conversion.Wholes(node, 1, "paddings");
        if (pads.Length != 2 * value.Shape.Length || pads.Any(p => p is < 0 or > MaxPad))
        {
            throw node.Fault($"paddings {Shapes.Text(pads)} found; expected two numbers from 0 to {MaxPad} for each axis of {Shapes.Text(value.Shape)}");
        }

        var fill = 0f;
        if (node.Op == "PadV2")
        {
            var filling = conversion.Constant(node, 2, "constant_values");
            fill = filling is { IsReal: true, Count: 1 } ? filling.Reals[0] : throw node.Fault("constant_values: expected one number of float32");
        }

        if (pads.All(p => p == 0))
        {
            conversion.Define(node, value);
            return;
        }

        var plain = conversion.Plain(node, value);
        conversion.Define(node, plain with
        {
            Shape = [.. value.Shape.Select((size, axis) => size + pads[2 * axis] + pads[(2 * axis) + 1])],
            Padding = new Padding([.. plain.Order.Select(axis => pads[2 * axis])], [.. plain.Order.Select(axis => pads[(2 * axis) + 1])], fill),
            Bare = null,
        });
    }
}
