using System.Buffers;
using System.Text.Json;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Departing;

/// <summary>Puts right the times in a summary that was made before its boot knew the time. Pure.</summary>
internal static class TimeCorrection
{
    private static ReadOnlySpan<byte> Since => "since"u8;

    /// <summary>The summary by the boot's offset: when it was made, a window's from and to, an event's since. All move by the same amount, so no interval changes.</summary>
    public static Summary Correct(Summary summary, in BootTime boot)
    {
        var utcMs = summary.Made.MonoMs + boot.OffsetMs;
        var byMs = utcMs - summary.Made.UtcMs;
        return summary with
        {
            Made = summary.Made with { UtcMs = utcMs, Clock = boot.Clock },
            Data = summary.Data switch
            {
                WindowData window => window with { FromMs = window.FromMs + byMs, ToMs = window.ToMs + byMs },
                JsonData json when summary.Type == SummaryType.Event && byMs != 0 => Shift(json, byMs),
                var data => data,
            },
        };
    }

    private static JsonData Shift(JsonData json, long byMs)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Utf8.Length + 16);
        using (var document = JsonDocument.Parse(json.Utf8))
        using (var writer = new Utf8JsonWriter(buffer, WireJson.Options))
        {
            writer.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals(Since) && property.Value.TryGetDateTimeOffset(out var since))
                {
                    WireJson.WriteTime(writer, "since", since.ToUnixTimeMilliseconds() + byMs);
                }
                else
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return new JsonData(buffer.WrittenMemory);
    }
}
