using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Binds one point of the site file, and tells what its schema cannot: what does not fit together.</summary>
internal static class ModbusPointBinder
{
    private static readonly string[] TypeNames = ["bool", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"];

    /// <summary>The point as the driver reads it.</summary>
    public static ModbusPoint Bind(JsonElement point, long pollMs, BindContext context)
    {
        if (!ModbusRegister.TryParse(point.GetProperty("register"), out var table, out var address))
        {
            context.At("register").Fault($"there is no register {point.GetProperty("register").GetRawText()}", ModbusRegister.Form);
        }

        var isBit = table is ModbusTable.Coil or ModbusTable.Discrete;
        var type = (ModbusType)Array.IndexOf(TypeNames, point.Text("type", isBit ? "bool" : "uint16"));
        var bound = new ModbusPoint
        {
            Table = table,
            Address = address,
            Type = type,
            Order = OrderOf(point.Text("order", "ABCD")),
            Bit = point.Integer("bit") ?? -1,
            Scale = point.Number("scale") ?? 1,
            Offset = point.Number("offset") ?? 0,
            Invalid = [.. point.Items("invalid").Select(i => i.GetDouble())],
            PollMs = pollMs,
        };
        CheckType(point, bound, isBit, context);
        return bound;
    }

    /// <summary>The point as the data path knows it.</summary>
    public static PointDescriptor Describe(JsonElement point, JsonElement device, long pollMs, BindContext context)
    {
        var range = point.Items("range").ToArray();
        double? min = range.Length == 2 && range[0].ValueKind == JsonValueKind.Number ? range[0].GetDouble() : null;
        double? max = range.Length == 2 && range[1].ValueKind == JsonValueKind.Number ? range[1].GetDouble() : null;
        if (min > max)
        {
            context.At("range").Fault($"{point.GetProperty("range").GetRawText()} is upside down", "[lowest, highest]");
        }

        if (min is null && max is null && point.TryGetProperty("alarm", out _))
        {
            context.At("alarm").Fault("an alarm outOfRange without a \"range\"", "a \"range\" beside it");
        }

        var kind = KindOf(point);
        if (point.Flag("counter") && point.TryGetProperty("states", out _))
        {
            context.At("counter").Fault("a counter with \"states\"", "one of the two");
        }

        return new PointDescriptor
        {
            Name = $"{device.Text("name", "")}/{point.Text("name", "")}",
            Label = point.Text("label", ""),
            Unit = point.Text("unit", ""),
            Kind = kind,
            Grade = ModbusRtuKind.GradeOf(point.Text("grade", device.Text("grade", "internal"))),
            PollMs = pollMs,
            RangeMin = min,
            RangeMax = max,
            AlarmOutOfRange = point.Text("alarm", "") == "outOfRange",
            States = point.TryGetProperty("states", out var states)
                ? states.EnumerateObject().ToDictionary(s => int.Parse(s.Name, CultureInfo.InvariantCulture), s => s.Value.GetString()!)
                : null,
        };
    }

    private static PointKind KindOf(JsonElement point)
    {
        if (point.Flag("counter"))
        {
            return PointKind.Counter;
        }

        var isBit = ModbusRegister.TryParse(point.GetProperty("register"), out var table, out _) && table is ModbusTable.Coil or ModbusTable.Discrete;
        return isBit || point.Text("type", "") == "bool" || point.TryGetProperty("states", out _) ? PointKind.Discrete : PointKind.Gauge;
    }

    private static void CheckType(JsonElement point, ModbusPoint bound, bool isBit, BindContext context)
    {
        if (isBit && bound.Type != ModbusType.Bool)
        {
            context.At("type").Fault($"a {bound.Table.ToString().ToLowerInvariant()} is one bit", "\"bool\"");
        }

        if (bound.Bit >= 0 && (bound.Type != ModbusType.Bool || isBit))
        {
            context.At("bit").Fault("\"bit\" without a register of type bool", "\"type\": \"bool\" and a holding or input register");
        }

        if (!isBit && bound.Type == ModbusType.Bool && bound.Bit < 0)
        {
            context.At("type").Fault("type bool in a register without \"bit\"", "\"bit\": 0..15");
        }

        var order = point.Text("order", "");
        if (order.Length == 2 && ModbusPoint.RegistersOf(bound.Type) > 1)
        {
            context.At("order").Fault($"order {order} is for one register", "ABCD, CDAB, BADC or DCBA");
        }

        if (bound.Address + bound.Length > 65_536)
        {
            context.At("register").Fault($"{bound.Length} registers from {bound.Address} on go beyond the last one", "a last register of at most 65535");
        }

        if (bound.Scale == 0)
        {
            context.At("scale").Fault("a scale of 0 makes every value 0", "any other number");
        }
    }

    private static ModbusOrder OrderOf(string text) => text switch
    {
        "CDAB" => ModbusOrder.Cdab,
        "BADC" or "BA" => ModbusOrder.Badc,
        "DCBA" => ModbusOrder.Dcba,
        _ => ModbusOrder.Abcd,
    };
}
