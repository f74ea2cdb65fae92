using System.Globalization;
using EdgeCtl.Modules.Onnx;
using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>A conversion under way: the TensorFlow graph, the ONNX graph so far, and what became of each output.</summary>
internal sealed class Conversion
{
    /// <summary>Most numbers of a value.</summary>
    public const long MaxCount = 1L << 28;

    private readonly Dictionary<TfRef, Value> _values = [];
    private readonly Dictionary<TfRef, int> _uses = [];
    private readonly Dictionary<(string Name, string Order), string> _transposed = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _nodeNames = new(StringComparer.Ordinal);
    private int _lastName;

    /// <summary>Begins one.</summary>
    /// <param name="source">The TensorFlow graph.</param>
    /// <param name="order">Its nodes that count.</param>
    public Conversion(TfGraph source, IReadOnlyList<TfNode> order)
    {
        Source = source;
        foreach (var use in order.SelectMany(n => n.Inputs).Concat(source.Outputs))
        {
            _uses[use] = _uses.GetValueOrDefault(use) + 1;
        }

        _taken.UnionWith(source.Outputs.Select(o => o.ToString()));
        _taken.UnionWith(order.Where(n => n.Op == "Placeholder").Select(n => n.Name));
    }

    /// <summary>The TensorFlow graph.</summary>
    public TfGraph Source { get; }

    /// <summary>The ONNX graph so far.</summary>
    public OnnxGraph Graph { get; } = new();

    /// <summary>Says what an output of a node is.</summary>
    public void Define(TfNode node, Value value, int output = 0) => _values[new TfRef(node.Name, output)] = Shapes.CountOf(value.Shape) <= MaxCount
        ? value
        : throw node.Fault($"its shape is {Shapes.Text(value.Shape)}; expected at most {MaxCount} numbers");

    /// <summary>What an output of a node is.</summary>
    public Value ValueOf(TfRef reference) => _values.TryGetValue(reference, out var value)
        ? value
        : throw new ModuleException($"'{TfNode.Shown(reference.ToString())}' is taken, but node '{TfNode.Shown(reference.Node)}' has no such output");

    /// <summary>What a node takes as input <paramref name="index"/>.</summary>
    public Value Input(TfNode node, int index) => index < node.Inputs.Count
        ? ValueOf(node.Inputs[index])
        : throw node.Fault($"{node.Inputs.Count} inputs found; expected at least {index + 1}");

    /// <summary>An input that must be float32; with a rank when one is given.</summary>
    public Value Real(TfNode node, int index, int? rank = null)
    {
        var value = Input(node, index);
        if (value.Constant is { IsReal: false })
        {
            throw node.Fault($"input {index} has whole numbers; expected float32, which alone is converted");
        }

        return rank is null || value.Shape.Length == rank ? value : throw node.Fault($"input {index} has the shape {Shapes.Text(value.Shape)}; expected {rank} axes");
    }

    /// <summary>An input that must be a constant.</summary>
    public Tensor Constant(TfNode node, int index, string what) =>
        Input(node, index).Constant ?? throw node.Fault($"input {index} ({what}) is computed; expected a constant");

    /// <summary>An input that must be a constant of whole numbers of 32 bits.</summary>
    public int[] Wholes(TfNode node, int index, string what)
    {
        var tensor = Constant(node, index, what);
        if (tensor.IsReal || tensor.Wholes.Any(w => w is < int.MinValue or > int.MaxValue))
        {
            throw node.Fault($"input {index} ({what}) is no list of whole numbers of 32 bits");
        }

        return [.. tensor.Wholes.Select(w => (int)w)];
    }

    /// <summary>An input that must be a constant axis of a value; counted from 0.</summary>
    public int Axis(TfNode node, int index, int rank)
    {
        var wholes = Wholes(node, index, "axis");
        if (wholes.Length != 1 || wholes[0] < -rank || wholes[0] >= rank)
        {
            throw node.Fault($"axis {string.Join(',', wholes)} found; expected one from {-rank} to {rank - 1}");
        }

        return wholes[0] < 0 ? wholes[0] + rank : wholes[0];
    }

