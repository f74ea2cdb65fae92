using System.Text.Json;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Uplink.Pull;

/// <summary>Writes pages, consumers and positions as JSON.</summary>
internal static class PageWriter
{
    private const int FlushBytes = 32_768;

    /// <summary>Answers with a page, flushed in pieces so that memory stays bounded.</summary>
    public static async Task WriteAsync(HttpContext context, CloudEventJson json, Page page, string next)
    {
        context.Response.ContentType = "application/json";
        var writer = new Utf8JsonWriter(context.Response.BodyWriter, WireJson.Options);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("items");
            foreach (var item in page.Items)
            {
                json.Write(writer, item);
                if (writer.BytesPending > FlushBytes)
                {
                    writer.Flush();
                    await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
                }
            }

            writer.WriteEndArray();
            writer.WriteString("next", next);
            writer.WriteBoolean("more", page.More);
            WritePositions(writer, "head", page.Store.Heads);
            writer.WriteString("epoch", page.Store.Epoch);
            writer.WriteEndObject();
            writer.Flush();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Writes a consumer.</summary>
    public static void WriteConsumer(Utf8JsonWriter writer, ConsumerState consumer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", consumer.Name);
        writer.WriteStartArray("classes");
        foreach (var summaryClass in SummaryClasses.All.Where(c => consumer.Classes.Holds(c)))
        {
            writer.WriteStringValue(SummaryClasses.NameOf(summaryClass));
        }

        writer.WriteEndArray();
        WritePositions(writer, "acknowledged", consumer.Acknowledged);
        WireJson.WriteTime(writer, "created", consumer.CreatedMs);
        WireJson.WriteTime(writer, "lastSeen", consumer.LastSeenMs);
        writer.WriteEndObject();
    }

    /// <summary>Writes a number for each class.</summary>
    public static void WritePositions(Utf8JsonWriter writer, string name, in Positions positions)
    {
        writer.WriteStartObject(name);
        foreach (var summaryClass in SummaryClasses.All)
        {
            writer.WriteNumber(SummaryClasses.NameOf(summaryClass), positions[summaryClass]);
        }

        writer.WriteEndObject();
    }
}
