using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Uplink.Http;

/// <summary>Small JSON bodies.</summary>
public static class RequestBody
{
    /// <summary>Longest body of any request, bytes.</summary>
    public const int MaxBytes = 16_384;

    /// <summary>Reads a JSON object; null after a problem was answered (400, 413, 415).</summary>
    public static async Task<JsonDocument?> ReadObjectAsync(HttpContext context)
    {
        var type = context.Request.ContentType ?? "";
        if (!type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            await Problems.WriteAsync(context, 415, $"the content type is '{(type.Length > 40 ? type[..40] : type)}'; expected application/json").ConfigureAwait(false);
            return null;
        }

        if (context.Request.ContentLength > MaxBytes)
        {
            await Problems.WriteAsync(context, 413, $"the body has {context.Request.ContentLength} bytes; expected at most {MaxBytes}").ConfigureAwait(false);
            return null;
        }

        try
        {
            var document = await JsonDocument.ParseAsync(context.Request.Body, new JsonDocumentOptions { MaxDepth = 8 }, context.RequestAborted).ConfigureAwait(false);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            await Problems.WriteAsync(context, 400, "the body is no JSON object").ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            await Problems.WriteAsync(context, 400, $"the body is no valid JSON at line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}").ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            await Problems.WriteAsync(context, e.StatusCode, $"the body cannot be read; expected at most {MaxBytes} bytes").ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>A string of a body; null for another kind of value, and for one whose bytes or escapes are no text.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Lone surrogates and broken UTF-8 pass the parser and show only here.
            return null;
        }
    }
}
