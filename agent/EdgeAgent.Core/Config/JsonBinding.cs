using System.Text.Json;

namespace EdgeAgent.Core.Config;

/// <summary>Reads members of an element that fits its schema, with the schema's defaults.</summary>
public static class JsonBinding
{
    /// <summary>A text.</summary>
    public static string Text(this JsonElement element, string name, string otherwise) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : otherwise;

    /// <summary>A duration, ms.</summary>
    public static long DurationMs(this JsonElement element, string name, long otherwise) =>
        DurationText.TryParse(element.Text(name, ""), out var ms) ? ms : otherwise;

    /// <summary>A size, bytes.</summary>
    public static long Bytes(this JsonElement element, string name, long otherwise) =>
        SizeText.TryParse(element.Text(name, ""), out var bytes) ? bytes : otherwise;

    /// <summary>A whole number, or null.</summary>
    public static int? Integer(this JsonElement element, string name) => element.TryGetProperty(name, out var value) ? (int)value.GetDouble() : null;

    /// <summary>A number, or null.</summary>
    public static double? Number(this JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    /// <summary>A flag; false when it is not there.</summary>
    public static bool Flag(this JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>The items of an array; none when it is not there.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
