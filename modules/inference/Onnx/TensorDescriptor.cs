using System.Globalization;

namespace EdgeAgent.Inference.Onnx;

/// <summary>An input or output of a model, as its file declares it.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Type">Element type; undefined where it is no tensor but a sequence, a map or the like.</param>
/// <param name="Shape">Length of each dimension, -1 where it is open until a run; empty for a single number.</param>
public sealed record TensorDescriptor(string Name, ElementType Type, IReadOnlyList<long> Shape)
{
    /// <summary>True when every dimension is known: then a tensor for it can be made before any run.</summary>
    public bool IsStatic { get; } = Type != ElementType.Undefined && Shape.All(d => d >= 0);

    /// <summary>Name in the graph, UTF-8, ended by a zero: what the C API takes.</summary>
    internal byte[] NameUtf8 { get; } = [.. System.Text.Encoding.UTF8.GetBytes(Name), 0];

    /// <summary>What it is in words, such as `scores Float32[1,2704,80]`.</summary>
    public override string ToString() => $"{Name} {Type}{ShapeText([.. Shape])}";

    /// <summary>Whether a tensor of this type and shape fits; null when it does, else why not.</summary>
    internal string? FaultOf(ElementType type, ReadOnlySpan<long> shape)
    {
        var fits = type == Type && shape.Length == Shape.Count;
        for (var i = 0; fits && i < shape.Length; i++)
        {
            fits = Shape[i] < 0 || Shape[i] == shape[i];
        }

        return fits ? null : $"'{Name}' of the model is {Type}{ShapeText([.. Shape])}, the tensor is {type}{ShapeText(shape)}";
    }

    private static string ShapeText(ReadOnlySpan<long> shape)
    {
        var text = new System.Text.StringBuilder("[");
        foreach (var length in shape)
        {
            text.Append(text.Length > 1 ? "," : "").Append(length < 0 ? "?" : length.ToString(CultureInfo.InvariantCulture));
        }

        return text.Append(']').ToString();
    }
}
