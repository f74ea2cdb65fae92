using System.Text.Json;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>What the retained topic `.../status` says of the gateway.</summary>
internal static class StatusMessage
{
    /// <summary>The gateway went, or was lost: also the Last Will.</summary>
    public static byte[] Offline { get; } = "{\"online\":false}"u8.ToArray();

    /// <summary>The gateway is there.</summary>
    public static byte[] Online(string epoch, long sinceMs)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, WireJson.Options))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("online", true);
            writer.WriteString("epoch", epoch);
            WireJson.WriteTime(writer, "since", sinceMs);
            writer.WriteEndObject();
        }

        return memory.ToArray();
    }
}
