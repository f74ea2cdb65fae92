using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Binds one point of a meter and tells everything about it that a schema cannot.</summary>
internal sealed class PointBinder(ItemCatalog catalog, JsonElement device, JsonElement point, BindContext context, DeviceDescriptor known)
{
    private static readonly string[] OfIdentifier = ["offset", "bytes", "decimals", "format", "unit"];

    /// <summary>The plan of the point and what the data path knows of it, or null after faults.</summary>
    public (Dlt645Point Plan, PointDescriptor Known)? Bind(int index)
    {
        var before = context.FaultCount;
        var word = point.Text("item", "");
        var identifier = point.Text("di", "");
        if ((word.Length == 0) == (identifier.Length == 0))
        {
            context.At(word.Length == 0 ? "item" : "di").Fault(
                word.Length == 0 ? "no item and no di" : "an item and a di", "\"item\": a word such as energy.active.forward, or \"di\": a data identifier");
            return null;
        }

        if (point.Number("scale") == 0)
        {
            context.At("scale").Fault("a scale of 0 makes every value 0", "any other number");
        }

        var item = word.Length > 0 ? ByWord(word) : ByIdentifier(uint.Parse(identifier, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        var pollMs = SourceBinding.PollMs(device, point);
        var described = SourceBinding.Point(known, point, context, pollMs);
        if (item is null || context.FaultCount != before)
        {
            return null;
        }

        var plan = new Dlt645Point
        {
            Index = index,
            Item = item,
            IsStandard = word.Length > 0,
            PollMs = pollMs,
            Priority = SourceBinding.Priority(device, point),
            Scale = point.Number("scale") ?? 1,
        };
        return (plan, described with { Unit = item.Unit, Kind = IsCounter(item) ? PointKind.Counter : PointKind.Gauge });
    }

    private MeterItem? ByWord(string word)
    {
        foreach (var name in OfIdentifier.Where(n => point.TryGetProperty(n, out _)))
        {
            context.At(name).Fault($"\"{name}\" beside \"item\", which fixes it", $"\"di\" in place of \"item\", or no \"{name}\"");
        }

        var item = catalog.Find(word);
        if (item is null)
        {
            context.At("item").Fault($"\"{word}\" is nothing that these meters tell{NearestWord.Hint(word, catalog.Words)}", "a word of the vocabulary, as in energy.active.forward, energy.active.forward.rate1, voltage.a, power.active");
        }
        else if (item.Format.Kind == ItemKind.Characters)
        {
            context.At("item").Fault($"\"{word}\" is a text", "a quantity with a number");
        }

        return item;
    }

    private MeterItem? ByIdentifier(uint identifier)
    {
        var offset = point.Integer("offset") ?? 0;
        var items = new List<MeterItem>();
        var standard = catalog.TryLayout(identifier, byte.MaxValue, items) ? items.Find(i => i.Offset == offset) : null;
        var bytes = point.Integer("bytes") ?? standard?.Format.Bytes ?? 0;
        if (bytes is 0 or > 7)
        {
            context.At("bytes").Fault($"the standard has no number at {identifier:X} from byte {offset} on, and the point does not tell its length", "\"bytes\", and what it needs of \"decimals\", \"format\" and \"unit\"");
            return null;
        }

        var kind = point.Text("format", "") switch
        {
            "bcd" => ItemKind.Number,
            "signed" => ItemKind.Signed,
            "binary" => ItemKind.Binary,
            _ => standard is { } s && s.Format.Bytes == bytes ? s.Format.Kind : ItemKind.Number,
        };
        var decimals = point.Integer("decimals") ?? standard?.Format.Decimals ?? 0;
        return new MeterItem(identifier, offset, standard?.Name ?? FieldNames.Data, point.Text("unit", standard?.Unit ?? ""), new ItemFormat(kind, bytes, decimals));
    }

    private bool IsCounter(MeterItem item) => point.TryGetProperty("counter", out _)
        ? point.Flag("counter")
        : item.Name.StartsWith("energy.", StringComparison.Ordinal) && item.Format.Kind != ItemKind.Signed && !item.Name.Contains(".settlement", StringComparison.Ordinal);
}
