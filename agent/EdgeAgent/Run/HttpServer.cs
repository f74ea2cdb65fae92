using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Run;

/// <summary>The listeners. An address that is taken or a certificate that cannot be read stops neither reading nor pushing: it is tried again until it works.</summary>
internal sealed class HttpServer(HttpParts parts, ILogger log) : IAsyncDisposable
{
    private const int RetryMs = 5_000;
    private const int StopMs = 1_500;

    private readonly CancellationTokenSource _stop = new();
    private Task _starting = Task.CompletedTask;
    private WebApplication? _app;

    /// <summary>Tries once at once, so that what follows finds it listening; goes on trying in the background when that failed.</summary>
    public async Task StartAsync()
    {
        if (parts.Pull is null && parts.Console.Count == 0)
        {
            return;
        }

        if (!await TryListenAsync().ConfigureAwait(false))
        {
            _starting = RetryAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _starting.ConfigureAwait(false);
        if (_app is not null)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(StopMs), parts.Time);
            await _app.StopAsync(limit.Token).ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private async Task RetryAsync()
    {
        try
        {
            do
            {
                await Task.Delay(TimeSpan.FromMilliseconds(RetryMs), parts.Time, _stop.Token).ConfigureAwait(false);
            }
            while (!await TryListenAsync().ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Stopped before the address was free.
        }
    }

    private async Task<bool> TryListenAsync()
    {
        WebApplication? app = null;
        try
        {
            app = HttpHost.Build(parts);
            await app.StartAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            if (app is not null)
            {
                await app.DisposeAsync().ConfigureAwait(false);
            }

            Log.ListenFailed(log, e.Message);
            return false;
        }

        _app = app;
        Log.Listening(log, string.Join(", ", app.Urls));
        return true;
    }
}
