using System.Globalization;
using System.Text.Json;

namespace EdgeCtl.Watch;

/// <summary>Reads the answer of `GET /v1/points`. Pure; unknown fields are passed over.</summary>
internal static class PointsReader
{
    private const int MaxPoints = 10_000;

    /// <summary>Reads it; false, with what is wrong, for an answer that is none.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, out IReadOnlyList<PointRow> rows, out string fault)
    {
        rows = [];
        try
        {
            using var document = JsonDocument.Parse(utf8);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("points", out var points) || points.ValueKind != JsonValueKind.Array)
            {
                fault = "the answer holds no list `points`: is this the pull API of a gateway?";
                return false;
            }

            rows = [.. points.EnumerateArray().Where(point => point.ValueKind == JsonValueKind.Object).Take(MaxPoints).Select(RowOf)];
            fault = "";
            return true;
        }
        catch (JsonException error)
        {
            fault = $"the answer is no JSON: {error.Message}";
            return false;
        }
    }

    private static PointRow RowOf(JsonElement point)
    {
        var latest = point.TryGetProperty("latest", out var nested) && nested.ValueKind == JsonValueKind.Object ? nested : point;
        return new PointRow(
            TextOf(point, "name"),
            TextOf(point, "label"),
            ValueOf(point, latest),
            TextOf(point, "unit"),
            TextOf(latest, "quality"),
            latest.TryGetProperty("ageMs", out var age) && age.TryGetInt64(out var ageMs) ? ageMs : null);
    }

    private static string ValueOf(JsonElement point, JsonElement latest)
    {
        if (!latest.TryGetProperty("value", out var value))
        {
            return "-";
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble().ToString("0.###", CultureInfo.InvariantCulture),
            JsonValueKind.String => value.GetString() ?? "-",
            JsonValueKind.True => "1",
            JsonValueKind.False => "0",
            _ => "-",
        };
        var state = TextOf(latest, "state");
        if (state.Length == 0 && point.TryGetProperty("states", out var states) && states.ValueKind == JsonValueKind.Object)
        {
            state = TextOf(states, text);
        }

        return state.Length > 0 ? state : text;
    }

    private static string TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
