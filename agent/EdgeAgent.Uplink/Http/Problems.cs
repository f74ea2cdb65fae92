using System.Text.Json;
using EdgeAgent.Core.Wire;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Uplink.Http;

/// <summary>Errors as `application/problem+json` (RFC 9457).</summary>
public static class Problems
{
    /// <summary>Answers with a problem. <paramref name="detail"/> says what was wrong and what was expected.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string detail)
    {
        if (context.Response.HasStarted)
        {
            return;
        }

        var allow = context.Response.Headers.Allow;
        context.Response.Clear();
        context.Response.StatusCode = status;
        if (status == 405)
        {
            // RFC 9110, 15.5.6: a 405 names the methods that are for this address.
            context.Response.Headers.Allow = allow;
        }

        if (status == 413)
        {
            // The rest of the body is not read, so the connection cannot serve another request: say so.
            context.Response.Headers.Connection = "close";
        }

        context.Response.ContentType = "application/problem+json";
        await JsonAnswer.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type", "about:blank");
            writer.WriteString("title", TitleOf(status));
            writer.WriteNumber("status", status);
            writer.WriteString("detail", detail);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static string TitleOf(int status) => status switch
    {
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Error",
    };
}

/// <summary>JSON answers without reflection.</summary>
public static class JsonAnswer
{
    /// <summary>Writes one JSON value straight into the response.</summary>
    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType ??= "application/json";
        var writer = new Utf8JsonWriter(context.Response.BodyWriter, WireJson.Options);
        await using (writer.ConfigureAwait(false))
        {
            write(writer);
            await writer.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }
}
