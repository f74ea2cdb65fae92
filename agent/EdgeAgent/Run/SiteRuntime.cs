using EdgeAgent.Buffer.Evidence;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline;
using EdgeAgent.Pipeline.Hosting;
using EdgeAgent.Uplink;
using EdgeAgent.Uplink.Departing;
using EdgeAgent.Uplink.Mqtt;
using EdgeAgent.Uplink.Sparkplug;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Run;

/// <summary>Everything that one site file starts and a reload replaces: sources, data path, push uplinks. The buffer and the listeners outlive it.</summary>
internal sealed class SiteRuntime : IBusSink, ISparkplugLive, IAsyncDisposable
{
    private readonly ReadingQueue _queue = new();
    private readonly PointMemory _memory;
    private readonly bool[] _lost;
    private readonly DataPath _path;
    private readonly PipelineHost _pipeline;
    private readonly List<RunningSource> _sources;
    private readonly RuntimeParts _parts;
    private readonly ILoggerFactory _logs;
    private readonly ILogger _log;
    private List<IPushUplink> _uplinks = [];
    private bool _uplinksStarted;
    private FixVerdict _toldFix;

    /// <summary>Builds the runtime of a site; nothing runs before <see cref="Start"/>.</summary>
    public SiteRuntime(Site site, RuntimeParts parts, ILoggerFactory logs)
    {
        Site = site;
        _parts = parts;
        _logs = logs;
        _memory = new PointMemory(site.Table);
        parts.Departures.WaitMs = site.Windows.ClockWaitMs;
        _lost = new bool[site.Table.Devices.Count];
        var log = logs.CreateLogger("pipeline");
        _log = log;
        var now = parts.Clock.Read();
        _path = new DataPath(site.Table, site.Windows.LengthMs, parts.Clock.Boot, $"{parts.Clock.Boot:x8}-{now.MonoMs:x}");
        _pipeline = new PipelineHost(_path, _queue, _memory, parts.Clock, parts.Urgent, parts.Routine, e => Log.StageFailed(log, e));
        _sources = SourceStarter.Make(site, this, parts, logs);
    }

    /// <summary>The site that runs.</summary>
    public Site Site { get; }

    /// <summary>When the data path last went round, CLOCK_BOOTTIME ns.</summary>
    public long LastStepNs => _pipeline.LastStepNs;

    /// <summary>Starts it; the stages take up what the buffer keeps of them.</summary>
    public void Start()
    {
        _pipeline.Start(_parts.Buffer.GetState(DataPath.EventStateKey), _parts.Buffer.GetState(DataPath.ClockStateKey));
        foreach (var source in _sources)
        {
            source.Host.Start();
        }
    }

    /// <summary>Starts the push uplinks, once; they need a store that is open, because its epoch is part of every id.</summary>
    public void StartUplinks()
    {
        if (_uplinksStarted)
        {
            return;
        }

        _uplinksStarted = true;
        List<IPushUplink> uplinks =
        [
            .. Site.Mqtt.Select(u => new MqttUplink(u, Site, _parts.Buffer, _parts.Clock, _parts.SecretsPath, _logs.CreateLogger($"uplink {u.Name}"), _parts.Commands, _parts.Departures)),
            .. Site.Sparkplug.Select(u => new SparkplugUplink(u, new SparkplugUplinkParts(Site, AgentVersion.Text, _parts.Buffer, this, _parts.Clock, _parts.SecretsPath, _logs.CreateLogger($"uplink {u.Link.Name}")) { Departures = _parts.Departures })),
        ];
        foreach (var uplink in uplinks)
        {
            uplink.Start();
        }

        Volatile.Write(ref _uplinks, uplinks);
    }

    /// <inheritdoc/>
    public void Take(List<Reading> readings, List<DeviceChange> changes)
    {
        foreach (var change in changes)
        {
            Volatile.Write(ref _lost[change.Device], change.Lost);
        }

        _queue.Add(readings, changes);
    }

    /// <inheritdoc/>
    public bool IsLost(int device) => Volatile.Read(ref _lost[device]);

