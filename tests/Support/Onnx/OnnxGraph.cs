using System.Runtime.InteropServices;

namespace EdgeAgent.Tests.Support.Onnx;

/// <summary>
/// A small ONNX graph made on the spot (onnx.proto: ModelProto, GraphProto, NodeProto, TensorProto, ValueInfoProto). Element types are numbers of TensorProto.DataType:
/// 1 float, 2 uint8, 6 int32, 7 int64, 8 string, 9 bool, 11 double. A dimension below 0 is open.
/// </summary>
public sealed class OnnxGraph(string name)
{
    /// <summary>TensorProto.DataType.</summary>
    public const int Float = 1, Byte = 2, Int32 = 6, Int64 = 7, Text = 8, Bool = 9, Double = 11;

    private readonly List<(int Field, OnnxBytes Part)> _parts = [];

    /// <summary>An input.</summary>
    public OnnxGraph Input(string input, int type, params long[] shape) => Add(11, Value(input, type, shape));

    /// <summary>An output.</summary>
    public OnnxGraph Output(string output, int type, params long[] shape) => Add(12, Value(output, type, shape));

    /// <summary>A constant of floats.</summary>
    public OnnxGraph Constant(string constant, float[] values, params long[] shape) => Add(5, Tensor(constant, Float, MemoryMarshal.AsBytes(values.AsSpan()), shape));

    /// <summary>A constant of whole numbers.</summary>
    public OnnxGraph Constant(string constant, long[] values, params long[] shape) => Add(5, Tensor(constant, Int64, MemoryMarshal.AsBytes(values.AsSpan()), shape));

    /// <summary>An operator; names are parted by spaces.</summary>
    public OnnxGraph Node(string operation, string inputs, string outputs) => Add(1, NodePart(operation, inputs, outputs));

    /// <summary>An operator with a graph of its own, such as the body of a Loop.</summary>
    public OnnxGraph Node(string operation, string inputs, string outputs, string attribute, OnnxGraph body) =>
        Add(1, NodePart(operation, inputs, outputs).Message(5, new OnnxBytes().Text(1, attribute).Message(6, body.ToGraph()).Number(20, 5)));

    /// <summary>An operator with a whole number, such as Cast's `to`.</summary>
    public OnnxGraph Node(string operation, string inputs, string outputs, string attribute, long value) =>
        Add(1, NodePart(operation, inputs, outputs).Message(5, new OnnxBytes().Text(1, attribute).Number(3, value).Number(20, 2)));

    /// <summary>An operator with a word, such as Resize's `mode`.</summary>
    public OnnxGraph Node(string operation, string inputs, string outputs, string attribute, string word) =>
        Add(1, NodePart(operation, inputs, outputs).Message(5, new OnnxBytes().Text(1, attribute).Text(4, word).Number(20, 3)));

    /// <summary>The whole file, operator set 13.</summary>
    public byte[] ToModel() =>
        new OnnxBytes().Number(1, 8).Message(7, ToGraph()).Message(8, new OnnxBytes().Text(1, "").Number(2, 13)).ToArray();

    private OnnxBytes ToGraph()
    {
        // Fields may come in any order in protobuf.
        var graph = new OnnxBytes().Text(2, name);
        _parts.ForEach(p => graph.Message(p.Field, p.Part));
        return graph;
    }

    private OnnxGraph Add(int field, OnnxBytes part)
    {
        _parts.Add((field, part));
        return this;
    }

    private static OnnxBytes NodePart(string operation, string inputs, string outputs)
    {
        var node = new OnnxBytes();
        Array.ForEach(inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries), i => node.Text(1, i));
        Array.ForEach(outputs.Split(' ', StringSplitOptions.RemoveEmptyEntries), o => node.Text(2, o));
        return node.Text(4, operation);
    }

    private static OnnxBytes Tensor(string name, int type, ReadOnlySpan<byte> data, long[] shape)
    {
        var tensor = new OnnxBytes();
        Array.ForEach(shape, d => tensor.Number(1, d));
        return tensor.Number(2, type).Text(8, name).Bytes(9, data);
    }

    private static OnnxBytes Value(string name, int type, long[] shape)
    {
        var dimensions = new OnnxBytes();
        for (var i = 0; i < shape.Length; i++)
        {
            dimensions.Message(1, shape[i] < 0 ? new OnnxBytes().Text(2, $"{name}_{i}") : new OnnxBytes().Number(1, shape[i]));
        }

        var tensor = new OnnxBytes().Number(1, type).Message(2, dimensions);
        return new OnnxBytes().Text(1, name).Message(2, new OnnxBytes().Message(1, tensor));
    }
}
