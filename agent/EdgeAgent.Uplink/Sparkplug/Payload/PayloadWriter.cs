using Google.Protobuf;

namespace EdgeAgent.Uplink.Sparkplug.Payload;

/// <summary>
/// Writes payloads as protocol buffers. The messages are few and fixed, and their proto2 file needs a compiler at build time, so the fields are laid out here by
/// hand; each number and length is the library's work. Field numbers: sparkplug_b.proto of the specification. Thread-safe.
/// </summary>
public static class PayloadWriter
{
    /// <summary>The bytes of a payload.</summary>
    public static byte[] Write(SparkplugPayload payload)
    {
        var size = SizeOf(payload);
        var bytes = new byte[size];
        using var output = new CodedOutputStream(bytes);
        if (payload.TimestampMs is { } timestampMs)
        {
            output.WriteTag(1, WireFormat.WireType.Varint);
            output.WriteUInt64((ulong)timestampMs);
        }

        foreach (var metric in payload.Metrics)
        {
            output.WriteTag(2, WireFormat.WireType.LengthDelimited);
            output.WriteLength(SizeOf(metric));
            Write(output, metric);
        }

        if (payload.Seq is { } seq)
        {
            output.WriteTag(3, WireFormat.WireType.Varint);
            output.WriteUInt64(seq);
        }

        output.CheckNoSpaceLeft();
        return bytes;
    }

    private static int SizeOf(SparkplugPayload payload)
    {
        var size = payload.TimestampMs is { } timestampMs ? 1 + CodedOutputStream.ComputeUInt64Size((ulong)timestampMs) : 0;
        foreach (var metric in payload.Metrics)
        {
            size += Nested(1, SizeOf(metric));
        }

        return size + (payload.Seq is { } seq ? 1 + CodedOutputStream.ComputeUInt64Size(seq) : 0);
    }

    private static void Write(CodedOutputStream output, SparkplugMetric metric)
    {
        if (metric.Name is { } name)
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteString(name);
        }

        WriteNumber(output, 2, metric.Alias);
        WriteNumber(output, 3, (ulong?)metric.TimestampMs);
        WriteNumber(output, 4, (ulong?)metric.Type);
        WriteNumber(output, 5, metric.IsHistorical ? 1 : null);
        WriteNumber(output, 7, metric.IsNull ? 1 : null);
        if (metric.Properties.Count > 0)
        {
            output.WriteTag(9, WireFormat.WireType.LengthDelimited);
            output.WriteLength(SizeOfProperties(metric.Properties));
            WriteProperties(output, metric.Properties);
        }

        WriteValue(output, metric.Value, 10);
    }

    private static int SizeOf(SparkplugMetric metric)
    {
        var size = metric.Name is { } name ? 1 + CodedOutputStream.ComputeStringSize(name) : 0;
        size += SizeOfNumber(metric.Alias) + SizeOfNumber((ulong?)metric.TimestampMs) + SizeOfNumber((ulong?)metric.Type);
        size += (metric.IsHistorical ? 2 : 0) + (metric.IsNull ? 2 : 0);
        size += metric.Properties.Count > 0 ? Nested(1, SizeOfProperties(metric.Properties)) : 0;
        return size + SizeOfValue(metric.Value);
    }

    private static void WriteProperties(CodedOutputStream output, IReadOnlyList<SparkplugProperty> properties)
    {
        foreach (var property in properties)
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteString(property.Key);
        }

        foreach (var property in properties)
        {
            output.WriteTag(2, WireFormat.WireType.LengthDelimited);
            output.WriteLength(SizeOf(property));
            WriteNumber(output, 1, (ulong)property.Type);
            WriteNumber(output, 2, property.Value.Kind == SparkplugValueKind.None ? 1 : null);
            WriteValue(output, property.Value, 3);
        }
    }

    private static int SizeOfProperties(IReadOnlyList<SparkplugProperty> properties)
    {
        var size = 0;
        foreach (var property in properties)
        {
            size += 1 + CodedOutputStream.ComputeStringSize(property.Key) + Nested(1, SizeOf(property));
        }

        return size;
    }

    private static int SizeOf(in SparkplugProperty property) =>
        SizeOfNumber((ulong)property.Type) + (property.Value.Kind == SparkplugValueKind.None ? 2 : SizeOfValue(property.Value));

    // The union's fields stand in the same order in a metric (from 10) and in a property's value (from 3).
    private static void WriteValue(CodedOutputStream output, in SparkplugValue value, int firstField)
    {
        switch (value.Kind)
        {
            case SparkplugValueKind.Int:
                WriteNumber(output, firstField, value.AsUInt32);
                break;
            case SparkplugValueKind.Long:
                WriteNumber(output, firstField + 1, value.AsUInt64);
                break;
            case SparkplugValueKind.Float:
                output.WriteTag(firstField + 2, WireFormat.WireType.Fixed32);
                output.WriteFloat(value.AsFloat);
                break;
            case SparkplugValueKind.Double:
                output.WriteTag(firstField + 3, WireFormat.WireType.Fixed64);
                output.WriteDouble(value.AsDouble);
                break;
            case SparkplugValueKind.Boolean:
                output.WriteTag(firstField + 4, WireFormat.WireType.Varint);
                output.WriteBool(value.AsBoolean);
                break;
            case SparkplugValueKind.Text:
                output.WriteTag(firstField + 5, WireFormat.WireType.LengthDelimited);
                output.WriteString(value.Text!);
                break;
        }
    }

    // Every field of the union has a number below 16 and so a tag of one byte.
    private static int SizeOfValue(in SparkplugValue value) => value.Kind switch
    {
        SparkplugValueKind.Int => SizeOfNumber(value.AsUInt32),
        SparkplugValueKind.Long => SizeOfNumber(value.AsUInt64),
        SparkplugValueKind.Float => 1 + sizeof(float),
        SparkplugValueKind.Double => 1 + sizeof(double),
        SparkplugValueKind.Boolean => 2,
        SparkplugValueKind.Text => 1 + CodedOutputStream.ComputeStringSize(value.Text!),
        _ => 0,
    };

    private static void WriteNumber(CodedOutputStream output, int field, ulong? number)
    {
        if (number is { } value)
        {
            output.WriteTag(field, WireFormat.WireType.Varint);
            output.WriteUInt64(value);
        }
    }

    private static int SizeOfNumber(ulong? number) => number is { } value ? 1 + CodedOutputStream.ComputeUInt64Size(value) : 0;

    private static int Nested(int tagSize, int size) => tagSize + CodedOutputStream.ComputeLengthSize(size) + size;
}
