using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>Sums, differences and products of two values, stretched to each other.</summary>
internal static class ArithmeticOps
{
    /// <summary>Add, Sub or Mul.</summary>
    /// <param name="conversion">The conversion.</param>
    /// <param name="node">Its node.</param>
    /// <param name="op">ONNX's name.</param>
    public static void Convert(Conversion conversion, TfNode node, string op)
    {
        var (a, b) = (conversion.Input(node, 0), conversion.Input(node, 1));
        if (a.Constant is { } first && b.Constant is { } second)
        {
            conversion.Define(node, Value.Of(Fold(node, op, first, second)));
            return;
        }

        (a, b) = (conversion.Real(node, 0), conversion.Real(node, 1));
        if (op == "Add" && (TryBias(conversion, node, 0, a, b) || TryBias(conversion, node, 1, b, a)))
        {
            return;
        }

        Emit(conversion, node, op, a, b);
    }

    /// <summary>BiasAdd: one number for each channel.</summary>
    public static void AddBias(Conversion conversion, TfNode node)
    {
        var value = conversion.Real(node, 0);
        var bias = conversion.Constant(node, 1, "bias");
        var channel = node.Text("data_format", "NHWC") == "NCHW" ? 1 : value.Shape.Length - 1;
        if (!bias.IsReal || bias.Shape.Length != 1 || value.Shape.Length < 2 || bias.Count != value.Shape[channel])
        {
            throw node.Fault($"a bias of the shape {Shapes.Text(bias.Shape)}; expected one number for each of the channels of {Shapes.Text(value.Shape)}");
        }

        var shape = value.Shape.Select((_, axis) => axis == channel ? bias.Count : 1).ToArray();
        var wide = Value.Of(bias.Reshaped(shape));
        if (!TryBias(conversion, node, 0, value, wide))
        {
            Emit(conversion, node, "Add", value, wide);
        }
    }

    // What is added to a convolution's channels, and to nothing else that is made of it, becomes the convolution's own bias.
    private static bool TryBias(Conversion conversion, TfNode node, int index, Value value, Value added)
    {
        if (value.Bare is null || added.Constant is not { } bias || !conversion.IsUsedOnce(node.Inputs[index]) || added.Shape.Length > value.Shape.Length)
        {
            return false;
        }

        // A convolution's channels are stored second.
        var channel = value.Order[1];
        var shape = Shapes.Widen(bias.Shape, value.Shape.Length);
        if (shape.Where((size, axis) => size != (axis == channel ? value.Shape[axis] : 1)).Any())
        {
            return false;
        }

        value.Bare.Inputs.Add(conversion.Initializer(bias.Reshaped([bias.Count])));
        conversion.Define(node, value with { Bare = null });
        return true;
    }

    private static void Emit(Conversion conversion, TfNode node, string op, Value a, Value b)
    {
        var shape = Shapes.Broadcast(a.Shape, b.Shape) ?? throw node.Fault($"the shapes {Shapes.Text(a.Shape)} and {Shapes.Text(b.Shape)} do not fit together");
        var (wideA, wideB) = (Wide(a, shape.Length), Wide(b, shape.Length));

        // In the order that one of them has already, when both have all axes; else in TensorFlow's.
        var leader = a.Constant is null ? a : b;
        var order = wideA.Shape.Length == wideB.Shape.Length ? (leader.Shape.Length == shape.Length ? leader.Order : Shapes.Same(shape.Length)) : Shapes.Same(shape.Length);
        var names = new[] { wideA, wideB }.Select(v => conversion.Stored(node, v, v.Shape.Length == shape.Length ? order : Shapes.Same(v.Shape.Length)));
        conversion.Define(node, new Value { Name = conversion.Emit(node, op, names), Shape = shape, Order = order });
    }

    private static Value Wide(Value value, int rank) => value.Constant is { } constant ? Value.Of(constant.Reshaped(Shapes.Widen(constant.Shape, rank))) : value;

    private static Tensor Fold(TfNode node, string op, Tensor a, Tensor b)
    {
        var shape = Shapes.Broadcast(a.Shape, b.Shape);
        if (shape is null || a.IsReal != b.IsReal)
        {
            throw node.Fault($"constants of the shapes {Shapes.Text(a.Shape)} and {Shapes.Text(b.Shape)} do not fit together, or are of two types");
        }

        if (Shapes.CountOf(shape) > Conversion.MaxCount)
        {
            throw node.Fault($"a constant of the shape {Shapes.Text(shape)}; expected at most {Conversion.MaxCount} numbers");
        }

        var placesA = PlacesOf(a.Shape, shape);
        var placesB = PlacesOf(b.Shape, shape);
        return a.IsReal
            ? Tensor.Of(shape, [.. placesA.Zip(placesB, (i, j) => op switch { "Add" => a.Reals[i] + b.Reals[j], "Sub" => a.Reals[i] - b.Reals[j], _ => a.Reals[i] * b.Reals[j] })])
            : Tensor.Of(shape, [.. placesA.Zip(placesB, (i, j) => op switch { "Add" => a.Wholes[i] + b.Wholes[j], "Sub" => a.Wholes[i] - b.Wholes[j], _ => a.Wholes[i] * b.Wholes[j] })]);
    }

    // Where each number of the stretched shape stands in a tensor.
    private static IEnumerable<int> PlacesOf(int[] own, int[] shape)
    {
        var wide = Shapes.Widen(own, shape.Length);
        var count = Shapes.CountOf(shape);
        for (var i = 0L; i < count; i++)
        {
            var (rest, place, step) = (i, 0L, 1L);
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                place += wide[axis] == 1 ? 0 : rest % shape[axis] * step;
                step *= wide[axis];
                rest /= shape[axis];
            }

            yield return (int)place;
        }
    }
}
