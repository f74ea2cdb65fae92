using System.Text.Json;

namespace EdgeAgent.Core.Config;

/// <summary>The schema keyword `type`.</summary>
internal static class SchemaType
{
    /// <summary>True when a value is of one of the types named.</summary>
    public static bool Fits(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(t => IsOf(t.GetString()!, value))
        : IsOf(type.GetString()!, value);

    /// <summary>The types, for messages.</summary>
    public static string Show(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? string.Join(" or ", type.EnumerateArray().Select(t => t.GetString())) : type.GetString()!;

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => IsNumber(value, out _),
        "integer" => IsNumber(value, out var number) && number == Math.Floor(number),
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"the schema type '{type}' is not enforced"),
    };

    // 1e999 is a JSON number and no number to count with.
    private static bool IsNumber(JsonElement value, out double number)
    {
        number = double.NaN;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number) && double.IsFinite(number);
    }
}
