using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Capture;
using EdgeAgent.Inference.Video.Infer;

namespace EdgeAgent.Inference.Video.Hosting;

/// <summary>
/// The agent's side of a video module: starts its process, watches it, replaces it when it dies, hangs or takes too much, and turns what it tells into readings. Public members may be used from
/// any thread.
/// </summary>
public sealed class CameraHost : ISourceHost, ICameraPictures
{
    private const int StackBytes = 256 * 1024;
    private const int MostWaiting = 1_024;
    private const int StepMs = 100;
    private const int JoinMs = 1_000;
    private const long FirstPauseMs = 500;
    private const long LongestPauseMs = 60_000;
    private const long SoundMs = 60_000;

    private readonly CameraSource _source;
    private readonly SourceParts _parts;
    private readonly ModuleLaunch _launch;
    private readonly CameraReadings[] _cameras;
    private readonly CaptureFault[] _told;
    private readonly long[] _dropped;
    private readonly long[] _droppedBefore;
    private readonly ChildWatch _watch = new(new RetryPace(FirstPauseMs, LongestPauseMs, SoundMs, new Random()));
    private readonly BlockingCollection<(int Process, InferMessage? Message)> _heard = new(MostWaiting);
    private readonly PictureDesk _pictures = new();
    private readonly List<Reading> _readings = new(256);
    private readonly List<DeviceChange> _changes = new(32);
    private readonly Thread _thread;
    private volatile ChildProcess? _child;
    private volatile string _fault = "not started yet";
    private volatile bool _isReady;
    private volatile bool _stopping;
    private string _loggedFault = "";
    private string _why = "";
    private int _process;
    private long _lastBeatNs;
    private long _busyMs;
    private bool _started;
    private bool _disposed;

    /// <summary>A host; <see cref="Start"/> starts its thread.</summary>
    /// <param name="source">The cameras.</param>
    /// <param name="parts">What the runtime gives.</param>
    /// <param name="pointBase">Index of the first point in the site.</param>
    /// <param name="deviceBase">Index of the first camera among the site's devices.</param>
    /// <param name="program">The program whose verb `infer` is the module's process; null: this one.</param>
    public CameraHost(CameraSource source, SourceParts parts, int pointBase, int deviceBase, string? program = null)
    {
        (_source, _parts, _launch) = (source, parts, new ModuleLaunch(source, parts, program ?? Environment.ProcessPath ?? "edgeagent"));
        _cameras = new CameraReadings[source.Plan.Cameras.Count];
        _told = new CaptureFault[_cameras.Length];
        (_dropped, _droppedBefore) = (new long[_cameras.Length], new long[_cameras.Length]);
        for (var i = 0; i < _cameras.Length; i++)
        {
            _cameras[i] = new CameraReadings(source.Plan.Cameras[i], pointBase, deviceBase + i);
            pointBase += new CameraPoints(source.Plan.Cameras[i]).All.Count;
        }

        _thread = new Thread(Run, StackBytes) { Name = $"module {source.Plan.Module}", IsBackground = true };
    }

    /// <inheritdoc/>
    public bool IsOpen => _isReady;

    /// <inheritdoc/>
    public string Fault => _fault;

