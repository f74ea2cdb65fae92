using System.Globalization;
using EdgeCtl.Modules.Onnx;

namespace EdgeCtl.Modules.Build;

/// <summary>Writes a graph of small float32 vectors operation by operation; every value is called by its name. Operator set 13.</summary>
/// <param name="graph">Takes inputs, outputs, constants and nodes.</param>
internal sealed class GraphPen(OnnxGraph graph)
{
    private const int FloatType = 1;

    private readonly Dictionary<string, string> _constants = new(StringComparer.Ordinal);

    /// <summary>A vector of numbers.</summary>
    public string Of(params float[] numbers) => Constant(string.Join(' ', numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture))), Tensor.Of([numbers.Length], numbers));

    /// <summary>An input.</summary>
    public string Input(string name, int length)
    {
        graph.AddInput(name, [length]);
        return name;
    }

    /// <summary>Makes a value an output.</summary>
    public void Output(string name, int length, string value)
    {
        graph.Add(new OnnxNode("Identity", name, [value], [name], []));
        graph.AddOutput(name, [length]);
    }

    public string Add(string a, string b) => Node("Add", a, b);

    public string Subtract(string a, string b) => Node("Sub", a, b);

    public string Multiply(string a, string b) => Node("Mul", a, b);

    public string Divide(string a, string b) => Node("Div", a, b);

    public string Max(string a, string b) => Node("Max", a, b);

    public string Min(string a, string b) => Node("Min", a, b);

    public string Abs(string a) => Node("Abs", a);

    public string Negative(string a) => Node("Neg", a);

    /// <summary>What is above 0, else 0.</summary>
    public string Positive(string a) => Node("Relu", a);

    public string IsGreater(string a, string b) => Node("Greater", a, b);

    public string IsEqual(string a, string b) => Node("Equal", a, b);

    public string Choose(string condition, string yes, string no) => Node("Where", condition, yes, no);

    /// <summary>1 for true, 0 for false.</summary>
    public string Number(string condition) => Node("Cast", [condition], OnnxAttribute.Of("to", FloatType));

    /// <summary>Vectors end to end.</summary>
    public string Join(params string[] parts) => Node("Concat", parts, OnnxAttribute.Of("axis", 0));

    /// <summary>A part of a vector.</summary>
    public string Part(string a, int first, int length) => Node("Slice", a, Whole(first), Whole(first + length));

    /// <summary>Sum of a vector, length 1.</summary>
    public string Sum(string a) => Node("ReduceSum", a, Whole(0));

    /// <summary>Largest of a vector, length 1.</summary>
    public string Largest(string a) => Node("ReduceMax", [a], OnnxAttribute.Of("axes", [0]));

    private string Whole(long number) => Constant($"{number}L", Tensor.List(number));

    private string Constant(string key, Tensor tensor)
    {
        if (!_constants.TryGetValue(key, out var name))
        {
            name = _constants[key] = $"c{_constants.Count}";
            graph.AddConstant(name, tensor);
        }

        return name;
    }

    private string Node(string op, params string[] inputs) => Node(op, inputs, []);

    private string Node(string op, string[] inputs, params OnnxAttribute[] attributes)
    {
        var name = $"v{graph.Nodes.Count}";
        graph.Add(new OnnxNode(op, name, [.. inputs], [name], attributes));
        return name;
    }
}
