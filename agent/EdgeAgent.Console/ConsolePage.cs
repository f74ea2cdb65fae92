using System.Text.Json;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeAgent.Console;

/// <summary>
/// The status page: one HTML page with a script and a style of its own, nothing from elsewhere, and the data behind it as JSON. For people on the gateway itself;
/// personal points show that they are read, never what, and people in a camera's picture are made unknowable.
/// </summary>
/// <param name="view">The gateway.</param>
/// <param name="cameras">Its cameras; null for none.</param>
public sealed class ConsolePage(IGatewayView view, ICameraPictures? cameras = null)
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly (string Path, string Resource, string Type)[] Files =
    [
        ("/", "page.html", "text/html; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
    ];

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, resource, type) in Files)
        {
            var body = Read(resource);
            routes.MapGet(path, (RequestDelegate)(context => AnswerAsync(context, body, type)));
        }

        routes.MapGet("/api/view", (RequestDelegate)ViewAsync);
        routes.MapGet("/api/picture/{camera}", (RequestDelegate)PictureAsync);
    }

    private static async Task AnswerAsync(HttpContext context, byte[] body, string type)
    {
        Guard(context);
        context.Response.ContentType = type;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static void Guard(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
    }

    private async Task ViewAsync(HttpContext context)
    {
        Guard(context);
        context.Response.ContentType = "application/json";
        var writer = new Utf8JsonWriter(context.Response.BodyWriter, WireJson.Options);
        await using (writer.ConfigureAwait(false))
        {
            Write(writer);
            await writer.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private async Task PictureAsync(HttpContext context)
    {
        Guard(context);
        context.Response.Headers.CacheControl = "no-store";
        var camera = (string)context.Request.RouteValues["camera"]!;
        if (cameras is null || !cameras.Cameras.Contains(camera, StringComparer.Ordinal))
        {
            context.Response.StatusCode = 404;
            return;
        }

        if (await cameras.PictureAsync(camera, context.RequestAborted).ConfigureAwait(false) is not { } picture)
        {
            context.Response.StatusCode = 503;
            return;
        }

        context.Response.ContentType = "image/jpeg";
        context.Response.ContentLength = picture.Length;
        await context.Response.BodyWriter.WriteAsync(picture, context.RequestAborted).ConfigureAwait(false);
    }

    private void Write(Utf8JsonWriter writer)
    {
        var site = view.Site;
        var now = view.Clock.Read();
        writer.WriteStartObject();
        writer.WriteString("gateway", site.Gateway.Id);
        writer.WriteString("label", site.Gateway.Label);
        writer.WriteString("version", view.Version);
        writer.WriteString("profile", site.Profile.Name);
        writer.WriteString("clock", CloudEventJson.NameOf(now.Clock));
        WireJson.WriteTime(writer, "time", now.UtcMs);
        writer.WriteNumber("runningMs", (now.MonoNs - view.StartedNs) / 1_000_000);
        writer.WriteStartArray("cameras");
        foreach (var camera in cameras?.Cameras ?? [])
        {
            writer.WriteStringValue(camera);
        }

        writer.WriteEndArray();
        WritePoints(writer, site.Table, now.MonoNs);
        WriteBuses(writer);
        WriteBuffer(writer);
        WriteUplinks(writer);
        writer.WriteEndObject();
    }

    private void WritePoints(Utf8JsonWriter writer, PointTable table, long nowNs)
    {
        Span<double> history = stackalloc double[60];
        writer.WriteStartArray("points");
        for (var i = 0; i < table.Points.Count; i++)
        {
            var point = table.Points[i];
            var latest = view.Latest(i);
            writer.WriteStartObject();
            writer.WriteString("name", point.Name);
            writer.WriteString("label", point.Label);
            writer.WriteString("unit", point.Unit);
            writer.WriteString("grade", CloudEventJson.NameOf(point.Grade));
            if (latest.MonoNs > 0)
            {
                writer.WriteString("quality", QualityNames.NameOf(latest.Quality));
                writer.WriteNumber("ageMs", Math.Max(0, (nowNs - latest.MonoNs) / 1_000_000));
                WriteValue(writer, point, latest);
            }

            writer.WriteStartArray("history");
            foreach (var value in history[..view.History(i, history)])
            {
                writer.WriteNumberValue(value);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, PointDescriptor point, in Reading latest)
    {
        if (latest.Quality != Quality.Good || point.Grade == Grade.Personal)
        {
            return;
        }

        WireJson.WriteNumber(writer, "value", latest.Value);
        if (point.States is { } states && states.TryGetValue((int)latest.Value, out var state))
        {
            writer.WriteString("state", state);
        }
    }

    private void WriteBuses(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("buses");
        foreach (var bus in view.Buses())
        {
            writer.WriteStartObject();
            writer.WriteString("port", bus.Port);
            writer.WriteString("kind", bus.Kind);
            writer.WriteBoolean("open", bus.Open);
            writer.WriteString("fault", bus.Fault);
            writer.WriteNumber("requests", bus.Statistics.Requests);
            writer.WriteNumber("good", bus.Statistics.Ended(Quality.Good));
            writer.WriteNumber("devicesLost", bus.Statistics.DevicesLost);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteBuffer(Utf8JsonWriter writer)
    {
        var buffer = view.Buffer.Status();
        writer.WriteStartObject("buffer");
        writer.WriteString("epoch", buffer.Epoch);
        writer.WriteStartArray("classes");
        foreach (var summaryClass in SummaryClasses.All)
        {
            writer.WriteStartObject();
            writer.WriteString("class", SummaryClasses.NameOf(summaryClass));
            writer.WriteNumber("head", buffer.Heads[summaryClass]);
            writer.WriteNumber("kept", buffer.Stored[summaryClass]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("sizeBytes", buffer.SizeBytes);
        writer.WriteNumber("budgetBytes", buffer.BudgetBytes);
        writer.WriteString("fault", buffer.Fault ?? "");
        writer.WriteEndObject();
    }

    private void WriteUplinks(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("uplinks");
        foreach (var uplink in view.Uplinks())
        {
            writer.WriteStartObject();
            writer.WriteString("name", uplink.Name);
            writer.WriteString("server", uplink.Server);
            writer.WriteBoolean("connected", uplink.Connected);
            writer.WriteNumber("inFlight", uplink.InFlight);
            writer.WriteNumber("acknowledged", uplink.Acknowledged);
            writer.WriteString("fault", uplink.Fault);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static byte[] Read(string resource)
    {
        using var stream = typeof(ConsolePage).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"the build lacks {resource}");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
