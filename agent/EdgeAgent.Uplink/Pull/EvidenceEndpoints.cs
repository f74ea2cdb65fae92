using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeAgent.Uplink.Pull;

/// <summary>Kept pictures: `GET /v1/evidence`, `GET /v1/evidence/{number}`; scope evidence, each access audited.</summary>
internal sealed class EvidenceEndpoints(IEvidence? evidence, Action<AuditNote> audit)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Get("/v1/evidence", PullScopes.Evidence, ListAsync);
        routes.Get("/v1/evidence/{number}", PullScopes.Evidence, PictureAsync);
    }

    private async Task ListAsync(HttpContext context)
    {
        if (await context.RefusesQueryAsync().ConfigureAwait(false))
        {
            return;
        }

        var items = evidence?.List() ?? [];
        Audit(context, "", "done", $"{items.Count} pictures listed");
        await JsonAnswer.WriteAsync(context, writer => Write(writer, items)).ConfigureAwait(false);
    }

    private async Task PictureAsync(HttpContext context)
    {
        if (await context.RefusesQueryAsync().ConfigureAwait(false))
        {
            return;
        }

        var text = (string)context.Request.RouteValues["number"]!;
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var picture = isNumber ? evidence?.Read(number) : null;
        Audit(context, isNumber ? text : "", picture is null ? "refused" : "done", picture is null ? "there is no such picture" : "");
        if (picture is null)
        {
            await Problems.WriteAsync(context, 404, $"there is no picture '{(text.Length > 40 ? text[..40] : text)}'; expected a number of /v1/evidence").ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = "image/jpeg";
        context.Response.ContentLength = picture.Length;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.BodyWriter.WriteAsync(picture, context.RequestAborted).ConfigureAwait(false);
    }

    private void Audit(HttpContext context, string target, string outcome, string detail) =>
        audit(new AuditNote($"pull:{context.Features.Get<Caller>()!.Name}", "evidence", target, outcome, detail));

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<EvidenceItem> items)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("pictures");
        foreach (var item in items)
        {
            writer.WriteStartObject();
            writer.WriteNumber("number", item.Number);
            writer.WriteString("camera", item.Camera);
            writer.WriteString("point", item.Point);
            WireJson.WriteTime(writer, "time", item.UtcMs);
            writer.WriteString("clock", CloudEventJson.NameOf(item.Clock));
            writer.WriteNumber("bytes", item.Bytes);
            writer.WriteNumber("leftMs", Math.Max(0, item.LeftMs));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
