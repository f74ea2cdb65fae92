using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>What moves axes or cuts them anew.</summary>
internal static class ShapeOps
{
    /// <summary>Transpose: noted, not done; see <see cref="Value"/>.</summary>
    public static void Transpose(Conversion conversion, TfNode node)
    {
        var value = conversion.Input(node, 0);
        var order = conversion.Wholes(node, 1, "perm");
        if (order.Length != value.Shape.Length || !Shapes.IsOrder(order))
        {
            throw node.Fault($"perm {Shapes.Text(order)} found; expected each axis of {Shapes.Text(value.Shape)} once");
        }

        conversion.Define(node, value.Transposed(order));
    }

    /// <summary>Reshape: needs TensorFlow's own order of axes.</summary>
    public static void Reshape(Conversion conversion, TfNode node)
    {
        var value = conversion.Input(node, 0);
        var shape = ShapeOf(node, conversion.Wholes(node, 1, "shape"), value.Shape);
        if (value.Constant is { } constant)
        {
            conversion.Define(node, Value.Of(constant.Reshaped(shape)));
            return;
        }

        var stored = conversion.Stored(node, value, Shapes.Same(value.Shape.Length));
        var name = conversion.Emit(node, "Reshape", [stored, conversion.Initializer(Tensor.List([.. shape.Select(s => (long)s)]))]);
        conversion.Define(node, new Value { Name = name, Shape = shape, Order = Shapes.Same(shape.Length) });
    }

    // One size may be -1: what is left for it.
    private static int[] ShapeOf(TfNode node, int[] wanted, int[] own)
    {
        var count = Shapes.CountOf(own);
        var open = Array.IndexOf(wanted, -1);
        var rest = wanted.Where((_, axis) => axis != open).ToArray();
        var known = rest.All(s => s >= 0) ? Shapes.CountOf(rest) : -1;
        if (wanted.Length > Shapes.MaxRank || known < 0 || (open < 0 ? known != count : known == 0 || count % known != 0))
        {
            throw node.Fault($"{Shapes.Text(own)} cannot become {Shapes.Text(wanted)}");
        }

        return [.. wanted.Select((size, axis) => axis == open ? (int)(count / known) : size)];
    }
}
