using System.Text.Json;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>What a host application says of itself on its STATE topic (Sparkplug 3.0, 6.4.26).</summary>
/// <param name="IsOnline">True when it is there.</param>
/// <param name="TimestampMs">Since when, UTC ms by its own clock.</param>
public readonly record struct HostState(bool IsOnline, long TimestampMs)
{
    /// <summary>Longest message that is read, bytes.</summary>
    public const int MaxBytes = 4_096;

    /// <summary>Reads a message; false for anything but an object with a boolean `online` and a whole number `timestamp`. Never throws.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, out HostState state)
    {
        state = default;
        if (utf8.Length > MaxBytes)
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(utf8);
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("online", out var online) || online.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
                || !json.RootElement.TryGetProperty("timestamp", out var timestamp) || timestamp.ValueKind != JsonValueKind.Number || !timestamp.TryGetInt64(out var timestampMs))
            {
                return false;
            }

            state = new HostState(online.GetBoolean(), timestampMs);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
