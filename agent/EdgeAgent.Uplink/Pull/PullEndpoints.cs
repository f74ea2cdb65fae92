using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeAgent.Uplink.Pull;

/// <summary>The pull API: consumers, summaries by cursor, acknowledgements. Handlers are plain delegates, so nothing is reflected over.</summary>
public sealed partial class PullEndpoints(IGatewayView view, TimeProvider time)
{
    private readonly string _gateway = view.Site.Gateway.Id;

    private ISummaryBuffer Buffer => view.Buffer;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/consumers", (RequestDelegate)ListAsync);
        routes.MapPut("/v1/consumers/{name}", (RequestDelegate)PutAsync);
        routes.MapGet("/v1/consumers/{name}", (RequestDelegate)GetAsync);
        routes.MapDelete("/v1/consumers/{name}", (RequestDelegate)DeleteAsync);
        routes.MapGet("/v1/consumers/{name}/summaries", (RequestDelegate)PullAsync);
        routes.MapPost("/v1/consumers/{name}/ack", (RequestDelegate)AckAsync);
        routes.MapGet("/v1/summaries", (RequestDelegate)LookAsync);
    }

    private static string NameIn(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    private Task ListAsync(HttpContext context) => JsonAnswer.WriteAsync(context, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("consumers");
        foreach (var consumer in Buffer.Consumers())
        {
            PageWriter.WriteConsumer(writer, consumer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private async Task PutAsync(HttpContext context)
    {
        var name = NameIn(context);
        if (!ConsumerName().IsMatch(name))
        {
            await Problems.WriteAsync(context, 400, "a consumer's name is lower-case letters, digits and hyphens, 1 to 63 characters").ConfigureAwait(false);
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
        if (await FindAsync(context).ConfigureAwait(false) is { } consumer)
        {
            await JsonAnswer.WriteAsync(context, writer => PageWriter.WriteConsumer(writer, consumer)).ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } consumer)
        {
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

    private async Task PullAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is { } consumer)
        {
            await AnswerAsync(context, consumer.Name, consumer.Classes).ConfigureAwait(false);
        }
    }

    private Task LookAsync(HttpContext context) => AnswerAsync(context, "", ClassSet.All);

    private async Task AnswerAsync(HttpContext context, string consumer, ClassSet wanted)
    {
        if (PullQuery.Read(context.Request.Query, out var fault) is not { } query)
        {
            await Problems.WriteAsync(context, 400, fault).ConfigureAwait(false);
            return;
        }

        var classes = wanted & query.Classes;
        var mayWait = query.WaitS > 0;
        while (true)
        {
            // The store first: a consumer is never of an older epoch than the store that was seen before it.
            var store = Buffer.Store;
            var cursors = new CursorCodec(_gateway, store.Epoch, store.Key);
            if (StartOf(cursors, consumer, query.After) is not { } from)
            {
                await Problems.WriteAsync(context, 400, "the cursor is damaged or was made for another gateway or consumer; expected `next` of an earlier answer").ConfigureAwait(false);
                return;
            }

            var page = PageReader.Read(Buffer, store, from, classes, query.Limit);
            if (page?.Items.Count == 0 && mayWait)
            {
                mayWait = false;
                await WaitAsync(page, classes, query.WaitS, context.RequestAborted).ConfigureAwait(false);
            }
            else if (page is not null)
            {
                await PageWriter.WriteAsync(context, new CloudEventJson(_gateway, store.Epoch), page, cursors.Write(consumer, page.Next)).ConfigureAwait(false);
                return;
            }
        }
    }

    // Null for a cursor that is not one of ours. After a lost store the new epoch starts with gaps that say so, so it is read from its beginning.
    private Positions? StartOf(CursorCodec cursors, string consumer, string? after) => after is null
        ? Buffer.GetConsumer(consumer)?.Acknowledged ?? default
        : cursors.TryRead(consumer, after, out var positions) switch
        {
            CursorState.Good => positions,
            CursorState.OldEpoch => default(Positions),
            _ => null,
        };

    private async Task WaitAsync(Page page, ClassSet classes, int seconds, CancellationToken aborted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, aborted);
        try
        {
            await Buffer.WaitAsync(page.Store.Epoch, page.Seen, classes, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            // Nothing new came: an empty page says so.
        }
    }

    private async Task AckAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } consumer)
        {
            return;
        }

        using var body = await RequestBody.ReadObjectAsync(context).ConfigureAwait(false);
        if (body is null)
        {
            return;
        }

        var store = Buffer.Store;
        if (!body.RootElement.TryGetProperty("cursor", out var cursor) || RequestBody.TextOf(cursor) is not { } text
            || new CursorCodec(_gateway, store.Epoch, store.Key).TryRead(consumer.Name, text, out var positions) != CursorState.Good)
        {
            await Problems.WriteAsync(context, 400, "\"cursor\" is missing, damaged, of an earlier epoch, or was made for another gateway or consumer").ConfigureAwait(false);
            return;
        }

        try
        {
            var result = await Buffer.AckAsync(consumer.Name, store.Epoch, positions, context.RequestAborted).ConfigureAwait(false);
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
                ? Problems.WriteAsync(context, 404, $"there is no consumer '{consumer.Name}' any more")
                : Problems.WriteAsync(context, 409, "the store was replaced while this was asked; read on from the new epoch's beginning")).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            await Problems.WriteAsync(context, 503, e.Message).ConfigureAwait(false);
        }
    }

    private async Task<ConsumerState?> FindAsync(HttpContext context)
    {
        var name = NameIn(context);
        if (Buffer.GetConsumer(name) is { } consumer)
        {
            return consumer;
        }

        if (Buffer.HasExpired(name))
        {
            await Problems.WriteAsync(context, 410, $"consumer '{name}' expired: it had not acknowledged for too long; make it again with PUT /v1/consumers/{name}").ConfigureAwait(false);
            return null;
        }

        await Problems.WriteAsync(context, 404, $"there is no consumer '{(name.Length > 63 ? name[..63] : name)}'; make it with PUT /v1/consumers/NAME").ConfigureAwait(false);
        return null;
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