    /// <summary>Newest reading of a point; the default one for an index that this site does not have.</summary>
    public Reading Latest(int point) => point < Site.Table.Points.Count ? _memory.Latest(point) : default;

    /// <summary>See <see cref="IGatewayView.History"/>.</summary>
    public int History(int point, Span<double> target) => point < Site.Table.Points.Count ? _memory.History(point, target) : 0;

    /// <inheritdoc/>
    public void Take(List<StationWindow> windows) => _queue.Add(windows);

    /// <inheritdoc/>
    public void Take(in TimeFix fix)
    {
        var verdict = _parts.Clock.TakeFix(fix);
        if (verdict != _toldFix)
        {
            _toldFix = verdict;
            Log.FixJudged(_log, verdict, WireJson.TimeText(fix.UtcMs));
        }
    }

    /// <summary>What the site reads, a line each, and its counts.</summary>
    public IReadOnlyList<BusView> Buses() =>
        [.. _sources.Select(s => new BusView(s.Place, s.Kinds, s.Host.IsOpen, s.Host.Fault, s.Host.Statistics))];

    /// <summary>Sources that give pictures.</summary>
    public IEnumerable<ICameraPictures> Pictures => _sources.Select(s => s.Host).OfType<ICameraPictures>();

    /// <summary>Hands a write to the source that has the point; false when too many wait there.</summary>
    public bool TryWrite(PointWrite write) => _sources.First(s => s.Holds(write.Point)).Host.TryWrite(write);

    /// <summary>Push uplinks.</summary>
    public IReadOnlyList<UplinkView> Uplinks() => [.. Volatile.Read(ref _uplinks).Select(u => u.View())];

    /// <summary>Push uplinks that run, for commands.</summary>
    public IReadOnlyList<IPushUplink> PushUplinks => Volatile.Read(ref _uplinks);

    /// <summary>Asks something of the data path; see <see cref="PipelineHost.AskAsync"/>.</summary>
    public Task<TAnswer> AskAsync<TAnswer>(Func<DataPath, Now, StageOutput, TAnswer> ask, CancellationToken cancel) => _pipeline.AskAsync(ask, cancel);

    /// <summary>What was dropped.</summary>
    public IReadOnlyList<DropCount> Drops() =>
    [
        new DropCount("readings", "queueFull", _queue.Dropped),
        new DropCount("deviceChanges", "queueFull", _queue.DroppedChanges),
        new DropCount("stationWindows", "queueFull", _queue.DroppedWindows),
        new DropCount("stationWindows", "refused", _path.RefusedStationWindows),
        new DropCount("alarmsAndEvents", "notStored", _parts.Urgent.Dropped),
        new DropCount("routine", "notStored", _parts.Routine.Dropped),
        .. Pictures.SelectMany(p => p.Cameras.Select(c => new DropCount($"pictures {c}", "newerCame", p.DroppedOf(c)))),
    ];

    /// <summary>Stops in the order of the data: ports, data path (which cuts the open windows), uplinks.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
        {
            source.Host.Dispose();
        }

        _pipeline.Stop();
        await Task.WhenAll(_uplinks.Select(u => u.DisposeAsync().AsTask())).ConfigureAwait(false);
    }
}

/// <summary>What outlives a reload.</summary>
/// <param name="Clock">The clock.</param>
/// <param name="Buffer">The buffer.</param>
/// <param name="Urgent">Lane of alarms and events.</param>
/// <param name="Routine">Lane of windows and health.</param>
/// <param name="DataPath">Folder of everything that the agent keeps.</param>
internal sealed record RuntimeParts(EdgeClock Clock, ISummaryBuffer Buffer, StoreLane Urgent, StoreLane Routine, string DataPath)
{
    /// <summary>Folder of secrets.</summary>
    public string SecretsPath { get; } = Secrets.FolderOf(DataPath);

    /// <summary>Decides with which times summaries leave, for all ways out together.</summary>
    public Departures Departures { get; } = new(Buffer, Clock.Boot);

    /// <summary>Pictures that cameras keep.</summary>
    public required EvidenceStore Evidence { get; init; }

    /// <summary>The command channel, for uplinks that carry it; null before it is made.</summary>
    public ICommands? Commands { get; set; }
}
