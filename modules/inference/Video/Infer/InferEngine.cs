using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Capture;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Inference.Video.Inference;
using EdgeAgent.Inference.Video.Scheduling;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Infer;

/// <summary>What runs in a module's process: the cameras' threads, and one for each session. Public members may be used from any thread.</summary>
public sealed class InferEngine : IDisposable
{
    /// <summary>So many pictures one after another without usable numbers are too many.</summary>
    public const int MostFailures = 10;

    // Weak finds carry tracks on; they are not told.
    private const float WeakShare = 0.5f;
    private const int EndMs = 2_000;

    // A track outlives one missed picture, however seldom they come.
    private const double LostPictures = 2.5;

    private readonly VideoManifest _manifest;
    private readonly FrameTurns _turns;
    private readonly CameraWork[] _cameras;
    private readonly List<Session> _sessions = [];
    private readonly PictureMaker _maker;
    private int _failures;
    private string _fault = "";

    private InferEngine(InferConfig config, VideoManifest manifest, Action<PictureMessage> takePicture)
    {
        _manifest = manifest;
        _turns = new FrameTurns(config.Plan.Cameras.Count);
        _maker = new PictureMaker(takePicture);
        var tracking = TrackerOptions.Of(manifest);
        _cameras = [.. config.Plan.Cameras.Select((plan, i) => new CameraWork(
            i, plan, new CameraScene(plan, manifest.Labels, tracking with { LostMs = Math.Max(tracking.LostMs, (long)(LostPictures * 1_000 / plan.Stream.Rate)) }), new CameraCapture(plan, config.Passwords.ElementAtOrDefault(i) ?? "", config.Decode, _turns, _turns.Slots[i]), _turns.Slots[i]))];
    }

    /// <summary>Why the module is of no use; empty while it is.</summary>
    public string Fault => Volatile.Read(ref _fault);

    /// <summary>How many cameras there are.</summary>
    public int Cameras => _cameras.Length;

    /// <summary>An engine; null with what does not fit.</summary>
    /// <param name="config">The cameras.</param>
    /// <param name="manifest">The module.</param>
    /// <param name="models">A loaded model for each session; owned.</param>
    /// <param name="takePicture">Takes pictures that were asked for; called on a thread of its own.</param>
    /// <param name="fault">What was found and what was expected.</param>
    public static InferEngine? Create(InferConfig config, VideoManifest manifest, IReadOnlyList<IPictureModel> models, Action<PictureMessage> takePicture, out string fault)
    {
        fault = string.Join("; ", config.Plan.FaultsFor(manifest.Labels));
        if (fault.Length > 0)
        {
            return null;
        }

        var weak = manifest with { Thresholds = [.. manifest.Thresholds.Select(t => t * WeakShare)] };
        var engine = new InferEngine(config, manifest, takePicture);
        foreach (var model in models)
        {
            if (PictureDetector.Create(weak, model, out fault) is not { } detector)
            {
                engine.Dispose();
                return null;
            }

            engine._sessions.Add(new Session(model, detector));
        }

        return engine;
    }

    /// <summary>Starts all threads. Once.</summary>
    public void Start()
    {
        foreach (var session in _sessions)
        {
            session.Thread = new Thread(() => Work(session)) { Name = "session", IsBackground = true };
            session.Thread.Start();
        }

        foreach (var camera in _cameras)
        {
            camera.Capture.Start();
        }
    }

    /// <summary>Looks after the streams and ends a picture that takes longer than the module may; to be called a few times a second. Answers how long the slowest picture has taken so far, ms.</summary>
    public long Check(long nowNs)
    {
        foreach (var camera in _cameras)
        {
            camera.Capture.Check(nowNs);
        }

        var busyMs = 0L;
        foreach (var session in _sessions)
        {
            var sinceNs = Volatile.Read(ref session.SinceNs);
            var ms = sinceNs == 0 ? 0 : (nowNs - sinceNs) / 1_000_000;
            busyMs = Math.Max(busyMs, ms);
            if (ms > _manifest.TimeMs)
            {
                session.Model.Terminate();
            }
        }

        return busyMs;
    }

    /// <summary>True when something happened at a camera that must be told at once.</summary>
    public bool HasNews(int camera) => _cameras[camera].HasNews;

    /// <summary>What is told of a camera now.</summary>
    public CameraReport Report(int camera, long nowNs, bool isExtra) => _cameras[camera].Report(nowNs, isExtra);

    /// <summary>Asks for a camera's next picture; false for one that there is not.</summary>
    public bool Want(int camera)
    {
        if (camera < 0 || camera >= _cameras.Length)
        {
            return false;
        }

        _cameras[camera].Want();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turns.End();
        foreach (var camera in _cameras)
        {
            camera.Capture.Dispose();
        }

        foreach (var session in _sessions)
        {
            session.Model.Terminate();
            if (session.Thread is null || session.Thread.Join(EndMs))
            {
                session.Model.Dispose();
            }
        }

        _maker.Dispose();
    }

    private void Work(Session session)
    {
        while (_turns.TryTake(out var slot, out var frame))
        {
            Look(session, _cameras[slot.Index], frame);
            _turns.Release(slot);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The session's loop: whatever the model does is counted, and the module is given up when it goes on.")]
    private void Look(Session session, CameraWork camera, YuvFrame frame)
    {
        Volatile.Write(ref session.SinceNs, BootTime.NowNs());
        var (fault, isTooSlow) = ("the model gave numbers that are none", false);
        try
        {
            if (session.Detector.TryDetect(frame, out var detections))
            {
                Volatile.Write(ref _failures, 0);
                fault = "";
                camera.Take(frame, detections, session.Found);
            }
        }
        catch (OperationCanceledException)
        {
            fault = $"a picture took longer than {_manifest.TimeMs} ms, which is the module's limit";
            isTooSlow = true;
            session.Model.Reset();
        }
        catch (Exception e)
        {
            fault = e.Message;
        }

        Volatile.Write(ref session.SinceNs, 0);
        if (fault.Length > 0)
        {
            camera.TakeFailure(fault);
            if (isTooSlow)
            {
                Volatile.Write(ref _fault, fault);
            }
            else if (Interlocked.Increment(ref _failures) >= MostFailures)
            {
                Volatile.Write(ref _fault, $"{MostFailures} pictures one after another failed: {fault}");
            }
        }
        else
        {
            MakePictures(session, camera, frame);
        }
    }

    private void MakePictures(Session session, CameraWork camera, YuvFrame frame)
    {
        if (camera.TakeRaised() is { Length: > 0 } rule && camera.Plan.Evidence is { } evidence)
        {
            _maker.Make(camera, frame, session.Found, _manifest, rule, evidence.IsPlain);
        }

        if (camera.TakeWanted())
        {
            _maker.Make(camera, frame, session.Found, _manifest, "", isPlain: false);
        }
    }

    private sealed class Session(IPictureModel model, PictureDetector detector)
    {
        // When the picture that is looked at was begun; 0 for none.
        public long SinceNs;

        public IPictureModel Model { get; } = model;

        public PictureDetector Detector { get; } = detector;

        public List<(Detection Detection, long Track)> Found { get; } = new(128);

        public Thread? Thread { get; set; }
    }
}
