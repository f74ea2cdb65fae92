using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Wire;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Uplink.Http;

/// <summary>Errors as `application/problem+json` (RFC 9457). Types are `urn:edge:problem:` and a word, listed in the OpenAPI document.</summary>
public static class Problems
{
    /// <summary>Begin of every type.</summary>
    public const string TypePrefix = "urn:edge:problem:";

    // What a store or a full house needs to recover, s.
    private const int UnavailableRetryS = 5;

    /// <summary>Answers with a problem.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="detail">What was wrong and what was expected.</param>
    /// <param name="type">The word of its type; left out: that of the status.</param>
    /// <param name="retryAfterS">When to come again, s; 0: 5 s for 503, nothing else.</param>
    /// <param name="authenticate">WWW-Authenticate; null for none.</param>
    public static async Task WriteAsync(HttpContext context, int status, string detail, string? type = null, int retryAfterS = 0, string? authenticate = null)
    {
        if (context.Response.HasStarted)
        {
            return;
        }

        var allow = context.Response.Headers.Allow;
        context.Response.Clear();
        context.Response.StatusCode = status;
        SetHeaders(context.Response.Headers, status, retryAfterS, authenticate);
        if (status == 405)
        {
            // RFC 9110, 15.5.6: a 405 names the methods that are for this address.
            context.Response.Headers.Allow = allow;
        }

        context.Response.ContentType = "application/problem+json";
        var (word, title) = NamesOf(status);
        await JsonAnswer.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type", TypePrefix + (type ?? word));
            writer.WriteString("title", title);
            writer.WriteNumber("status", status);
            writer.WriteString("detail", detail);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static void SetHeaders(IHeaderDictionary headers, int status, int retryAfterS, string? authenticate)
    {
        if (status == 413)
        {
            // The rest of the body is not read, so the connection cannot serve another request: say so.
            headers.Connection = "close";
        }

        if (authenticate is not null)
        {
            headers.WWWAuthenticate = authenticate;
        }

        var retry = retryAfterS > 0 || status != 503 ? retryAfterS : UnavailableRetryS;
        if (retry > 0)
        {
            headers.RetryAfter = retry.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static (string Word, string Title) NamesOf(int status) => status switch
    {
        400 => ("bad-request", "Bad Request"),
        401 => ("sign-in", "Unauthorized"),
        403 => ("forbidden", "Forbidden"),
        404 => ("not-found", "Not Found"),
        405 => ("method", "Method Not Allowed"),
        408 => ("timeout", "Request Timeout"),
        409 => ("conflict", "Conflict"),
        410 => ("consumer-expired", "Gone"),
        413 => ("too-large", "Content Too Large"),
        415 => ("media-type", "Unsupported Media Type"),
        429 => ("rate", "Too Many Requests"),
        431 => ("headers", "Request Header Fields Too Large"),
        503 => ("unavailable", "Service Unavailable"),
        _ => ("error", "Error"),
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
