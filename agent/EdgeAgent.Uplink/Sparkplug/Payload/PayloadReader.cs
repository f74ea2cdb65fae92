using Google.Protobuf;

namespace EdgeAgent.Uplink.Sparkplug.Payload;

/// <summary>
/// Reads payloads. What a newer version of the specification may add is skipped; what is damaged or beyond the limits is a fault, never an exception. Thread-safe.
/// </summary>
public static class PayloadReader
{
    /// <summary>Longest payload that is read, bytes.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Most metrics of a payload.</summary>
    public const int MaxMetrics = 50_000;

    /// <summary>Most properties of a metric.</summary>
    public const int MaxProperties = 256;

    /// <summary>Reads a payload; false with the reason in <paramref name="fault"/>.</summary>
    public static bool TryRead(byte[] bytes, out SparkplugPayload payload, out string fault)
    {
        payload = new SparkplugPayload();
        fault = "";
        if (bytes.Length > MaxBytes)
        {
            fault = $"{bytes.Length} bytes, at most {MaxBytes} are read";
            return false;
        }

        try
        {
            payload = Read(new CodedInputStream(bytes));
            return true;
        }
        catch (InvalidProtocolBufferException e)
        {
            fault = $"no Sparkplug payload: {e.Message}";
            return false;
        }
        catch (LimitException e)
        {
            fault = e.Message;
            return false;
        }
    }

    private static SparkplugPayload Read(CodedInputStream input)
    {
        long? timestampMs = null;
        ulong? seq = null;
        var metrics = new List<SparkplugMetric>();
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (tag)
            {
                case (1 << 3) | (uint)WireFormat.WireType.Varint:
                    timestampMs = (long)input.ReadUInt64();
                    break;
                case (2 << 3) | (uint)WireFormat.WireType.LengthDelimited:
                    Limit(metrics.Count, MaxMetrics, "metrics");
                    metrics.Add(ReadMetric(input.ReadBytes().CreateCodedInput()));
                    break;
                case (3 << 3) | (uint)WireFormat.WireType.Varint:
                    seq = input.ReadUInt64();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return new SparkplugPayload { TimestampMs = timestampMs, Seq = seq, Metrics = metrics };
    }

    private static SparkplugMetric ReadMetric(CodedInputStream input)
    {
        var metric = new SparkplugMetric();
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            metric = tag switch
            {
                (1 << 3) | (uint)WireFormat.WireType.LengthDelimited => metric with { Name = input.ReadString() },
                (2 << 3) | (uint)WireFormat.WireType.Varint => metric with { Alias = input.ReadUInt64() },
                (3 << 3) | (uint)WireFormat.WireType.Varint => metric with { TimestampMs = (long)input.ReadUInt64() },
                (4 << 3) | (uint)WireFormat.WireType.Varint => metric with { Type = (SparkplugType)input.ReadUInt32() },
                (5 << 3) | (uint)WireFormat.WireType.Varint => metric with { IsHistorical = input.ReadBool() },
                (7 << 3) | (uint)WireFormat.WireType.Varint => metric with { IsNull = input.ReadBool() },
                (9 << 3) | (uint)WireFormat.WireType.LengthDelimited => metric with { Properties = ReadProperties(input.ReadBytes().CreateCodedInput()) },
                _ => metric with { Value = ReadValue(input, tag, 10, metric.Value) },
            };
        }

        return metric;
    }

    private static SparkplugProperty[] ReadProperties(CodedInputStream input)
    {
        var keys = new List<string>();
        var values = new List<(SparkplugType Type, SparkplugValue Value)>();
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            Limit(Math.Max(keys.Count, values.Count), MaxProperties, "properties");
            switch (tag)
            {
                case (1 << 3) | (uint)WireFormat.WireType.LengthDelimited:
                    keys.Add(input.ReadString());
                    break;
                case (2 << 3) | (uint)WireFormat.WireType.LengthDelimited:
                    values.Add(ReadProperty(input.ReadBytes().CreateCodedInput()));
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return keys.Count == values.Count
            ? [.. keys.Zip(values, (key, value) => new SparkplugProperty(key, value.Type, value.Value))]
            : throw new LimitException($"{keys.Count} keys of properties and {values.Count} values; as many of one as of the other are expected");
    }

    private static (SparkplugType Type, SparkplugValue Value) ReadProperty(CodedInputStream input)
    {
        SparkplugType type = default;
        SparkplugValue value = default;
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (tag == ((1 << 3) | (uint)WireFormat.WireType.Varint))
            {
                type = (SparkplugType)input.ReadUInt32();
            }
            else
            {
                value = ReadValue(input, tag, 3, value);
            }
        }

        return (type, value);
    }

    private static SparkplugValue ReadValue(CodedInputStream input, uint tag, int firstField, SparkplugValue before)
    {
        switch (WireFormat.GetTagFieldNumber(tag) - firstField, WireFormat.GetTagWireType(tag))
        {
            case (0, WireFormat.WireType.Varint):
                return SparkplugValue.Of(input.ReadUInt32());
            case (1, WireFormat.WireType.Varint):
                return SparkplugValue.Of(input.ReadUInt64());
            case (2, WireFormat.WireType.Fixed32):
                return SparkplugValue.Of(input.ReadFloat());
            case (3, WireFormat.WireType.Fixed64):
                return SparkplugValue.Of(input.ReadDouble());
            case (4, WireFormat.WireType.Varint):
                return SparkplugValue.Of(input.ReadBool());
            case (5, WireFormat.WireType.LengthDelimited):
                return SparkplugValue.Of(input.ReadString());
            default:
                input.SkipLastField();
                return WireFormat.GetTagFieldNumber(tag) >= firstField + 6 ? SparkplugValue.Other : before;
        }
    }

    private static void Limit(int count, int most, string what)
    {
        if (count >= most)
        {
            throw new LimitException($"more than {most} {what}");
        }
    }

    // Only for the way from the depths of a message to TryRead.
    private sealed class LimitException(string message) : Exception(message);
}
