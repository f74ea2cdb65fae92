using System.Security.Cryptography;
using EdgeAgent.Core.Config;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeAgent.Uplink.Pull;

/// <summary>`/v1/openapi.json`: the OpenAPI 3.1 document of the pull API, as it was written.</summary>
internal static class OpenApiEndpoint
{
    private const string Resource = "EdgeAgent.Uplink.openapi.json";
    private static readonly Lazy<(byte[] Body, string Tag)> Document = new(Load);

    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.Get("/v1/openapi.json", PullScopes.Read, AnswerAsync);

    private static async Task AnswerAsync(HttpContext context)
    {
        if (!await context.RefusesQueryAsync().ConfigureAwait(false))
        {
            await TaggedAnswer.WriteAsync(context, Document.Value.Body, Document.Value.Tag).ConfigureAwait(false);
        }
    }

    private static (byte[] Body, string Tag) Load()
    {
        using var stream = typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"the resource {Resource} is missing from the build");
        var body = new byte[stream.Length];
        stream.ReadExactly(body);
        return (body, TaggedAnswer.TagOf(body));
    }
}

/// <summary>JSON bodies with an entity tag (RFC 9110, 8.8.3).</summary>
internal static class TaggedAnswer
{
    private const int TagBytes = 8;

    /// <summary>A strong tag of a body.</summary>
    public static string TagOf(ReadOnlySpan<byte> body) => $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, TagBytes))}\"";

    /// <summary>Answers 304 to who has it, else the body.</summary>
    public static async Task WriteAsync(HttpContext context, byte[] body, string tag)
    {
        context.Response.Headers.ETag = tag;
        if (Has(context, tag))
        {
            context.Response.StatusCode = 304;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    // RFC 9110, 13.1.2: a list of tags, weak ones count, * means any.
    private static bool Has(HttpContext context, string tag) =>
        context.Request.Headers.IfNoneMatch.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries)).Any(t => t == "*" || t == tag || t == "W/" + tag);
}
