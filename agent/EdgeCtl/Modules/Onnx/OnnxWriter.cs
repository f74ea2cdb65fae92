using System.Buffers.Binary;
using EdgeCtl.Modules.Import;
using Google.Protobuf;

namespace EdgeCtl.Modules.Onnx;

/// <summary>
/// Writes a graph as an ONNX model: a protocol buffer by the field numbers of onnx.proto, IR version 7, operator set 13. The same graph gives the same bytes,
/// with any version of this program: the model names its producer without one.
/// </summary>
internal static class OnnxWriter
{
    private const int IrVersion = 7;
    private const int OperatorSet = 13;
    private const int TypeFloat = 1;
    private const int TypeInt64 = 7;

    /// <summary>Writes it.</summary>
    /// <param name="graph">The graph; together with its constants below 2 GiB.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="progress">Told the bytes of constants written.</param>
    public static void Write(OnnxGraph graph, Stream stream, ImportProgress progress)
    {
        using var head = HeadOf(graph);
        var headBytes = head.ToArray();
        var constants = graph.Constants.Select(c => (c.Tensor, Header: HeaderOf(c.Name, c.Tensor))).ToList();
        var graphBytes = headBytes.Length + constants.Sum(c => NestedBytes(TensorBytes(c.Tensor, c.Header)));
        if (graphBytes > int.MaxValue)
        {
            throw new ModuleException($"the model would have {graphBytes} bytes; expected at most {int.MaxValue}, as a protocol buffer may have");
        }

        using var output = new CodedOutputStream(stream, leaveOpen: true);
        using var model = ModelOf(graph.Producer);
        WriteRaw(output, stream, model.ToArray());
        output.WriteTag(7, WireFormat.WireType.LengthDelimited);
        output.WriteLength((int)graphBytes);
        WriteRaw(output, stream, headBytes);
        var done = 0L;
        foreach (var (tensor, header) in constants)
        {
            // GraphProto.initializer, TensorProto.raw_data
            output.WriteTag(5, WireFormat.WireType.LengthDelimited);
            output.WriteLength((int)TensorBytes(tensor, header));
            WriteRaw(output, stream, header);
            output.WriteTag(9, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(UnsafeByteOperations.UnsafeWrap(RawOf(tensor)));
            done += RawBytes(tensor);
            progress.Tell(ImportStep.Write, done, graphBytes);
        }

        output.Flush();
        progress.Tell(ImportStep.Write, graphBytes, graphBytes);
    }

    // Fields that were laid out before go past the coded stream.
    private static void WriteRaw(CodedOutputStream output, Stream stream, byte[] fields)
    {
        output.Flush();
        stream.Write(fields);
    }

    // ModelProto but its graph: ir_version, producer_name, opset_import.
    private static ProtoMessage ModelOf(string producer) =>
        new ProtoMessage().Whole(1, IrVersion).Text(2, producer).Message(8, new ProtoMessage().Text(1, "").Whole(2, OperatorSet));

    // GraphProto but its initializers: node, name, input, output.
    private static ProtoMessage HeadOf(OnnxGraph graph)
    {
        var head = new ProtoMessage();
        foreach (var node in graph.Nodes)
        {
            head.Message(1, MessageOf(node));
        }

        head.Text(2, "graph");
        foreach (var (name, shape) in graph.Inputs)
        {
            head.Message(11, MessageOf(name, shape));
        }

        foreach (var (name, shape) in graph.Outputs)
        {
            head.Message(12, MessageOf(name, shape));
        }

        return head;
    }

    // NodeProto
    private static ProtoMessage MessageOf(OnnxNode node)
    {
        var message = new ProtoMessage();
        node.Inputs.ForEach(i => message.Text(1, i));
        node.Outputs.ForEach(o => message.Text(2, o));
        message.Text(3, node.Name).Text(4, node.Op);
        foreach (var attribute in node.Attributes)
        {
            message.Message(5, MessageOf(attribute));
        }

        return message;
    }

    // AttributeProto
    private static ProtoMessage MessageOf(OnnxAttribute attribute)
    {
        var message = new ProtoMessage().Text(1, attribute.Name);
        switch (attribute.Type)
        {
            case OnnxAttributeType.Float:
                message.Real(2, attribute.Real);
                break;
            case OnnxAttributeType.Int:
                message.Whole(3, attribute.Wholes[0]);
                break;
            case OnnxAttributeType.String:
                message.Text(4, attribute.Text);
                break;
            default:
                foreach (var whole in attribute.Wholes)
                {
                    message.Whole(8, whole);
                }

                break;
        }

        return message.Whole(20, (long)attribute.Type);
    }

    // ValueInfoProto with TypeProto, TypeProto.Tensor and TensorShapeProto
    private static ProtoMessage MessageOf(string name, int[] shape)
    {
        var sizes = new ProtoMessage();
        foreach (var size in shape)
        {
            sizes.Message(1, new ProtoMessage().Whole(1, size));
        }

        return new ProtoMessage().Text(1, name).Message(2, new ProtoMessage().Message(1, new ProtoMessage().Whole(1, TypeFloat).Message(2, sizes)));
    }

    // TensorProto but its numbers: dims, data_type, name.
    private static byte[] HeaderOf(string name, Tensor tensor)
    {
        using var header = new ProtoMessage();
        foreach (var size in tensor.Shape)
        {
            header.Whole(1, size);
        }

        return header.Whole(2, tensor.IsReal ? TypeFloat : TypeInt64).Text(8, name).ToArray();
    }

    private static long RawBytes(Tensor tensor) => (long)tensor.Count * (tensor.IsReal ? sizeof(float) : sizeof(long));

    private static long TensorBytes(Tensor tensor, byte[] header) => header.Length + NestedBytes(RawBytes(tensor));

    // A tag below 16 takes one byte.
    private static long NestedBytes(long length) => 1 + CodedOutputStream.ComputeUInt64Size((ulong)length) + length;

    // Little-endian on every machine.
    private static byte[] RawOf(Tensor tensor)
    {
        var bytes = new byte[RawBytes(tensor)];
        for (var i = 0; i < tensor.Count; i++)
        {
            if (tensor.IsReal)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), tensor.Reals[i]);
            }
            else
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), tensor.Wholes[i]);
            }
        }

        return bytes;
    }
}
