using System.Globalization;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Wire;

namespace EdgeCtl.Pull;

/// <summary>
/// Pulls one gateway: what is stored of it first, then page by page: pull, store durably, acknowledge. A fault ends a session and begins another one after a wait; what is stored is
/// read again then, so that nothing depends on what was in memory. A stop asked for is heeded between two pages.
/// </summary>
internal sealed class GatewayPull(Uri url, PullOptions options, HttpClient http, IPullStore store, PullProgress progress, GatewayClaims claims, PagePool pool, TimeProvider time)
{
    private const int WaitS = 30;
    private const long FirstRetryMs = 1_000;
    private const long CapMs = 60_000;

    private readonly Backoff _backoff = new(FirstRetryMs, CapMs, Random.Shared);
    private long _workedTicks;
    private bool _isWithheldTold;

    /// <summary>Pulls until all is there (or for ever); false when the gateway was given up.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        _workedTicks = time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await SessionAsync(stop).ConfigureAwait(false);
                progress.Done();
                return true;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return true;
            }
            catch (PullException e)
            {
                progress.Fault(e.Message);
                if (e.Kind == PullFaultKind.Lasting || (!options.Follow && time.GetElapsedTime(_workedTicks).TotalMilliseconds >= options.PatienceMs))
                {
                    progress.GivenUp();
                    return false;
                }

                await WaitAsync(e.RetryAfterMs ?? _backoff.NextMs(), stop).ConfigureAwait(false);
            }
        }

        return true;
    }

    private async Task SessionAsync(CancellationToken stop)
    {
        var client = new GatewayClient(http, url, options, GatewayHttp.ReadToken(options), pool, time);
        var gateway = await client.GetIdAsync(stop).ConfigureAwait(false);
        claims.Claim(gateway, url);
        progress.Gateway = gateway;
        var notices = new List<string>();
        var ledger = await store.OpenAsync(gateway, notices, stop).ConfigureAwait(false);
        notices.ForEach(progress.Notice);
        progress.Begin(ledger);
        await MakeConsumerAsync(client, ledger, stop).ConfigureAwait(false);
        await AcknowledgeStoredAsync(client, ledger, stop).ConfigureAwait(false);
        await PagesAsync(client, ledger, stop).ConfigureAwait(false);
    }

    private async Task PagesAsync(GatewayClient client, Ledger ledger, CancellationToken stop)
    {
        var takesCursor = true;
        var isMadeAgain = false;
        for (var more = true; more || options.Follow;)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                // The first look of a session does not wait, so that progress shows at once.
                more = await PageAsync(client, ledger, takesCursor, options.Follow && !more ? WaitS : 0, stop).ConfigureAwait(false);
                takesCursor = true;
                isMadeAgain = false;
                _workedTicks = time.GetTimestamp();
                _backoff.Reset();
            }
            catch (PullException e) when (e.Kind == PullFaultKind.WrongCursor && takesCursor && ledger.Cursor is not null)
            {
                progress.Notice($"the gateway does not take the cursor ({e.Message}); it is asked for all that is not acknowledged");
                takesCursor = false;
            }
            catch (PullException e) when (e.Kind == PullFaultKind.NoConsumer && !isMadeAgain)
            {
                progress.Notice($"the gateway has let consumer '{options.Consumer}' go ({e.Message}); it is made again: what the gateway released meanwhile shows as a hole");
                await MakeConsumerAsync(client, ledger, stop).ConfigureAwait(false);
                isMadeAgain = true;
            }
        }
    }

    // A crash between storing and acknowledging leaves the gateway with what is stored here already.
    private static async Task AcknowledgeStoredAsync(GatewayClient client, Ledger ledger, CancellationToken stop)
    {
        try
        {
            if (ledger.Cursor is { } cursor)
            {
                await client.AcknowledgeAsync(cursor, stop).ConfigureAwait(false);
            }
        }
        catch (PullException e) when (e.Kind == PullFaultKind.WrongCursor)
        {
            // A cursor of an earlier epoch: there is nothing left to release.
        }
    }

    private async Task MakeConsumerAsync(GatewayClient client, Ledger ledger, CancellationToken stop)
    {
        var (acknowledged, isNew) = await client.PutConsumerAsync(stop).ConfigureAwait(false);
        if (!isNew || ledger.Epoch is not { } epoch)
        {
            return;
        }

        // Known from before, and yet new to the gateway: its store was lost, or the consumer was removed.
        progress.Notice($"consumer '{options.Consumer}' was not there any more and has been made again");
        foreach (var summaryClass in SummaryClasses.All.Where(c => options.Classes.Holds(c)))
        {
            var (last, kept) = (ledger[epoch, summaryClass].Last, acknowledged[(int)summaryClass]);
            if (last > 0 && kept > last)
            {
                progress.Notice(string.Create(CultureInfo.InvariantCulture, $"{SummaryClasses.NameOf(summaryClass)} {last + 1} to {kept} were released before they were pulled, if the gateway's epoch is still {epoch}"));
            }
        }
    }

    private async Task<bool> PageAsync(GatewayClient client, Ledger ledger, bool takesCursor, int waitS, CancellationToken stop)
    {
        string next;
        bool more;
        using (var lease = await client.PullAsync(ledger.Gateway, takesCursor ? ledger.Cursor : null, waitS, stop).ConfigureAwait(false))
        {
            var page = lease.Page;
            (next, more) = (page.Next, page.More);
            CheckHeads(ledger, page);
            if (ledger.Epoch is { } epoch && epoch != page.Epoch)
            {
                progress.Notice($"a new epoch: {page.Epoch} after {epoch}; the gateway's store was lost or replaced");
            }

            var starts = ledger.NeedsStart(page.Epoch) ? await client.GetAcknowledgedAsync(stop).ConfigureAwait(false) : null;
            var intake = ledger.Take(page, options.Classes, starts);
            if (!intake.IsChange)
            {
                progress.Take(ledger, intake);
                TellWithheld(ledger, page);
                return more;
            }

            TellHoles(intake);

            // Not cut short by a stop: what was begun is finished, within the store's own time limits.
            await store.StoreAsync(ledger, intake, CancellationToken.None).ConfigureAwait(false);
            progress.Take(ledger, intake);
        }

        await client.AcknowledgeAsync(next, CancellationToken.None).ConfigureAwait(false);
        return more;
    }

    // Numbers of an epoch never fall. A store that was put back gives numbers again that are taken here already: passing them over would lose them without a word.
    private void CheckHeads(Ledger ledger, PulledPage page)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            var (head, last) = (page.Head[(int)summaryClass], ledger[page.Epoch, summaryClass].Last);
            if (head < last)
            {
                throw new PullException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{url} tells {head} as the newest {SummaryClasses.NameOf(summaryClass)} of epoch {page.Epoch}; expected {last} at least, which came before: its store was put back to an older state, and must be removed so that a new epoch begins"));
            }
        }
    }

    private void TellHoles(Intake intake)
    {
        foreach (var hole in intake.Holes)
        {
            progress.Notice(string.Create(CultureInfo.InvariantCulture, $"{SummaryClasses.NameOf(hole.Class)} {hole.FirstSeq} to {hole.LastSeq} of epoch {hole.Epoch} did not come and no gap announces them"));
        }
    }

    private void TellWithheld(Ledger ledger, PulledPage page)
    {
        var withheld = SummaryClasses.All.Where(c => options.Classes.Holds(c) && ledger[page.Epoch, c].Behind > 0).Select(SummaryClasses.NameOf).ToList();
        if (!page.More && withheld.Count > 0 && !_isWithheldTold)
        {
            _isWithheldTold = true;
            progress.Notice($"the gateway has newer summaries ({string.Join(", ", withheld)}) that it does not give: they were released before this consumer had them, or cannot be read");
        }
    }

    private async Task WaitAsync(long waitMs, CancellationToken stop)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(waitMs), time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }
}
