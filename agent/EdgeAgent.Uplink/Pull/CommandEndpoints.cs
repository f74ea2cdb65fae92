using System.Text.Json;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Config;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeAgent.Uplink.Pull;

/// <summary>The command channel by HTTP: `GET /v1/commands`, `POST /v1/commands/{name}`; scope admin.</summary>
internal sealed class CommandEndpoints(ICommands? commands)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Get("/v1/commands", PullScopes.Admin, ListAsync);
        routes.PostTo("/v1/commands/{name}", PullScopes.Admin, RunAsync);
    }

    private async Task ListAsync(HttpContext context)
    {
        if (await context.RefusesQueryAsync().ConfigureAwait(false))
        {
            return;
        }

        await JsonAnswer.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("commands");
            foreach (var name in commands?.Names ?? [])
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task RunAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        if (await context.RefusesQueryAsync().ConfigureAwait(false))
        {
            return;
        }

        if (commands is null || !commands.Names.Contains(name, StringComparer.Ordinal))
        {
            var known = commands?.Names ?? [];
            await Problems.WriteAsync(context, 404, $"there is no command '{(name.Length > 40 ? name[..40] : name)}'{NearestWord.Hint(name, known)}; expected one of {string.Join(", ", known)}").ConfigureAwait(false);
            return;
        }

        using var body = await RequestBody.ReadObjectAsync(context).ConfigureAwait(false);
        if (body is null)
        {
            return;
        }

        var caller = context.Features.Get<Caller>()!.Name;
        var reply = await commands.RunAsync(new CommandRequest(name, body.RootElement, $"pull:{caller}"), context.RequestAborted).ConfigureAwait(false);
        if (reply.Status != CommandStatus.Done)
        {
            await Problems.WriteAsync(context, (int)reply.Status, reply.Detail).ConfigureAwait(false);
            return;
        }

        await JsonAnswer.WriteAsync(context, writer => WriteReply(writer, name, reply)).ConfigureAwait(false);
    }

    private static void WriteReply(Utf8JsonWriter writer, string name, CommandReply reply)
    {
        writer.WriteStartObject();
        writer.WriteString("command", name);
        writer.WriteString("detail", reply.Detail);
        writer.WriteEndObject();
    }
}
