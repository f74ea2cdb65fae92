using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>Where values come from: inputs of the graph, constants, and what is made of constants alone.</summary>
internal static class SourceOps
{
    private const int MaxDense = 1 << 24;

    /// <summary>Const: the weight of that name.</summary>
    public static void Constant(Conversion conversion, TfNode node) =>
        conversion.Define(node, Value.Of(conversion.Source.Weights.TryGetValue(node.Name, out var tensor) ? tensor : throw node.Fault("no weight of that name found in weightsManifest")));

    /// <summary>Placeholder: an input of the graph, float32. A first size that is not known is 1: one picture at a time.</summary>
    public static void Placeholder(Conversion conversion, TfNode node)
    {
        if (node.Type("dtype") is not ("" or "DT_FLOAT") and var type)
        {
            throw node.Fault($"an input of type {TfNode.Shown(type)}; expected DT_FLOAT, which alone is converted");
        }

        var shape = (conversion.Source.InputShapes.GetValueOrDefault(node.Name) ?? node.Shape("shape"))?.ToArray()
            ?? throw node.Fault("an input without a shape; expected one");
        shape = [.. shape.Select((size, axis) => size > 0 ? size : axis == 0 ? 1 : throw node.Fault($"an input whose axis {axis} has no size; expected one"))];
        conversion.Graph.AddInput(node.Name, shape);
        conversion.Define(node, new Value { Name = node.Name, Shape = shape, Order = Shapes.Same(shape.Length) });
    }

    /// <summary>SparseToDense of constants: a constant of whole numbers with some places filled.</summary>
    public static void SparseToDense(Conversion conversion, TfNode node)
    {
        var places = conversion.Wholes(node, 0, "sparse_indices");
        var shape = conversion.Wholes(node, 1, "output_shape");
        var values = Filling(conversion, node, 2, "sparse_values");
        var rest = Filling(conversion, node, 3, "default_value");
        var count = shape.All(s => s >= 0) ? Shapes.CountOf(shape) : MaxDense + 1L;
        if (count > MaxDense || rest.Length > 1 || (shape.Length == 0 ? places.Length > 0 : places.Length % shape.Length != 0))
        {
            throw node.Fault($"{places.Length} indices, output_shape {Shapes.Text(shape)} and {rest.Length} default values do not fit together");
        }

        var dense = new long[count];
        Array.Fill(dense, rest.Length == 1 ? rest[0] : 0);
        var filled = shape.Length == 0 ? 0 : places.Length / shape.Length;
        for (var i = 0; i < filled; i++)
        {
            var place = PlaceOf(node, places.AsSpan(i * shape.Length, shape.Length), shape);
            dense[place] = values.Length == 1 ? values[0] : i < values.Length ? values[i] : throw node.Fault($"{values.Length} sparse_values found; expected {filled} or one");
        }

        conversion.Define(node, Value.Of(Tensor.Of(shape, dense)));
    }

    private static long[] Filling(Conversion conversion, TfNode node, int index, string what)
    {
        var tensor = conversion.Constant(node, index, what);
        return tensor.IsReal ? throw node.Fault($"input {index} ({what}) is float32; expected whole numbers") : tensor.Wholes;
    }

    private static int PlaceOf(TfNode node, ReadOnlySpan<int> index, int[] shape)
    {
        var place = 0;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (index[axis] < 0 || index[axis] >= shape[axis])
            {
                throw node.Fault($"index {index[axis]} found on an axis of {shape[axis]}");
            }

            place = (place * shape[axis]) + index[axis];
        }

        return place;
    }
}
