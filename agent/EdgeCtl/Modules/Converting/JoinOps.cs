using EdgeCtl.Modules.Onnx;
using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>What puts values together along an axis, or takes one apart.</summary>
internal static class JoinOps
{
    /// <summary>ConcatV2: in the order of axes that most of its inputs have.</summary>
    public static void Concat(Conversion conversion, TfNode node)
    {
        var last = node.Inputs.Count - 1;
        var values = Enumerable.Range(0, Math.Max(0, last)).Select(i => conversion.Real(node, i)).ToList();
        if (values.Count == 0)
        {
            throw node.Fault("nothing to put together");
        }

        var first = values[0];
        var axis = conversion.Axis(node, last, first.Shape.Length);
        if (values.Any(v => v.Shape.Length != first.Shape.Length || v.Shape.Where((size, i) => i != axis && size != first.Shape[i]).Any()))
        {
            throw node.Fault($"the shapes {string.Join(", ", values.Select(v => Shapes.Text(v.Shape)))} do not fit together along axis {axis}");
        }

        var order = values.Where(v => v.Constant is null).Select(v => v.Order).DefaultIfEmpty(first.Order).GroupBy(Shapes.Text).OrderByDescending(g => g.Count()).First().First();
        var shape = first.Shape.ToArray();
        shape[axis] = (int)Math.Min(int.MaxValue, values.Sum(v => (long)v.Shape[axis]));
        var names = values.Select(v => conversion.Stored(node, v, order)).ToList();
        var name = conversion.Emit(node, "Concat", names, OnnxAttribute.Of("axis", (long)Array.IndexOf(order, axis)));
        conversion.Define(node, new Value { Name = name, Shape = shape, Order = order });
    }

    /// <summary>Split (axis, value) into equal parts; SplitV (value, sizes, axis) into parts of given sizes.</summary>
    public static void Split(Conversion conversion, TfNode node)
    {
        var isEqual = node.Op == "Split";
        var value = conversion.Real(node, isEqual ? 1 : 0);
        var axis = conversion.Axis(node, isEqual ? 0 : 2, value.Shape.Length);
        var sizes = isEqual ? EqualSizes(node, value.Shape[axis]) : OpenSizes(node, conversion.Wholes(node, 1, "size_splits"), value.Shape[axis]);
        if (sizes.Any(s => s < 1) || sizes.Sum(s => (long)s) != value.Shape[axis])
        {
            throw node.Fault($"parts of {Shapes.Text(sizes)} found along an axis of {value.Shape[axis]}; expected sizes from 1 with that sum");
        }

        var plain = conversion.Plain(node, value);
        var made = conversion.Node(
            node,
            "Split",
            [plain.Name, conversion.Initializer(Tensor.List([.. sizes.Select(s => (long)s)]))],
            sizes.Length,
            OnnxAttribute.Of("axis", (long)Array.IndexOf(plain.Order, axis)));
        for (var i = 0; i < sizes.Length; i++)
        {
            var shape = value.Shape.ToArray();
            shape[axis] = sizes[i];
            conversion.Define(node, new Value { Name = made.Outputs[i], Shape = shape, Order = plain.Order }, i);
        }
    }

    private static int[] EqualSizes(TfNode node, int size)
    {
        var parts = node.Whole("num_split", 1);
        return parts > 0 && parts <= size && size % parts == 0
            ? [.. Enumerable.Repeat(size / parts, parts)]
            : throw node.Fault($"num_split {parts} found; expected a divisor of {size}");
    }

    // One size may be -1: what is left for it.
    private static int[] OpenSizes(TfNode node, int[] sizes, int size)
    {
        if (sizes.Length == 0 || sizes.Length > size)
        {
            throw node.Fault($"{sizes.Length} parts found of an axis of {size}");
        }

        var open = Array.IndexOf(sizes, -1);
        return open < 0 ? sizes : [.. sizes.Select((s, i) => i == open ? (int)Math.Clamp(size - sizes.Where((_, j) => j != open).Sum(w => (long)w), -1, size) : s)];
    }
}
