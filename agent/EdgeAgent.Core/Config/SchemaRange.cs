using System.Text.Json;

namespace EdgeAgent.Core.Config;

/// <summary>The schema keywords `minimum`, `maximum` and `exclusiveMinimum`.</summary>
internal static class SchemaRange
{
    /// <summary>True when a value is no number or keeps the limit of one keyword.</summary>
    public static bool Fits(JsonProperty keyword, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return true;
        }

        var number = value.GetDouble();
        var limit = keyword.Value.GetDouble();
        return keyword.Name switch { "minimum" => number >= limit, "maximum" => number <= limit, _ => number > limit };
    }

    /// <summary>The whole range of a schema, for messages.</summary>
    public static string Show(JsonElement schema)
    {
        var min = schema.TryGetProperty("minimum", out var low) ? low.GetRawText() : schema.TryGetProperty("exclusiveMinimum", out low) ? $"more than {low.GetRawText()}" : "";
        var max = schema.TryGetProperty("maximum", out var high) ? high.GetRawText() : "";
        return (min, max) switch
        {
            ({ Length: > 0 }, { Length: > 0 }) => $"{min} to {max}",
            ({ Length: > 0 }, _) => min.StartsWith("more", StringComparison.Ordinal) ? min : $"at least {min}",
            _ => $"at most {max}",
        };
    }
}
