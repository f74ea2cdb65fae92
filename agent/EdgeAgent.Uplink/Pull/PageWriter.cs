using System.IO.Pipelines;
using System.Text.Json;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Uplink.Pull;

/// <summary>Writes a page as JSON, flushed in pieces so that memory stays bounded. One request's.</summary>
/// <param name="context">The request.</param>
/// <param name="json">Writes summaries.</param>
/// <param name="range">Times let through.</param>
/// <param name="tellAlive">Called before each flush: what came before it has been taken.</param>
internal sealed class PageWriter(HttpContext context, CloudEventJson json, TimeRange range, Action tellAlive) : IDisposable
{
    private const int FlushBytes = 32_768;

    private readonly PipeWriter _body = context.Response.BodyWriter;
    private readonly Utf8JsonWriter _writer = new(context.Response.BodyWriter, WireJson.Options);

    /// <summary>Bytes of JSON so far.</summary>
    public long Written => _writer.BytesCommitted + _writer.BytesPending;

    /// <summary>Begins the page.</summary>
    public void Begin()
    {
        context.Response.ContentType = "application/json";
        _writer.WriteStartObject();
        _writer.WriteStartArray("items");
    }

    /// <summary>Writes a piece.</summary>
    public async ValueTask WriteAsync(List<StoredSummary> piece, CancellationToken cancel)
    {
        foreach (var item in piece)
        {
            if (!range.Holds(item.Summary))
            {
                continue;
            }

            json.Write(_writer, item);
            if (_writer.BytesPending > FlushBytes)
            {
                await FlushAsync(cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Ends the page.</summary>
    public async ValueTask EndAsync(PageStream page, string next, CancellationToken cancel)
    {
        _writer.WriteEndArray();
        _writer.WriteString("next", next);
        _writer.WriteBoolean("more", page.More);
        WritePositions(_writer, "head", page.Store.Heads);
        _writer.WriteString("epoch", page.Store.Epoch);
        _writer.WriteEndObject();
        await FlushAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private async ValueTask FlushAsync(CancellationToken cancel)
    {
        _writer.Flush();
        tellAlive();
        await _body.FlushAsync(cancel).ConfigureAwait(false);
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
