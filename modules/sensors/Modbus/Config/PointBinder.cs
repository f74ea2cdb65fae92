using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Binds one point of a device and tells everything about it that a schema cannot.</summary>
internal sealed class PointBinder(JsonElement device, JsonElement point, BindContext context, DeviceDescriptor known)
{
    /// <summary>The plan of the point and what the data path knows of it, or null after faults.</summary>
    public (ModbusPoint Plan, PointDescriptor Known)? Bind(int index)
    {
        var before = context.FaultCount;
        if (!RegisterAddress.TryParse(point.GetProperty("register"), out var register))
        {
            context.At("register").Fault($"{point.GetProperty("register").GetRawText()} is no register", RegisterAddress.Form);
        }

        var bits = register.Area is ModbusArea.Coil or ModbusArea.Discrete;
        var bit = point.Integer("bit") ?? -1;
        var type = TypeOf(point.Text("type", bits || bit >= 0 ? "bool" : "uint16"));
        CheckType(register, bits, bit, type);
        var length = ModbusPoint.LengthOf(type);
        if (register.Index + length - 1 > RegisterAddress.MaxIndex)
        {
            context.At("register").Fault($"{register} and the {length - 1} after it run past the last register", $"{RegisterAddress.MaxIndex + 1 - length} at most for this type");
        }

        CheckFigures();
        CheckKind(type);
        CheckWritable(register);
        var (wordSwap, byteSwap) = OrderOf(length, bits);
        var invalid = point.Items("invalid").ToList();
        var floating = type is ModbusType.Float32 or ModbusType.Float64;
        var plan = new ModbusPoint
        {
            Index = index,
            Register = register,
            Type = bit >= 0 ? ModbusType.Bool : type,
            Bit = bit,
            PollMs = SourceBinding.PollMs(device, point),
            Priority = SourceBinding.Priority(device, point),
            Writable = point.Flag("writable"),
            WordSwap = wordSwap,
            ByteSwap = byteSwap,
            Scale = point.Number("scale") ?? 1,
            Offset = point.Number("offset") ?? 0,
            InvalidPatterns = floating ? [] : [.. invalid.Select((v, i) => PatternOf(v, i, type))],
            InvalidNumbers = !floating ? [] : [.. invalid.Select(v => type == ModbusType.Float32 ? v.GetSingle() : v.GetDouble())],
        };
        var described = Describe(plan);
        return context.FaultCount == before ? (plan, described) : null;
    }

    private PointDescriptor Describe(ModbusPoint plan)
    {
        var states = SourceBinding.States(point);
        return SourceBinding.Point(known, point, context, plan.PollMs) with
        {
            Unit = point.Text("unit", ""),
            Kind = point.Flag("counter") ? PointKind.Counter : states is not null || plan.Type == ModbusType.Bool ? PointKind.Discrete : PointKind.Gauge,
            Writable = plan.Writable,
            States = states,
        };
    }

    private void CheckType(RegisterAddress register, bool bits, int bit, ModbusType type)
    {
        if (bits && type != ModbusType.Bool)
        {
            context.At("type").Fault($"{RegisterAddress.NameOf(register.Area)}s are off or on", "bool, or a holding or input register");
        }

        if (bits && bit >= 0)
        {
            context.At("bit").Fault($"a {RegisterAddress.NameOf(register.Area)} has no bits", "a holding or input register");
        }

        if (!bits && bit >= 0 && type is not (ModbusType.Bool or ModbusType.UInt16 or ModbusType.Int16))
        {
            context.At("bit").Fault("a bit of a type with several registers", "no type, bool or uint16, and the register that holds the bit");
        }
    }

    private void CheckFigures()
    {
        if (point.Number("scale") == 0)
        {
            context.At("scale").Fault("a scale of 0 makes every value 0", "any other number");
        }
    }

    private void CheckKind(ModbusType type)
    {
        var counter = point.Flag("counter");
        if (counter && point.TryGetProperty("states", out _))
        {
            context.At("counter").Fault("a counter has no states", "\"counter\" or \"states\", not both");
        }

        if (counter && (type == ModbusType.Bool || point.TryGetProperty("bit", out _)))
        {
            context.At("counter").Fault("one bit cannot count", "a number type");
        }

        if (type == ModbusType.Bool && (point.TryGetProperty("scale", out _) || point.TryGetProperty("offset", out _)))
        {
            context.At(point.TryGetProperty("scale", out _) ? "scale" : "offset").Fault("off and on cannot be scaled", "no scale and no offset, or a number type");
        }
    }

    private void CheckWritable(RegisterAddress register)
    {
        if (point.Flag("writable") && register.Area is (ModbusArea.Discrete or ModbusArea.Input))
        {
            context.At("writable").Fault($"{register} can be read alone", "a coil or a holding register");
        }
    }

    private (bool WordSwap, bool ByteSwap) OrderOf(int length, bool bits)
    {
        var order = point.Text("order", "");
        if (order.Length > 0 && (bits || (order.Length == 2) != (length == 1)))
        {
            context.At("order").Fault($"order {order} does not fit the type", bits ? "no order" : length == 1 ? "AB or BA" : "ABCD, CDAB, BADC or DCBA");
        }

        return (order is "CDAB" or "DCBA", order is "BA" or "BADC" or "DCBA");
    }

    // A sentinel is compared as it stands in the registers, so -1 and 65535 mean the same 16 bits.
    private ulong PatternOf(JsonElement value, int index, ModbusType type)
    {
        var width = 16 * ModbusPoint.LengthOf(type);
        if (value.TryGetUInt64(out var pattern) && (width == 64 || pattern >> width == 0))
        {
            return pattern;
        }

        if (value.TryGetInt64(out var number) && number < 0 && (width == 64 || number >= -(1L << (width - 1))))
        {
            return width == 64 ? (ulong)number : (ulong)number & ((1UL << width) - 1);
        }

        context.At(string.Create(CultureInfo.InvariantCulture, $"invalid[{index}]")).Fault($"{value.GetRawText()} cannot stand in {width} bits", "a raw value of the type, before scaling");
        return 0;
    }

    private static ModbusType TypeOf(string text) => text switch
    {
        "bool" => ModbusType.Bool,
        "int16" => ModbusType.Int16,
        "int32" => ModbusType.Int32,
        "uint32" => ModbusType.UInt32,
        "int64" => ModbusType.Int64,
        "uint64" => ModbusType.UInt64,
        "float32" => ModbusType.Float32,
        "float64" => ModbusType.Float64,
        _ => ModbusType.UInt16,
    };
}