    /// <inheritdoc/>
    public BusStatistics Statistics { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<string> Cameras => [.. _source.Plan.Cameras.Select(c => c.Name)];

    /// <inheritdoc/>
    public void Start()
    {
        _started = true;
        foreach (var camera in _source.Plan.Cameras.Where(c => c.Evidence is { IsPlain: true }))
        {
            Log.PlainEvidence(_parts.Log, camera.Name, camera.Evidence!.Reason);
        }

        _thread.Start();
    }

    /// <inheritdoc/>
    public bool TryWrite(PointWrite write) => false;

    /// <inheritdoc/>
    public long DroppedOf(string camera) =>
        _source.Plan.Cameras.ToList().FindIndex(c => c.Name == camera) is >= 0 and var index ? Interlocked.Read(ref _droppedBefore[index]) + Interlocked.Read(ref _dropped[index]) : 0;

    /// <inheritdoc/>
    public async Task<byte[]?> PictureAsync(string camera, CancellationToken cancel)
    {
        var index = _source.Plan.Cameras.ToList().FindIndex(c => c.Name == camera);
        if (index < 0 || _child is not { } child)
        {
            return null;
        }

        return await _pictures.AskAsync(child, index, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _stopping = true;
        if (!_started || _thread.Join(JoinMs))
        {
            _heard.Dispose();
        }
    }

    private void Run()
    {
        while (!_stopping)
        {
            Round();
        }

        _child?.Dispose();
        _pictures.End();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The source's loop: an error in one round must not end the source.")]
    private void Round()
    {
        try
        {
            for (var isMore = _heard.TryTake(out var heard, StepMs); isMore; isMore = _heard.TryTake(out heard))
            {
                if (heard.Process == _process)
                {
                    Take(heard.Message);
                }
            }

            var nowNs = _parts.Clock.Read().MonoNs;
            Watch(nowNs);
            foreach (var camera in _cameras)
            {
                camera.Step(nowNs, _readings, _changes);
            }

            Statistics.SetDevicesLost(_cameras.Count(c => c.IsLost));
            HandOver();
        }
        catch (Exception e)
        {
            Log.RoundFailed(_parts.Log, e);
        }
    }

    private void HandOver()
    {
        if (_readings.Count + _changes.Count > 0)
        {
            _parts.Sink.Take(_readings, _changes);
            _readings.Clear();
            _changes.Clear();
        }
    }

    private void Watch(long nowNs)
    {
        if (_child is { IsAlive: false } ended)
        {
            TellEnd(_why.Length > 0 ? _why : ended.Messages.Length > 0 ? ended.Messages : ended.Ending);
            _child = null;
            ended.Dispose();
        }

        var (state, resident) = _child?.Look() ?? ('X', 0L);
        switch (_watch.Step(nowNs, new ChildFacts(_child is not null, _lastBeatNs, _busyMs, resident, state), out var why))
        {
            case ChildAsk.Kill:
                GiveUp(why);
                break;
            case ChildAsk.Start:
                Begin(nowNs);
                break;
        }
    }

    private void Begin(long nowNs)
    {
        (_lastBeatNs, _busyMs, _why) = (0, 0, "");
        var process = ++_process;
        for (var i = 0; i < _cameras.Length; i++)
        {
            _cameras[i].BeginProcess(nowNs, _readings);
            Interlocked.Add(ref _droppedBefore[i], Interlocked.Exchange(ref _dropped[i], 0));
        }

        _child = _launch.Start(m => Hear(process, m), out var manifest, out var fault);
        if (_child is null)
        {
            _watch.TakeFailure(nowNs);
            TellEnd(fault);
            return;
        }

        (_watch.MemoryBytes, _watch.TimeMs) = (manifest!.MemoryBytes, manifest.TimeMs);
    }

    // The same reason again and again is told once, until the module has worked in between.
    private void TellEnd(string why)
    {
        _isReady = false;
        _fault = FfmpegNotes.WithoutUser(why);
        // Figures in it may differ each time.
        var kind = string.Concat(_fault.Where(c => !char.IsAsciiDigit(c)));
        if (kind != _loggedFault)
        {
            _loggedFault = kind;
            Log.ModuleEnded(_parts.Log, _source.Plan.Module, _fault);
        }
    }

    private void Take(InferMessage? message)
    {
        switch (message)
        {
            case BeatMessage beat:
                (_lastBeatNs, _busyMs) = (_parts.Clock.Read().MonoNs, beat.BusyMs);
                break;
            case ReadyMessage ready:
                (_isReady, _fault) = (true, "");
                Log.ModuleReady(_parts.Log, _source.Plan.Module, ready.Runtime);
                break;
            case ReportMessage { Report: var report } when report.Camera >= 0 && report.Camera < _cameras.Length:
                Take(report);
                break;
            case PictureMessage picture:
                TakePicture(picture);
                break;
            case FaultMessage fault:
                _why = fault.Text;
                break;
            default:
                GiveUp("it told what is no message");
                break;
        }
    }

    private void Take(CameraReport report)
    {
        if (!_cameras[report.Camera].Step(report, _parts.Clock.Read().MonoNs, _readings, _changes))
        {
            GiveUp($"it told numbers of {_source.Plan.Cameras[report.Camera].Name} that cannot be");
            return;
        }

        if (report.IsExtra)
        {
            return;
        }

        Interlocked.Exchange(ref _dropped[report.Camera], report.Counts.Dropped);
        Statistics.CountRequest(0, retry: false);
        Statistics.CountEnd(report.Quality);
        var name = _source.Plan.Cameras[report.Camera].Name;
        ref var told = ref _told[report.Camera];
        var fault = new CaptureFault(report.Quality, report.Fault);
        if (fault.Quality == Quality.Good && !told.IsNone)
        {
            Log.CameraBack(_parts.Log, name);
            told = default;
        }
        else if (fault.Quality == Quality.Good)
        {
            _loggedFault = "";
        }
        else if (fault.Quality != told.Quality && fault.Quality != Quality.NotPolled)
        {
            Log.CameraFailed(_parts.Log, name, fault.Text);
            told = fault;
        }
    }

    // A process that tells more than can be taken is broken; the reader must not wait, or its signs of life would.
    private void Hear(int process, InferMessage? message)
    {
        if (!_heard.TryAdd((process, message)))
        {
            Statistics.CountDiscarded(1);
        }
    }

    private void GiveUp(string why)
    {
        _why = why;
        _child?.Kill();
    }

    private void TakePicture(PictureMessage picture)
    {
        if (picture.Rule.Length == 0)
        {
            _pictures.Take(picture);
        }
        else if (_source.Plan.Cameras.ElementAtOrDefault(picture.Camera) is { Evidence: { } evidence } camera)
        {
            Keep(camera, evidence, picture);
        }
    }

    private void Keep(CameraPlan camera, EvidencePlan evidence, PictureMessage picture)
    {
        if (picture.Jpeg.Length == 0)
        {
            Log.NoEvidence(_parts.Log, camera.Name, picture.Fault);
        }
        else if (new CameraPoints(camera).All.Any(p => p.Name == picture.Rule))
        {
            _parts.Evidence?.Keep(camera.Name, picture.Rule, picture.Jpeg, evidence.KeepMs, _parts.Clock.Read());
        }
    }
}
