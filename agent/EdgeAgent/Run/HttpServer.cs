using EdgeAgent.Console;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Status;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Run;

/// <summary>The listeners. An address that is taken stops neither reading nor pushing: it is tried again until it is free.</summary>
internal sealed class HttpServer(IGatewayView view, PullConfig? pull, ConsoleConfig? console, ILoggerProvider provider, ILogger log, TimeProvider time) : IAsyncDisposable
{
    private const int RetryMs = 5_000;
    private const int StopMs = 1_500;

    private readonly CancellationTokenSource _stop = new();
    private Task _starting = Task.CompletedTask;
    private WebApplication? _app;

    /// <summary>Tries once at once, so that what follows finds it listening; goes on trying in the background when that failed.</summary>
    public async Task StartAsync()
    {
        if (pull is null && console is null)
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
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(StopMs), time);
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
                await Task.Delay(TimeSpan.FromMilliseconds(RetryMs), time, _stop.Token).ConfigureAwait(false);
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
        var app = HttpHost.Build(view, pull?.Listen ?? [], console?.Listen ?? [], new ConsolePage(view).Map, provider, time);
        try
        {
            await app.StartAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            Log.ListenFailed(log, e.Message);
            return false;
        }

        _app = app;
        Log.Listening(log, string.Join(", ", app.Urls));
        return true;
    }
}
