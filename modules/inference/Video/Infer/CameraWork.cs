using EdgeAgent.Core.Points;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Capture;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Inference.Video.Scheduling;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Infer;

/// <summary>A camera in its module's process: its stream, what is seen of it, and what is told of it. Thread-safe.</summary>
internal sealed class CameraWork
{
    private const long FreshNs = 2_500_000_000;
    private const int MostLooks = 128;
    private const double FreshPictures = 2.5;

    private readonly Lock _gate = new();
    private readonly CameraScene _scene;
    private readonly FrameSlot _slot;
    private readonly double _rate;
    private readonly AppearanceReader _looks = new(MostLooks);
    private long _starts;
    private (Quality Quality, string Text) _fault = (Quality.NotPolled, "its first picture is awaited");
    private bool _isWanted;

    public CameraWork(int index, CameraPlan plan, CameraScene scene, CameraCapture capture, FrameSlot slot)
    {
        (Index, Plan, _scene, Capture, _slot, _rate) = (index, plan, scene, capture, slot, plan.Stream.Rate);
    }

    /// <summary>Number of the camera in its source.</summary>
    public int Index { get; }

    public CameraPlan Plan { get; }

    public CameraCapture Capture { get; }

    /// <summary>True when something happened that must be told at once.</summary>
    public bool HasNews
    {
        get
        {
            lock (_gate)
            {
                return _scene.HasNews;
            }
        }
    }

    /// <summary>Asks for the next picture.</summary>
    public void Want()
    {
        Volatile.Write(ref _isWanted, true);
        Capture.Force();
    }

    /// <summary>True once after <see cref="Want"/>.</summary>
    public bool TakeWanted() => Interlocked.Exchange(ref _isWanted, false);

    /// <summary>Name of the point whose event began with the newest picture; once, and empty for none.</summary>
    public string TakeRaised()
    {
        lock (_gate)
        {
            return _scene.TakeRaised();
        }
    }

    /// <summary>The model gave no usable numbers for a picture.</summary>
    public void TakeFailure(string fault)
    {
        lock (_gate)
        {
            _fault = (Quality.Invalid, fault);
        }
    }

    /// <summary>Takes what was found in a picture; what is followed is put into <paramref name="found"/>.</summary>
    public void Take(YuvFrame frame, ReadOnlySpan<Detection> detections, List<(Detection Detection, long Track)> found)
    {
        var starts = Capture.State.Starts;
        lock (_gate)
        {
            if (starts != _starts)
            {
                _starts = starts;
                _scene.Interrupt();
            }

            _fault = (Quality.Good, "");
            _scene.Step(detections, _looks.Read(frame, detections), frame.Width, frame.Height, frame.MonoNs);
            Capture.LookAt(_scene.NextLookNs);
            found.Clear();
            for (var i = 0; i < detections.Length; i++)
            {
                found.Add((detections[i], _scene.Tracker.OwnerOf(i)?.Id ?? 0));
            }
        }
    }

    /// <summary>What is told of the camera now.</summary>
    public CameraReport Report(long nowNs, bool isExtra)
    {
        var state = Capture.State;
        lock (_gate)
        {
            var isFresh = state.LastFrameNs > 0 && nowNs - state.LastFrameNs <= Math.Max(FreshNs, FreshPictures * 1e9 / _rate);
            var (quality, fault) = !isFresh ? (state.Fault.IsNone ? (Quality.Timeout, "gives no pictures") : (state.Fault.Quality, state.Fault.Text))
                : _fault;
            return new CameraReport(Index, nowNs, quality, fault, isExtra, [.. _scene.Values(nowNs)], new CameraCounts(state.Frames, _slot.Taken, state.Still, _slot.Dropped, state.Starts, state.Errors));
        }
    }
}
