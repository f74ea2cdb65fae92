using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeAgent.Uplink.Pull;

/// <summary>Consumers: made, shown, moved, removed. Handlers are plain delegates, so nothing is reflected over.</summary>
internal sealed partial class ConsumerEndpoints(IGatewayView view)
{
    private const string OtherEpoch = "the store has been replaced since the cursor was made; read on from the new epoch's beginning with the same cursor";

    private readonly string _gateway = view.Site.Gateway.Id;

    private ISummaryBuffer Buffer => view.Buffer;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Get("/v1/consumers", PullScopes.Read, ListAsync);
        routes.PutTo("/v1/consumers/{name}", PullScopes.Ack, PutAsync);
        routes.Get("/v1/consumers/{name}", PullScopes.Read, GetAsync);
        routes.DeleteAt("/v1/consumers/{name}", PullScopes.Ack, DeleteAsync);
        routes.PostTo("/v1/consumers/{name}/ack", PullScopes.Ack, AckAsync);
    }

    private static string NameIn(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    private async Task ListAsync(HttpContext context)
    {
        if (await context.RefusesQueryAsync().ConfigureAwait(false))
        {
            return;
        }

        var caller = context.Features.Get<Caller>()!;
        await JsonAnswer.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("consumers");
            foreach (var consumer in Buffer.Consumers().Where(c => caller.MayUse(c.Name)))
            {
                PageWriter.WriteConsumer(writer, consumer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task PutAsync(HttpContext context)
    {
        var name = NameIn(context);
        if (!ConsumerName().IsMatch(name))
        {
            await Problems.WriteAsync(context, 400, "a consumer's name is lower-case letters, digits and hyphens, 1 to 63 characters").ConfigureAwait(false);
            return;
        }

        if (await context.RefusesQueryAsync().ConfigureAwait(false) || await IsUplinkAsync(context, name).ConfigureAwait(false))
        {
            return;
        }

        using var body = await RequestBody.ReadObjectAsync(context).ConfigureAwait(false);
        if (body is null)
        {
            return;
        }

        if (!TryClasses(body.RootElement, out var classes, out var fault))
        {
            await Problems.WriteAsync(context, 400, fault).ConfigureAwait(false);
            return;
        }

        var isNew = Buffer.GetConsumer(name) is null;
        try
        {
            var consumer = await Buffer.PutConsumerAsync(name, classes, context.RequestAborted).ConfigureAwait(false);
            context.Response.StatusCode = isNew ? 201 : 200;
            await JsonAnswer.WriteAsync(context, writer => PageWriter.WriteConsumer(writer, consumer)).ConfigureAwait(false);
        }
        catch (InvalidOperationException e)
        {
            await Problems.WriteAsync(context, 409, e.Message).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            await Problems.WriteAsync(context, 503, e.Message).ConfigureAwait(false);
        }
    }

    private async Task GetAsync(HttpContext context)
    {
        if (!await context.RefusesQueryAsync().ConfigureAwait(false) && await FindAsync(context, Buffer).ConfigureAwait(false) is { } consumer)
        {
            await JsonAnswer.WriteAsync(context, writer => PageWriter.WriteConsumer(writer, consumer)).ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(HttpContext context)
    {
        if (await context.RefusesQueryAsync().ConfigureAwait(false) || await FindAsync(context, Buffer).ConfigureAwait(false) is not { } consumer
            || await IsUplinkAsync(context, consumer.Name).ConfigureAwait(false))
        {
            return;
        }

        if (view.Site.Pull?.RequiredConsumers.Contains(consumer.Name, StringComparer.Ordinal) == true)
        {
            await Problems.WriteAsync(context, 409, $"the site file says that consumer '{consumer.Name}' must have every summary; take it out of \"required\" first").ConfigureAwait(false);
            return;
        }

        try
        {
            await Buffer.RemoveConsumerAsync(consumer.Name, context.RequestAborted).ConfigureAwait(false);
            context.Response.StatusCode = 204;
        }
        catch (IOException e)
        {
            await Problems.WriteAsync(context, 503, e.Message).ConfigureAwait(false);
        }
    }

    private async Task AckAsync(HttpContext context)
    {
        if (await context.RefusesQueryAsync().ConfigureAwait(false) || await FindAsync(context, Buffer).ConfigureAwait(false) is not { } consumer
            || await IsUplinkAsync(context, consumer.Name).ConfigureAwait(false))
        {
            return;
        }

        using var body = await RequestBody.ReadObjectAsync(context).ConfigureAwait(false);
        if (body is null)
        {
            return;
        }

        if (!TryCursorText(body.RootElement, out var text, out var fault))
        {
            await Problems.WriteAsync(context, 400, fault).ConfigureAwait(false);
            return;
        }

        var store = Buffer.Store;
        var state = new CursorCodec(_gateway, store.Epoch, store.Key).TryRead(consumer.Name, text, out var positions, out var isPartial);
        if (state == CursorState.Foreign)
        {
            await Problems.WriteAsync(context, 400, "\"cursor\" is damaged, or was made for another gateway or consumer", "bad-cursor").ConfigureAwait(false);
        }
        else if (state == CursorState.OldEpoch)
        {
            await Problems.WriteAsync(context, 409, OtherEpoch, "other-epoch").ConfigureAwait(false);
        }
        else if (isPartial)
        {
            await Problems.WriteAsync(
                context, 409, "the cursor passed over summaries by `from` or `to`; expected one of a page that was read without them", "partial-cursor").ConfigureAwait(false);
        }
        else
        {
            await MoveAsync(context, consumer.Name, store.Epoch, positions).ConfigureAwait(false);
        }
    }

    private async Task MoveAsync(HttpContext context, string name, string epoch, Positions positions)
    {
        try
        {
            var result = await Buffer.AckAsync(name, epoch, positions, context.RequestAborted).ConfigureAwait(false);
            if (result is { IsOtherEpoch: false })
            {
                await JsonAnswer.WriteAsync(context, writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteNumber("released", result.Released);
                    PageWriter.WritePositions(writer, "acknowledged", result.Consumer.Acknowledged);
                    writer.WriteEndObject();
                }).ConfigureAwait(false);
                return;
            }

            await (result is null
                ? Problems.WriteAsync(context, 404, $"there is no consumer '{name}' any more", "no-consumer")
                : Problems.WriteAsync(context, 409, OtherEpoch, "other-epoch")).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            await Problems.WriteAsync(context, 503, e.Message).ConfigureAwait(false);
        }
    }

    // An uplink keeps a position of its own under its name: nobody else moves it.
    private async Task<bool> IsUplinkAsync(HttpContext context, string name)
    {
        if (view.Site.Links.All(u => u.Name != name) && view.Uplinks().All(u => u.Name != name))
        {
            return false;
        }

        await Problems.WriteAsync(context, 409, $"'{name}' is the name of an uplink, which moves its position itself; expected another name").ConfigureAwait(false);
        return true;
    }

    /// <summary>The consumer that the address names; null after 404 or 410 was answered.</summary>
    public static async Task<ConsumerState?> FindAsync(HttpContext context, ISummaryBuffer buffer)
    {
        var name = NameIn(context);
        if (buffer.GetConsumer(name) is { } consumer)
        {
            return consumer;
        }

        if (buffer.HasExpired(name))
        {
            await Problems.WriteAsync(context, 410, $"consumer '{name}' expired: it had not acknowledged for too long; make it again with PUT /v1/consumers/{name}").ConfigureAwait(false);
            return null;
        }

        await Problems.WriteAsync(context, 404, $"there is no consumer '{(name.Length > 63 ? name[..63] : name)}'; make it with PUT /v1/consumers/NAME", "no-consumer").ConfigureAwait(false);
        return null;
    }

    private static bool TryCursorText(JsonElement body, out string text, out string fault)
    {
        text = "";
        fault = "\"cursor\" is missing or no text; expected `next` of a page";
        if (!body.TryGetProperty("cursor", out var cursor) || RequestBody.TextOf(cursor) is not { } found)
        {
            return false;
        }

        text = found;
        fault = "an unknown key is in the body; expected \"cursor\" alone";
        return body.EnumerateObject().All(m => m.NameEquals("cursor"));
    }

    private static bool TryClasses(JsonElement body, out ClassSet classes, out string fault)
    {
        classes = ClassSet.None;
        fault = "\"classes\" is missing; expected a list of alarm, event, routine, bulk";
        if (!body.TryGetProperty("classes", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            return false;
        }

        foreach (var item in list.EnumerateArray())
        {
            if (!SummaryClasses.TryParse(RequestBody.TextOf(item), out var summaryClass))
            {
                fault = "unknown class in \"classes\"; expected alarm, event, routine or bulk";
                return false;
            }

            classes |= ClassSets.Of(summaryClass);
        }

        if (body.EnumerateObject().Any(m => !m.NameEquals("classes")))
        {
            fault = "an unknown key is in the body; expected \"classes\" alone";
            return false;
        }

        return true;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$")]
    private static partial Regex ConsumerName();
}
