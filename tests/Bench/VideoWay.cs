using System.Diagnostics;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Inference.Video.Infer;
using EdgeAgent.Inference.Video.Inference;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Bench;

/// <summary>A picture's way as a module's process has it: tensor, session, boxes, suppression, looks, tracks, lines and zones.</summary>
internal sealed class VideoWay : IDisposable
{
    // As InferEngine has it: weak finds carry tracks on.
    private const float WeakShare = 0.5f;
    private const int MostLooks = 128;
    private const long StepNs = 100_000_000;

    private readonly IReadOnlyList<YuvFrame> _frames;
    private readonly OnnxPictureModel _model;
    private readonly TimedModel _timed;
    private readonly PictureDetector _detector;
    private readonly CameraScene _scene;
    private readonly AppearanceReader _looks = new(MostLooks);
    private long _count;

    public VideoWay(OrtEnvironment environment, VideoRig rig, IReadOnlyList<YuvFrame> frames, int threads)
    {
        _frames = frames;
        _model = OnnxPictureModel.Open(environment, rig.Manifest, rig.Model, threads, out var fault) ?? throw new InvalidOperationException(fault);
        _timed = new TimedModel(_model);
        var weak = rig.Manifest with { Thresholds = [.. rig.Manifest.Thresholds.Select(t => t * WeakShare)] };
        _detector = PictureDetector.Create(weak, _timed, out fault) ?? throw new InvalidOperationException(fault);
        var line = System.Text.Encoding.UTF8.GetString(InferConfig.Write(VideoRig.Source(rig.Clip, 1, 10, 1, hasGate: false), [""], [], threads).Span);
        var config = InferConfig.Read(line, out fault) ?? throw new InvalidOperationException(fault);
        _scene = new CameraScene(config.Plan.Cameras[0], rig.Manifest.Labels, TrackerOptions.Of(rig.Manifest));
    }

    /// <summary>The tensor of the picture that was looked at last.</summary>
    public ReadOnlySpan<byte> Tensor => _model.Input;

    /// <summary>How many have been followed.</summary>
    public long Tracks => _scene.Tracker.Confirmed;

    /// <summary>Seconds of the newest run in the session alone.</summary>
    public double SessionS { get; private set; }

    /// <summary>Takes so many pictures; seconds.</summary>
    public double Run(int count)
    {
        _timed.Ticks = 0;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var frame = _frames[(int)(_count++ % _frames.Count)];
            if (!_detector.TryDetect(frame, out var detections))
            {
                throw new InvalidOperationException("the model gave numbers that are none");
            }

            _scene.Step(detections, _looks.Read(frame, detections), frame.Width, frame.Height, _count * StepNs);
            _ = _scene.Values(_count * StepNs);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        SessionS = _timed.Ticks / (double)Stopwatch.Frequency;
        return seconds;
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private sealed class TimedModel(OnnxPictureModel model) : IPictureModel
    {
        public long Ticks { get; set; }

        public IReadOnlyList<ModelOutput> Outputs => model.Outputs;

        public Span<byte> Input => model.Input;

        public IOutputValues Values => model.Values;

        public void Run()
        {
            var started = Stopwatch.GetTimestamp();
            model.Run();
            Ticks += Stopwatch.GetTimestamp() - started;
        }

        public void Terminate() => model.Terminate();

        public void Reset() => model.Reset();

        public void Dispose()
        {
        }
    }
}
