using EdgeAgent.Buffer;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Http;
using EdgeAgent.Uplink.Mqtt;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeCtl.SimulateGateway;

/// <summary>
/// A made-up gateway whose buffer, pull API and MQTT uplink are the agent's own. It makes summaries at a rate; when a new epoch is asked for it loses its store as a gateway with a broken
/// disk would, and goes on.
/// </summary>
internal sealed class SimulatedGateway(GatewayOptions options, string dataPath, GatewayReport report, TimeProvider time)
{
    private const int MaxBatch = 2_000;
    private const int StepMs = 50;
    private const int RetryMs = 200;

    private readonly EdgeClock _clock = new();
    private readonly Site _site = GatewayPoints.SiteOf(options);
    private GatewayProgress _progress = new(0, options.StartMs, 0);
    private long _madeInEpoch;
    private volatile bool _isNewEpochAsked;

    /// <summary>Asks for a new epoch. Any thread.</summary>
    public void AskNewEpoch() => _isNewEpochAsked = true;

    /// <summary>Runs until it is stopped. Throws <see cref="IOException"/> for an address or a folder that cannot be used.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var taken = DataPathLock.Take(dataPath);
        using var held = taken.Held ?? throw new IOException(taken.Fault);
        while (!stop.IsCancellationRequested)
        {
            await LiveAsync(stop).ConfigureAwait(false);
            if (_isNewEpochAsked)
            {
                _isNewEpochAsked = false;
                _madeInEpoch = 0;
                LoseStore();
            }
        }
    }

    private async Task LiveAsync(CancellationToken stop)
    {
        var opened = await BufferStore.OpenAsync(dataPath, new BufferConfig { BudgetBytes = options.BudgetBytes }, _clock, NullLogger.Instance).ConfigureAwait(false);
        var buffer = opened.Buffer ?? throw new IOException(opened.Fault);
        await using (buffer.ConfigureAwait(false))
        {
            _progress = GatewayProgress.Read(buffer.GetState(GatewayProgress.Key)) ?? _progress;
            for (var left = options.Backlog - _progress.Made; left > 0 && !stop.IsCancellationRequested; left = options.Backlog - _progress.Made)
            {
                await MakeAsync(buffer, left, stop).ConfigureAwait(false);
            }

            var uplink = options.Mqtt is { } server ? new MqttUplink(new MqttUplinkConfig { Servers = [server] }, _site, buffer, _clock, Secrets.FolderOf(dataPath), NullLogger.Instance) : null;
            uplink?.Start();
            try
            {
                var app = HttpHost.Build(new SimulatedView(_site, buffer, _clock, uplink), [options.Listen], [], _ => { }, NullLoggerProvider.Instance, time);
                await using (app.ConfigureAwait(false))
                {
                    await ServeAsync(app, buffer, uplink, stop).ConfigureAwait(false);
                }
            }
            finally
            {
                if (uplink is not null)
                {
                    await uplink.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
    }

    private async Task ServeAsync(WebApplication app, ISummaryBuffer buffer, MqttUplink? uplink, CancellationToken stop)
    {
        await app.StartAsync(stop).ConfigureAwait(false);
        report.Begin(buffer.Epoch, buffer.Heads);
        try
        {
            await MakeForEverAsync(buffer, uplink, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The end that was asked for.
        }

        await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task MakeForEverAsync(ISummaryBuffer buffer, MqttUplink? uplink, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        var madeBefore = _progress.Made;
        while (!_isNewEpochAsked)
        {
            var due = (long)(time.GetElapsedTime(began).TotalSeconds * options.RatePerS) - (_progress.Made - madeBefore);
            if (due > 0 && !await MakeAsync(buffer, due, stop).ConfigureAwait(false))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(RetryMs), time, stop).ConfigureAwait(false);
            }

            report.Tell(buffer, _progress.Made, uplink?.View());
            if (options.NewEpochEvery > 0 && _madeInEpoch >= options.NewEpochEvery)
            {
                AskNewEpoch();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(StepMs), time, stop).ConfigureAwait(false);
        }
    }

    // Whole minutes, until there are as many summaries as are due; false when they could not be stored, which is then tried again.
    private async Task<bool> MakeAsync(ISummaryBuffer buffer, long due, CancellationToken stop)
    {
        var batch = new List<Summary>();
        var next = _progress;
        while (batch.Count < Math.Min(due, MaxBatch))
        {
            batch.AddRange(SummaryMaker.Make(new GatewayMoment(next.Tick, next.StartMs, options.Seed), _site.Gateway, buffer.Status()));
            next = next with { Tick = next.Tick + 1 };
        }

        next = next with { Made = next.Made + batch.Count };
        var result = await buffer.AppendAsync(batch, [new StatePut(GatewayProgress.Key, next.Write())], stop).ConfigureAwait(false);
        if (!result.Stored)
        {
            GatewayReport.Fault(result.Fault!);
            return false;
        }

        _madeInEpoch += batch.Count;
        _progress = next;
        report.Made(buffer.Epoch, buffer.Heads);
        return true;
    }

    // As a disk that forgets: the store is gone, and beside it lies the epoch that it had.
    private void LoseStore()
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(Path.Combine(dataPath, "buffer", $"edge.db{suffix}"));
        }
    }
}