    /// <summary>Whether nobody but one takes an output.</summary>
    public bool IsUsedOnce(TfRef reference) => _uses.GetValueOrDefault(reference) == 1;

    /// <summary>A name that nothing has yet.</summary>
    public string FreshName()
    {
        string name;
        do
        {
            name = string.Create(CultureInfo.InvariantCulture, $"v{++_lastName}");
        }
        while (!_taken.Add(name));
        return name;
    }

    /// <summary>Adds a constant to the ONNX graph; its name.</summary>
    public string Initializer(Tensor tensor)
    {
        var name = FreshName();
        Graph.AddConstant(name, tensor);
        return name;
    }

    /// <summary>Adds a node with one output; that output's name.</summary>
    public string Emit(TfNode node, string op, IEnumerable<string> inputs, params OnnxAttribute[] attributes) => Node(node, op, inputs, 1, attributes).Outputs[0];

    /// <summary>Adds a node.</summary>
    public OnnxNode Node(TfNode node, string op, IEnumerable<string> inputs, int outputs, params OnnxAttribute[] attributes)
    {
        var name = $"{node.Name}/{op}";
        for (var i = 2; !_nodeNames.Add(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{node.Name}/{op}/{i}");
        }

        var made = new OnnxNode(op, name, [.. inputs], [.. Enumerable.Range(0, outputs).Select(_ => FreshName())], attributes);
        Graph.Add(made);
        return made;
    }

    /// <summary>A value whose padding, if any, is made by a node now; a constant becomes one of the graph.</summary>
    public Value Plain(TfNode node, Value value)
    {
        if (value.Constant is not null)
        {
            return value with { Constant = null, Name = Initializer(value.Constant) };
        }

        if (value.Padding is not { } padding)
        {
            return value;
        }

        padding.Made ??= Emit(
            node,
            "Pad",
            [value.Name, Initializer(Tensor.List([.. padding.Before.Concat(padding.After).Select(n => (long)n)])), Initializer(Tensor.Single(padding.Fill))],
            OnnxAttribute.Of("mode", "constant"));
        return value with { Name = padding.Made, Padding = null };
    }

    /// <summary>Takes a padding off that only adds to height and width; false when there is none, or one that adds more or something else.</summary>
    /// <param name="value">A picture.</param>
    /// <param name="order">The order that stores it as NCHW.</param>
    /// <param name="isRight">Whether a number is the one that may be added.</param>
    /// <param name="inner">The picture without it.</param>
    /// <param name="padding">The padding, by the axes NCHW.</param>
    public static bool TryUnpad(Value value, int[] order, Func<float, bool> isRight, out Value inner, out Padding padding)
    {
        (inner, padding) = (value, new Padding([], [], 0));
        if (value.Padding is not { Made: null } own || !isRight(own.Fill))
        {
            return false;
        }

        var places = Shapes.Inverse(value.Order);
        var turn = Shapes.Take(places, order);
        padding = new Padding(Shapes.Take(own.Before, turn), Shapes.Take(own.After, turn), own.Fill);
        inner = value with { Padding = null, Shape = [.. value.Shape.Select((size, axis) => size - own.Before[places[axis]] - own.After[places[axis]])] };
        return padding.Before[0] + padding.Before[1] + padding.After[0] + padding.After[1] == 0;
    }

    /// <summary>Name of a value stored in an order: itself, or what a Transpose makes of it.</summary>
    public string Stored(TfNode node, Value value, int[] order)
    {
        if (value.Constant is { } constant)
        {
            return Initializer(constant.Transposed(order));
        }

        var plain = Plain(node, value);
        var places = Shapes.Inverse(plain.Order);
        var turn = Shapes.Take(places, order);
        if (Shapes.IsSame(turn))
        {
            return plain.Name;
        }

        var key = (plain.Name, Shapes.Text(turn));
        if (!_transposed.TryGetValue(key, out var name))
        {
            name = Emit(node, "Transpose", [plain.Name], OnnxAttribute.Of("perm", turn));
            _transposed[key] = name;
        }

        return name;
    }
}
