using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Core.Config.Templates;

/// <summary>
/// Writes a site file anew with the templates of its devices filled in: members and points that a device has itself go before the template's. A device's own points keep their places, those
/// of the template follow, so that what is told of the result is told at the right place of the file.
/// </summary>
/// <param name="library">The templates.</param>
/// <param name="context">Root of the site file, for faults.</param>
/// <param name="faults">Takes faults in templates.</param>
internal sealed class TemplateExpansion(TemplateLibrary library, BindContext context, List<ConfigFault> faults)
{
    private const string Key = "template";

    /// <summary>The document with its templates filled in; null when no device has one.</summary>
    public JsonDocument? Expand(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.Items("sources").Any(s => s.ValueKind == JsonValueKind.Object && s.Items("devices").Any(IsTemplated)))
        {
            return null;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var member in root.EnumerateObject())
            {
                WriteMember(json, member, member.Name == "sources", (item, i) => WriteSource(json, item, $"sources[{i}]"));
            }

            json.WriteEndObject();
        }

        return JsonDocument.Parse(stream.ToArray());
    }

    private static bool IsTemplated(JsonElement device) => device.ValueKind == JsonValueKind.Object && device.TryGetProperty(Key, out var name) && name.ValueKind == JsonValueKind.String;

    private static void WriteMember(Utf8JsonWriter json, JsonProperty member, bool isList, Action<JsonElement, string> write)
    {
        if (!isList || member.Value.ValueKind != JsonValueKind.Array)
        {
            member.WriteTo(json);
            return;
        }

        json.WriteStartArray(member.Name);
        var index = 0;
        foreach (var item in member.Value.EnumerateArray())
        {
            write(item, index++.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndArray();
    }

    private void WriteSource(Utf8JsonWriter json, JsonElement source, string path)
    {
        if (source.ValueKind != JsonValueKind.Object)
        {
            source.WriteTo(json);
            return;
        }

        var kind = source.Text("kind", "");
        json.WriteStartObject();
        foreach (var member in source.EnumerateObject())
        {
            WriteMember(json, member, member.Name == "devices", (item, i) => WriteDevice(json, item, kind, $"{path}.devices[{i}]"));
        }

        json.WriteEndObject();
    }

    private void WriteDevice(Utf8JsonWriter json, JsonElement device, string kind, string path)
    {
        if (!IsTemplated(device) || TemplateOf(device, kind, context.At(path).At(Key)) is not { } template)
        {
            device.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        foreach (var member in device.EnumerateObject().Where(m => m.Name != "points"))
        {
            member.WriteTo(json);
        }

        foreach (var member in template.Members.Where(m => !device.TryGetProperty(m.Name, out _)))
        {
            member.WriteTo(json);
        }

        json.WritePropertyName("points");
        WritePoints(json, device, template);
        json.WriteEndObject();
    }

    private static void WritePoints(Utf8JsonWriter json, JsonElement device, DeviceTemplate template)
    {
        if (device.TryGetProperty("points", out var own) && own.ValueKind != JsonValueKind.Array)
        {
            own.WriteTo(json);
            return;
        }

        json.WriteStartArray();
        foreach (var point in device.Items("points"))
        {
            WritePoint(json, point, template.Points.FirstOrDefault(p => NameOf(p) == NameOf(point)));
        }

        foreach (var point in template.Points.Where(p => !device.Items("points").Any(o => NameOf(o) == NameOf(p))))
        {
            point.WriteTo(json);
        }

        json.WriteEndArray();
    }

    // The site's point is the template's with other members: a label, a range, an alarm.
    private static void WritePoint(Utf8JsonWriter json, JsonElement point, JsonElement template)
    {
        if (template.ValueKind != JsonValueKind.Object)
        {
            point.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        foreach (var member in point.EnumerateObject())
        {
            member.WriteTo(json);
        }

        foreach (var member in template.EnumerateObject().Where(m => !point.TryGetProperty(m.Name, out _)))
        {
            member.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static string NameOf(JsonElement point) => point.ValueKind == JsonValueKind.Object ? point.Text("name", "\0") : "\0";

    private DeviceTemplate? TemplateOf(JsonElement device, string kind, BindContext at)
    {
        var name = device.Text(Key, "");
        if (!library.Has(name))
        {
            var known = library.Names;
            at.Fault($"no device template \"{JsonShow.Cut(name)}\"{NearestWord.Hint(name, known)}", known.Count > 0 ? "one of " + string.Join(", ", known) : "a file of that name in the folder templates beside the site file");
            return null;
        }

        var template = library.Get(name, faults);
        if (template is null)
        {
            at.Fault($"the device template \"{name}\" has faults", "a sound one");
        }
        else if (!template.Kinds.Contains(kind))
        {
            at.Fault($"the device template \"{name}\" is not for {JsonShow.Cut(kind)}", "a source of kind " + string.Join(" or ", template.Kinds));
            return null;
        }

        return template;
    }
}
