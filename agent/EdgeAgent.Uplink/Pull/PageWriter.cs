using System.Text.Json;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Uplink.Pull;

/// <summary>Writes pages, consumers and positions as JSON.</summary>
internal static class PageWriter
{
    private const int FlushBytes = 32_768;

    /// <summary>Answers with a page, read and flushed in pieces so that memory stays bounded.</summary>
    /// <param name="context">The request.</param>
    /// <param name="json">Writes summaries.</param>
    /// <param name="page">The page, its first piece read.</param>
    /// <param name="piece">That piece; it takes the others too.</param>
    /// <param name="range">Times let through.</param>
    /// <param name="cursorAt">Makes the cursor of positions.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task WriteAsync(
        HttpContext context, CloudEventJson json, PageStream page, List<StoredSummary> piece, TimeRange range, Func<Positions, string> cursorAt, CancellationToken cancel)
    {
        context.Response.ContentType = "application/json";
        var body = context.Response.BodyWriter;
        var writer = new Utf8JsonWriter(body, WireJson.Options);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("items");
            do
            {
                foreach (var item in piece)
                {
                    if (!range.Holds(item.Summary))
                    {
                        continue;
                    }

                    json.Write(writer, item);
                    if (writer.BytesPending > FlushBytes)
                    {
                        writer.Flush();
                        await body.FlushAsync(cancel).ConfigureAwait(false);
                    }
                }
            }
            while (page.TryNext(piece, writer.BytesCommitted + writer.BytesPending));

            writer.WriteEndArray();
            writer.WriteString("next", cursorAt(page.Next));
            writer.WriteBoolean("more", page.More);
            WritePositions(writer, "head", page.Store.Heads);
            writer.WriteString("epoch", page.Store.Epoch);
            writer.WriteEndObject();
            writer.Flush();
        }

        await body.FlushAsync(cancel).ConfigureAwait(false);
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
