using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Departing;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeAgent.Uplink.Pull;

/// <summary>Summaries by cursor, for consumers and for looks without one. Handlers are plain delegates, so nothing is reflected over.</summary>
internal sealed class SummaryEndpoints(IGatewayView view, Departures? departures, TimeProvider time)
{
    /// <summary>Requests that may wait for something new at a time.</summary>
    public const int MaxPolls = 32;

    // A reader that leaves what is buffered for it (64 KiB beside the kernel's) for longer is cut off: it holds a connection.
    private static readonly TimeSpan MaxStall = TimeSpan.FromSeconds(20);

    private readonly string _gateway = view.Site.Gateway.Id;
    private readonly PageDeparture? _departure = departures is null ? null : new PageDeparture(departures, view.Clock);
    private int _polls;

    private ISummaryBuffer Buffer => view.Buffer;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Get("/v1/consumers/{name}/summaries", PullScopes.Read, PullAsync);
        routes.Get("/v1/summaries", PullScopes.Read, LookAsync);
    }

    private async Task PullAsync(HttpContext context)
    {
        if (await ConsumerEndpoints.FindAsync(context, Buffer).ConfigureAwait(false) is { } consumer)
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
        var piece = new List<StoredSummary>(Math.Min(query.Limit, PageStream.PieceRecords));
        var mayWait = query.WaitS > 0;
        while (true)
        {
            // The store first: a consumer is never of an older epoch than the store that was seen before it.
            var store = Buffer.Store;
            var cursors = new CursorCodec(_gateway, store.Epoch, store.Key);
            if (StartOf(cursors, consumer, query) is not { } start)
            {
                await Problems.WriteAsync(
                    context, 400, "the cursor is damaged or was made for another gateway or consumer; expected `next` of an earlier answer", "bad-cursor").ConfigureAwait(false);
                return;
            }

            var page = new PageStream(Buffer, store, start.From, classes, query.Limit);
            var hasItems = await TryFirstAsync(page, piece, context.RequestAborted).ConfigureAwait(false);
            if (!hasItems && page.IsOtherEpoch)
            {
                continue;
            }

            if (hasItems || !mayWait)
            {
                await WriteAsync(context, new CloudEventJson(_gateway, store.Epoch), page, piece, query.Range, p => cursors.Write(consumer, p, start.IsPartial)).ConfigureAwait(false);
                return;
            }

            mayWait = false;
            if (!await TryWaitAsync(context, page, classes, query.WaitS).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async Task<bool> TryFirstAsync(PageStream page, List<StoredSummary> piece, CancellationToken cancel)
    {
        do
        {
            if (!page.TryNext(piece, 0))
            {
                return false;
            }

            await LeaveAsync(page, piece, cancel).ConfigureAwait(false);
        }
        while (piece.Count == 0);

        return true;
    }

    private Task LeaveAsync(PageStream page, List<StoredSummary> piece, CancellationToken cancel) => _departure?.LeaveAsync(page, piece, cancel) ?? Task.CompletedTask;

    // Null for a cursor that is not one of ours. After a lost store the new epoch starts with gaps that say so, so it is read from its beginning.
    private (Positions From, bool IsPartial)? StartOf(CursorCodec cursors, string consumer, PullQuery query)
    {
        if (query.After is null)
        {
            return (Buffer.GetConsumer(consumer)?.Acknowledged ?? default, !query.Range.IsAll);
        }

        return cursors.TryRead(consumer, query.After, out var positions, out var isPartial) switch
        {
            CursorState.Good => (positions, isPartial || !query.Range.IsAll),
            CursorState.OldEpoch => (default(Positions), !query.Range.IsAll),
            _ => null,
        };
    }

    private async Task WriteAsync(HttpContext context, CloudEventJson json, PageStream page, List<StoredSummary> piece, TimeRange range, Func<Positions, string> cursorAt)
    {
        using var limit = new CancellationTokenSource(MaxStall, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            using var writer = new PageWriter(context, json, range, () => limit.CancelAfter(MaxStall));
            writer.Begin();
            do
            {
                await writer.WriteAsync(piece, either.Token).ConfigureAwait(false);
                if (!page.TryNext(piece, writer.Written))
                {
                    break;
                }

                await LeaveAsync(page, piece, either.Token).ConfigureAwait(false);
            }
            while (true);

            await writer.EndAsync(page, cursorAt(page.Next), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What has been sent must not look like a whole page.
            context.Abort();
        }
    }

    private async Task<bool> TryWaitAsync(HttpContext context, PageStream page, ClassSet classes, int seconds)
    {
        try
        {
            if (Interlocked.Increment(ref _polls) > MaxPolls)
            {
                await Problems.WriteAsync(context, 503, $"{MaxPolls} requests wait already; expected wait=0, or again later").ConfigureAwait(false);
                return false;
            }

            await WaitAsync(page, classes, seconds, context.RequestAborted).ConfigureAwait(false);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _polls);
        }
    }

    private async Task WaitAsync(PageStream page, ClassSet classes, int seconds, CancellationToken aborted)
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
}
