using System.Buffers;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Health;

/// <summary>Makes `edge.health.v1`. Pure.</summary>
public static class HealthWriter
{
    /// <summary>The summary, of class routine.</summary>
    public static Summary Make(HealthFacts facts, GatewayConfig gateway, in Now now, uint boot)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, WireJson.Options))
        {
            Write(writer, facts, gateway);
        }

        return new Summary
        {
            Type = SummaryType.Health,
            Class = SummaryClass.Routine,
            Grade = Grade.Internal,
            Made = Stamp.At(now, boot),
            Data = new JsonData(buffer.WrittenMemory),
        };
    }

    private static void Write(Utf8JsonWriter writer, HealthFacts facts, GatewayConfig gateway)
    {
        writer.WriteStartObject();
        writer.WriteString("version", facts.Version);
        writer.WriteNumber("runningMs", facts.RunningMs);
        writer.WriteString("label", gateway.Label);
        writer.WriteString("division", gateway.Division);
        writer.WriteString("timeZone", gateway.TimeZone);
        WritePlace(writer, gateway.Place);
        writer.WriteString("configuration", facts.ConfigurationHash);
        writer.WriteStartObject("points");
        writer.WriteNumber("count", facts.Points);
        writer.WriteString("hash", facts.PointsHash);
        writer.WriteEndObject();
        WriteBuffer(writer, facts);
        writer.WriteStartArray("buses");
        foreach (var bus in facts.Buses)
        {
            WriteBus(writer, bus);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("uplinks");
        foreach (var uplink in facts.Uplinks)
        {
            writer.WriteStartObject();
            writer.WriteString("name", uplink.Name);
            writer.WriteBoolean("connected", uplink.Connected);
            writer.WriteNumber("acknowledged", uplink.Acknowledged);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteDrops(writer, facts);
        writer.WriteNumber("memoryBytes", facts.MemoryBytes);
        writer.WriteStartArray("modules");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter writer, PlaceConfig? place)
    {
        if (place is null)
        {
            return;
        }

        writer.WriteStartObject("place");
        writer.WriteNumber("lat", place.Lat);
        writer.WriteNumber("lon", place.Lon);
        writer.WriteString("datum", place.Datum);
        writer.WriteString("floor", place.Floor);
        writer.WriteEndObject();
    }

    private static void WriteBuffer(Utf8JsonWriter writer, HealthFacts facts)
    {
        var buffer = facts.Buffer;
        writer.WriteString("epoch", buffer.Epoch);
        writer.WriteStartObject("head");
        foreach (var summaryClass in SummaryClasses.All)
        {
            writer.WriteNumber(SummaryClasses.NameOf(summaryClass), buffer.Heads[summaryClass]);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("disk");
        writer.WriteNumber("bufferBytes", buffer.SizeBytes);
        writer.WriteNumber("budgetBytes", buffer.BudgetBytes);
        writer.WriteNumber("writtenBytes", buffer.BytesWritten);
        writer.WriteNumber("syncs", buffer.Syncs);
        writer.WriteNumber("evicted", buffer.Evicted.Alarm + buffer.Evicted.Event + buffer.Evicted.Routine + buffer.Evicted.Bulk);
        writer.WriteNumber("merged", buffer.Merged);
        if (facts.DiskFreeBytes is { } free)
        {
            writer.WriteNumber("freeBytes", free);
        }

        if (buffer.Fault is { } fault)
        {
            writer.WriteString("fault", fault);
        }

        writer.WriteEndObject();
    }

    private static void WriteBus(Utf8JsonWriter writer, Core.Status.BusView bus)
    {
        writer.WriteStartObject();
        writer.WriteString("port", bus.Port);
        writer.WriteString("kind", bus.Kind);
        writer.WriteBoolean("open", bus.Open);
        writer.WriteNumber("requests", bus.Statistics.Requests);
        writer.WriteNumber("good", bus.Statistics.Ended(Quality.Good));
        writer.WriteNumber("devicesLost", bus.Statistics.DevicesLost);
        writer.WriteEndObject();
    }

    private static void WriteDrops(Utf8JsonWriter writer, HealthFacts facts)
    {
        writer.WriteStartObject("drops");
        foreach (var drop in facts.Drops)
        {
            writer.WriteNumber($"{drop.Place}/{drop.Reason}", drop.Count);
        }

        writer.WriteEndObject();
    }
}
