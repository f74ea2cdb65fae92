using System.Buffers;
using System.Text.Json;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Events;

/// <summary>The stored form, version 1, of what is open: a JSON array, small and rare.</summary>
internal static class EventState1
{
    public static byte[] Write(IEnumerable<OpenEvent> open)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, WireJson.Options))
        {
            writer.WriteStartArray();
            foreach (var item in open)
            {
                writer.WriteStartObject();
                writer.WriteString("subject", item.Subject);
                writer.WriteString("rule", item.Rule);
                writer.WriteString("alarmId", item.AlarmId);
                writer.WriteNumber("boot", item.Boot);
                writer.WriteNumber("sinceMonoMs", item.SinceMonoMs);
                writer.WriteNumber("sinceMs", item.SinceMs);
                writer.WriteBoolean("alarm", item.IsAlarm);
                if (item.IsAcknowledged)
                {
                    writer.WriteBoolean("acknowledged", true);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static IReadOnlyList<OpenEvent> Read(ReadOnlySpan<byte> state)
    {
        if (state.IsEmpty)
        {
            return [];
        }

        try
        {
            var reader = new Utf8JsonReader(state);
            using var document = JsonDocument.ParseValue(ref reader);
            return [.. document.RootElement.EnumerateArray().Select(ReadOne)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return [];
        }
    }

    private static OpenEvent ReadOne(JsonElement item) => new(
        item.GetProperty("subject").GetString() ?? "",
        item.GetProperty("rule").GetString() ?? "",
        item.GetProperty("alarmId").GetString() ?? "",
        item.TryGetProperty("boot", out var boot) ? boot.GetUInt32() : 0,
        item.TryGetProperty("sinceMonoMs", out var mono) ? mono.GetInt64() : 0,
        item.GetProperty("sinceMs").GetInt64(),
        item.GetProperty("alarm").GetBoolean(),
        item.TryGetProperty("acknowledged", out var acknowledged) && acknowledged.GetBoolean());
}
