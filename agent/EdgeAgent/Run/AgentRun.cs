using System.Runtime.InteropServices;
using System.Text;
using EdgeAgent.Buffer;
using EdgeAgent.Buffer.Evidence;
using EdgeAgent.Buffer.Look;
using EdgeAgent.Console;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline;
using EdgeAgent.Pipeline.Hosting;
using EdgeAgent.Run.Commands;
using EdgeAgent.Uplink.Http;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Run;

/// <summary>The agent's life: start, reload, health, watchdog, stop.</summary>
internal sealed class AgentRun : IAsyncDisposable
{
    /// <summary>Alarms and events that may wait while nothing can be stored.</summary>
    public const int UrgentCapacity = 4_096;

    /// <summary>Routine summaries that may wait while nothing can be stored.</summary>
    public const int RoutineCapacity = 8_192;

    private const string EvidenceFolder = "evidence";
    private const int DrainMs = 1_500;
    private const int TickMs = 1_000;
    private const long StuckNs = 15_000_000_000;
    private const long CollectEveryBytes = 1 << 20;

    private readonly RunOptions _options;
    private readonly DeferredBuffer _buffer;
    private readonly AgentLog _logs;
    private readonly ILogger _log;
    private readonly EdgeClock _clock;
    private readonly RuntimeParts _parts;
    private readonly GatewayView _view;
    private readonly CommandCentre _commands;
    private readonly HttpServer _http;
    private readonly SystemdNotifier _systemd = SystemdNotifier.FromEnvironment();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private long _collectedAt;
    private volatile bool _reload;
    private volatile string? _stopReason;

    private AgentRun(RunOptions options, Site site, AgentLog logs, EdgeClock clock, DeferredBuffer buffer)
    {
        _clock = clock;
        _buffer = buffer;
        _options = options;
        _logs = logs;
        _log = logs.Factory.CreateLogger("agent");
        var urgent = new StoreLane(buffer, UrgentCapacity, TimeProvider.System, TellStoreFault);
        var routine = new StoreLane(buffer, RoutineCapacity, TimeProvider.System, TellStoreFault);
        _parts = new RuntimeParts(clock, buffer, urgent, routine, options.DataPath)
        {
            Evidence = new EvidenceStore(Path.Combine(options.DataPath, EvidenceFolder), clock, logs.Factory.CreateLogger("evidence")),
        };
        _commands = CommandCentre.Make(() => _view!.Runtime, logs, _parts, TimeProvider.System);
        _parts.Commands = _commands;
        _view = new GatewayView(new SiteRuntime(site, _parts, logs.Factory), clock, buffer, clock.Read().MonoNs);
        _http = new HttpServer(HttpPartsOf(site), _log);
    }

