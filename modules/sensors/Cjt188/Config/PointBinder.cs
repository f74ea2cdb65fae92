using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Binds one point of a meter and tells everything about it that a schema cannot.</summary>
internal sealed class PointBinder(byte type, StatusLayout status, JsonElement device, JsonElement point, BindContext context, DeviceDescriptor known)
{
    private const int Settlements = Cjt188Request.LastHistory - Cjt188Request.FirstHistory + 1;
    private static readonly Dictionary<int, string> ValveStates = new() { [StatusReader.Open] = "open", [StatusReader.Closed] = "closed", [StatusReader.Fault] = "fault" };
    private static readonly Dictionary<int, string> BatteryStates = new() { [0] = "good", [1] = "low" };

    /// <summary>The plan of the point and what the data path knows of it, or null after faults.</summary>
    public (Cjt188Point Plan, PointDescriptor Known)? Bind(int index)
    {
        var before = context.FaultCount;
        var word = point.Text("item", "");
        var found = Find(word);
        if (found is not var (quantity, identifier))
        {
            var words = QuantityNames.Of(type).Select(q => QuantityNames.Of(q, type)).ToList();
            context.At("item").Fault($"\"{word}\" is nothing that a meter of type {type:X2} tells{NearestWord.Hint(word, words)}", string.Join(", ", words));
            return null;
        }

        if (point.Number("scale") == 0)
        {
            context.At("scale").Fault("a scale of 0 makes every value 0", "any other number");
        }

        if (point.TryGetProperty("scale", out _) && KindOf(quantity) == PointKind.Discrete)
        {
            context.At("scale").Fault("a state cannot be scaled", "no scale");
        }

        var (unit, size) = UnitOf(quantity, word);
        CheckStatus(quantity, word);
        var pollMs = SourceBinding.PollMs(device, point);
        var described = SourceBinding.Point(known, point, context, pollMs) with
        {
            Unit = unit,
            Kind = KindOf(quantity),
            Writable = point.Flag("writable"),
            States = SourceBinding.States(point) ?? (quantity == Quantity.Valve ? ValveStates : quantity == Quantity.BatteryLow ? BatteryStates : null),
        };
        var plan = new Cjt188Point
        {
            Index = index,
            Identifier = identifier,
            Quantity = quantity,
            UnitSize = size,
            Scale = point.Number("scale") ?? 1,
            PollMs = pollMs,
            Priority = SourceBinding.Priority(device, point),
            IsWritable = point.Flag("writable"),
        };
        return context.FaultCount == before ? (plan, described) : null;
    }

    private (Quantity Quantity, ushort Identifier)? Find(string word)
    {
        foreach (var quantity in QuantityNames.Of(type))
        {
            var name = QuantityNames.Of(quantity, type);
            if (word == name)
            {
                return (quantity, Cjt188Request.MeterData);
            }

            var isSettlement = quantity is Quantity.VolumeSettlement or Quantity.EnergySettlement && word.StartsWith(name, StringComparison.Ordinal);
            if (isSettlement && word[name.Length] != '0' && int.TryParse(word.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Settlements)
            {
                return (quantity, (ushort)(Cjt188Request.FirstHistory + number - 1));
            }
        }

        return null;
    }

    private (string Unit, double Size) UnitOf(Quantity quantity, string word)
    {
        var wanted = MeterUnit.Wanted(QuantityNames.ClassOf(quantity));
        var unit = point.Text("unit", "");
        if (wanted.Count == 0)
        {
            var itsOwn = QuantityNames.FixedUnitOf(quantity);
            if (unit.Length > 0 && unit != itsOwn)
            {
                context.At("unit").Fault($"\"{word}\" has the unit \"{itsOwn}\"", itsOwn.Length > 0 ? $"\"{itsOwn}\", or none" : "no unit");
            }

            return (itsOwn, 1);
        }

        if (unit.Length == 0)
        {
            return wanted[0];
        }

        var index = wanted.ToList().FindIndex(w => w.Ucum == unit);
        if (index < 0)
        {
            context.At("unit").Fault($"\"{word}\" cannot be told in \"{unit}\"", string.Join(", ", wanted.Select(w => w.Ucum)));
        }

        return wanted[Math.Max(0, index)];
    }

    private void CheckStatus(Quantity quantity, string word)
    {
        if (quantity is Quantity.Valve or Quantity.BatteryLow && status == StatusLayout.None)
        {
            context.At("item").Fault($"\"{word}\" of a meter whose status bytes are not known", "a \"status\" of the device other than none");
        }

        if (point.Flag("writable") && quantity != Quantity.Valve)
        {
            context.At("writable").Fault($"\"{word}\" cannot be written", "\"writable\" at the valve alone");
        }
    }

    private static PointKind KindOf(Quantity quantity) => quantity switch
    {
        Quantity.Volume or Quantity.Energy or Quantity.OperatingTime => PointKind.Counter,
        Quantity.Valve or Quantity.BatteryLow => PointKind.Discrete,
        _ => PointKind.Gauge,
    };
}
