using System.Globalization;
using System.Text.Json;

namespace EdgeCtl.Watch;

/// <summary>Reads the answer of `GET /v1/points`. Pure; unknown fields are passed over.</summary>
internal static class PointsReader
{
    private const int MaxPoints = 10_000;

    /// <summary>Reads it; false, with what is wrong, for an answer that is none. Ages are against <paramref name="now"/>.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, DateTimeOffset now, out IReadOnlyList<PointRow> rows, out string fault)
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

            rows = [.. points.EnumerateArray().Where(point => point.ValueKind == JsonValueKind.Object).Take(MaxPoints).Select(point => RowOf(point, now))];
            fault = "";
            return true;
        }
        catch (JsonException error)
        {
            fault = $"the answer is no JSON: {error.Message}";
            return false;
        }
    }

    private static PointRow RowOf(JsonElement point, DateTimeOffset now) =>
        new(TextOf(point, "name"), TextOf(point, "label"), ValueOf(point), TextOf(point, "unit"), TextOf(point, "quality"), AgeOf(point, now));

    private static long? AgeOf(JsonElement point, DateTimeOffset now) =>
        point.TryGetProperty("at", out var at) && at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var time)
            ? Math.Max(0, (long)(now - time).TotalMilliseconds)
            : null;

    private static string ValueOf(JsonElement point)
    {
        if (!point.TryGetProperty("value", out var value))
        {
            return "-";
        }

        var text = value.ValueKind == JsonValueKind.Number ? value.GetDouble().ToString("0.###", CultureInfo.InvariantCulture) : "-";
        var state = point.TryGetProperty("states", out var states) && states.ValueKind == JsonValueKind.Object ? TextOf(states, text) : "";
        return state.Length > 0 ? state : text;
    }

    private static string TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