    /// <summary>Runs until a signal stops it. Exit status 0 after a clean stop, 2 when it could not start; every reason goes to standard error.</summary>
    public static async Task<int> RunAsync(RunOptions options)
    {
        var loaded = SiteLoader.Load(options.SiteFile, options.ProfileFolders, SourceKinds.All, ShippedTemplates.All);
        if (loaded.Site is not { } site)
        {
            return Refuse(loaded.Faults.Select(f => f.ToString()));
        }

        using var owned = new OwnedDataPath(options.DataPath);
        var taken = owned.TryTake();
        if (taken is { MayPass: false, Held: null })
        {
            return Refuse([taken.Fault]);
        }

        using var logs = new AgentLog(site.Log, options.DataPath);
        var clock = new EdgeClock(site.Profile.ClockBattery);
        var buffer = new DeferredBuffer(() => OpenAsync(options, site, owned, clock, logs), site.Buffer.BudgetBytes, TimeProvider.System);
        await using (buffer.ConfigureAwait(false))
        {
            var run = new AgentRun(options, site, logs, clock, buffer);
            await using (run.ConfigureAwait(false))
            {
                foreach (var warning in loaded.Warnings)
                {
                    Log.ConfigurationWarning(run._log, warning.ToString());
                }

                if (await buffer.TryOpenAsync().ConfigureAwait(false) is { } fault)
                {
                    Log.StoreFailed(run._log, fault);
                }

                await run.LiveAsync().ConfigureAwait(false);
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _parts.Urgent.DisposeAsync().ConfigureAwait(false);
        await _parts.Routine.DisposeAsync().ConfigureAwait(false);
        _commands.Dispose();
        _systemd.Dispose();
        _wake.Dispose();
    }

    private static async Task<BufferOpened> OpenAsync(RunOptions options, Site site, OwnedDataPath owned, EdgeClock clock, AgentLog logs)
    {
        var taken = owned.TryTake();
        if (taken.Held is null)
        {
            return new BufferOpened(null, taken.Fault);
        }

        var opened = await BufferStore.OpenAsync(options.DataPath, site.Buffer, clock, logs.Factory.CreateLogger("buffer")).ConfigureAwait(false);
        if (opened.Buffer is { } buffer)
        {
            TimeFloorState.Restore(buffer, clock);

            // So that who looks at the store later can write whole ids.
            await buffer.AppendAsync([], [new StatePut(BufferLook.GatewayKey, Encoding.UTF8.GetBytes(site.Gateway.Id))], CancellationToken.None).ConfigureAwait(false);

            // What a consumer must have is kept for it from the first summary on, also before it has ever called.
            foreach (var name in (site.Pull?.RequiredConsumers ?? []).Where(n => buffer.GetConsumer(n) is null))
            {
                await buffer.PutConsumerAsync(name, ClassSet.All, CancellationToken.None).ConfigureAwait(false);
            }
        }

        return opened;
    }

    private HttpParts HttpPartsOf(Site site) => new()
    {
        View = _view,
        Pull = site.Pull,
        Console = site.Console?.Listen ?? [],
        MapConsole = new ConsolePage(_view, _view).Map,
        Secrets = Secrets.In(Secrets.FolderOf(_options.DataPath)),
        Departures = _parts.Departures,
        Commands = _commands,
        Evidence = _parts.Evidence,
        Audit = n => Audit(n.Actor, n.Action, n.Target, n.Outcome, n.Detail),
        Logs = _logs.Provider,
        Time = TimeProvider.System,
    };

    private static int Refuse(IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            System.Console.Error.WriteLine($"edgeagent: {fault}");
        }

        return 2;
    }

    private async Task LiveAsync()
    {
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Stop(c, "SIGTERM"));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Stop(c, "SIGINT"));
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, c =>
        {
            c.Cancel = true;
            _reload = true;
            Wake();
        });
        var site = _view.Site;
        _view.Runtime.Start();
        Audit("system", "start", "agent", "done", _view.Version);
        await _http.StartAsync().ConfigureAwait(false);
        Log.Started(_log, _view.Version, site.Gateway.Id, site.Table.Points.Count, site.Sources.Count, _parts.Buffer.Epoch);
        _systemd.Ready($"{site.Table.Points.Count} points on {site.Sources.Count} sources");
        GiveBack();
        await TickAsync().ConfigureAwait(false);
        await StopAllAsync().ConfigureAwait(false);
    }

    private async Task TickAsync()
    {
        var healthNs = _parts.Clock.Read().MonoNs;
        while (_stopReason is null)
        {
            if (_reload)
            {
                _reload = false;
                await ReloadAsync().ConfigureAwait(false);
            }

            if (_buffer.IsOpen)
            {
                _view.Runtime.StartUplinks();
            }

            var nowNs = _parts.Clock.Read().MonoNs;
            _parts.Evidence.Tend();
            GiveSignOfLife(nowNs);
            CollectYoung();
            if (nowNs >= healthNs)
            {
                HealthReporter.Report(_view, _clock, _parts.Routine, _options.DataPath);
                healthNs = nowNs + (_view.Site.Windows.HealthMs * 1_000_000);
            }

            await _wake.WaitAsync(TickMs).ConfigureAwait(false);
        }
    }

    // The youngest generation's budget follows the processor's cache and lets many MB pile up; on a box of 512 MB a collection a MB is the better bargain.
    private void CollectYoung()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _collectedAt >= CollectEveryBytes)
        {
            _collectedAt = allocated;
            GC.Collect(1, GCCollectionMode.Forced, blocking: true);
        }
    }

    // Reading a large site file leaves many times its size behind; the heap would keep that memory for good.
    private static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    private void GiveSignOfLife(long nowNs)
    {
        if (_systemd.WatchdogMs == 0)
        {
            return;
        }

        var sinceNs = nowNs - _view.Runtime.LastStepNs;
        if (sinceNs < StuckNs)
        {
            _systemd.Alive();
        }
        else
        {
            Log.Stuck(_log, sinceNs / 1_000_000);
        }
    }

    private async Task ReloadAsync()
    {
        _systemd.Reloading(_parts.Clock.Read().MonoNs / 1000);
        var loaded = SiteLoader.Load(_options.SiteFile, _options.ProfileFolders, SourceKinds.All, ShippedTemplates.All);
        if (loaded.Site is not { } site)
        {
            var faults = string.Join("; ", loaded.Faults);
            Log.ReloadRefused(_log, faults);
            Audit("signal", "reload", _options.SiteFile, "refused", faults);
        }
        else
        {
            await ReplaceAsync(site).ConfigureAwait(false);
        }

        _systemd.Ready($"{_view.Site.Table.Points.Count} points on {_view.Site.Sources.Count} sources");
    }

    private async Task ReplaceAsync(Site site)
    {
        foreach (var what in ReloadScope.NeedRestart(_view.Site, site))
        {
            Log.NeedsRestart(_log, what);
        }

        site = ReloadScope.Keep(_view.Site, site);
        _logs.SetLevel(site.Log.Level);
        var old = _view.Runtime;
        await old.DisposeAsync().ConfigureAwait(false);

        // What the old data path left open must be in the store before the new one takes it up.
        await _parts.Urgent.FlushAsync(DrainMs).ConfigureAwait(false);
        var runtime = new SiteRuntime(site, _parts, _logs.Factory);
        _view.Runtime = runtime;
        runtime.Start();
        GiveBack();
        Log.Reloaded(_log, site.Table.Points.Count, site.Sources.Count);
        Audit("signal", "reload", _options.SiteFile, "done", "");
    }

    private async Task StopAllAsync()
    {
        var startedNs = _parts.Clock.Read().MonoNs;
        Log.Stopping(_log, _stopReason!);
        _systemd.Stopping();
        Audit("signal", "stop", "agent", "done", _stopReason!);
        await _view.Runtime.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_parts.Urgent.FlushAsync(DrainMs), _parts.Routine.FlushAsync(DrainMs), _http.DisposeAsync().AsTask()).ConfigureAwait(false);
        Log.Stopped(_log, (_parts.Clock.Read().MonoNs - startedNs) / 1_000_000, _parts.Urgent.Waiting + _parts.Routine.Waiting);
    }

    private void Audit(string actor, string action, string target, string outcome, string detail)
    {
        var now = _parts.Clock.Read();
        _parts.Urgent.Add(new StoreBatch([AuditWriter.Make(actor, action, target, outcome, detail, now, _parts.Clock.Boot)], [TimeFloorState.Put(_clock)]));
    }

    private void Stop(PosixSignalContext context, string reason)
    {
        context.Cancel = true;
        _stopReason = reason;
        Wake();
    }

    private void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
        catch (SemaphoreFullException)
        {
            // Two signals at once: the loop is awake already.
        }
    }

    private void TellStoreFault(string? fault)
    {
        if (fault is null)
        {
            Log.StoreWorks(_log);
        }
        else
        {
            Log.StoreFailed(_log, fault);
        }
    }
}
