using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Core.Config;

/// <summary>
/// What is left of a source when its members, devices and points with faults are taken out: it fits its schema, so its kind can bind it and tell what it finds
/// in the rest. Places are those of the whole source.
/// </summary>
internal sealed class SoundPart : IDisposable
{
    private readonly SubtreeFaults _faults;
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly MemoryStream _bytes = new();
    private JsonDocument? _document;

    private SoundPart(SubtreeFaults faults) => _faults = faults;

    /// <summary>What is left.</summary>
    public JsonElement Root => _document!.RootElement;

    /// <summary>Path in the file by path in what is left, for each device and point.</summary>
    public IReadOnlyDictionary<string, string> Places => _places;

    /// <summary>Takes the faults out of <paramref name="source"/>; null when what is left does not fit <paramref name="schema"/> any more.</summary>
    public static SoundPart? Of(JsonElement source, string path, string schema, SubtreeFaults faults)
    {
        using var rules = JsonDocument.Parse(schema);
        string[] required = rules.RootElement.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(n => n.GetString()!)] : [];
        if (source.ValueKind != JsonValueKind.Object || !faults.IsSoundItself(path) || required.Any(r => r != "devices" && !faults.IsSound($"{path}.{r}")))
        {
            return null;
        }

        var part = new SoundPart(faults);
        var isWhole = part.Write(source, path);
        part._document = JsonDocument.Parse(part._bytes.GetBuffer().AsMemory(0, (int)part._bytes.Length));
        if (isWhole)
        {
            return part;
        }

        part.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _document?.Dispose();
        _bytes.Dispose();
    }

    private bool Write(JsonElement source, string path)
    {
        using var json = new Utf8JsonWriter(_bytes);
        var hasDevices = true;
        json.WriteStartObject();
        foreach (var member in source.EnumerateObject())
        {
            if (member.Name == "devices" && member.Value.ValueKind == JsonValueKind.Array && _faults.IsSoundItself($"{path}.devices"))
            {
                json.WritePropertyName(member.Name);
                hasDevices = WriteItems(json, member.Value, $"{path}.devices", $"{path}.devices", WriteDevice);
            }
            else if (_faults.IsSound($"{path}.{member.Name}"))
            {
                member.WriteTo(json);
            }
        }

        json.WriteEndObject();
        return hasDevices && _faults.IsSoundItself($"{path}.devices");
    }

    // True when at least one item is left: the schemas ask for one.
    private bool WriteItems(Utf8JsonWriter json, JsonElement items, string path, string leftPath, Func<Utf8JsonWriter, JsonElement, string, string, bool> write)
    {
        json.WriteStartArray();
        var left = 0;
        var index = 0;
        foreach (var item in items.EnumerateArray())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]");
            var leftPlace = string.Create(CultureInfo.InvariantCulture, $"{leftPath}[{left}]");
            if (write(json, item, place, leftPlace))
            {
                _places[leftPlace] = place;
                left++;
            }
        }

        json.WriteEndArray();
        return left > 0;
    }

    private bool WriteDevice(Utf8JsonWriter json, JsonElement device, string path, string leftPath)
    {
        var points = $"{path}.points";
        var canStay = device.ValueKind == JsonValueKind.Object && _faults.IsSoundItself(path) && _faults.IsSoundItself(points)
            && device.EnumerateObject().All(m => m.Name == "points" || _faults.IsSound($"{path}.{m.Name}"))
            && device.Items("points").Where((_, i) => _faults.IsSound(string.Create(CultureInfo.InvariantCulture, $"{points}[{i}]"))).Any();
        if (!canStay)
        {
            return false;
        }

        json.WriteStartObject();
        foreach (var member in device.EnumerateObject())
        {
            json.WritePropertyName(member.Name);
            if (member.Name == "points")
            {
                _ = WriteItems(json, member.Value, points, $"{leftPath}.points", WritePoint);
            }
            else
            {
                member.Value.WriteTo(json);
            }
        }

        json.WriteEndObject();
        return true;
    }

    private bool WritePoint(Utf8JsonWriter json, JsonElement point, string path, string leftPath)
    {
        var isSound = _faults.IsSound(path);
        if (isSound)
        {
            point.WriteTo(json);
        }

        return isSound;
    }
}
