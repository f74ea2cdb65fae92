using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Video.Capture;
using EdgeAgent.Inference.Video.Counting;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Drawing;
using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Inference.Video.Inference;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Try;

/// <summary>Runs a module on pictures and clips.</summary>
/// <param name="options">What to do.</param>
/// <param name="model">The loaded model.</param>
/// <param name="writer">Takes what is found.</param>
/// <param name="error">Takes what went wrong.</param>
/// <param name="progress">Shows how far it is.</param>
/// <param name="stop">Ends it early, with what was found.</param>
internal sealed class TryRun(TryOptions options, IPictureModel model, TryWriter writer, TextWriter error, TryProgress progress, CancellationToken stop)
{
    private const float WeakShare = 0.5f;

    private readonly List<(Detection Detection, long Track)> _found = [];
    private readonly List<Crossing> _crossings = [];

    /// <summary>Goes through all inputs. Answers how many could not be looked at; -1 with why when the model does not fit its manifest.</summary>
    public int Run(out string fault)
    {
        // Weak finds carry tracks on; they are not told.
        var weak = options.Manifest with { Thresholds = [.. options.Manifest.Thresholds.Select(t => t * WeakShare)] };
        if (PictureDetector.Create(options.Manifest, model, out fault) is not { } ofPictures || PictureDetector.Create(weak, model, out fault) is not { } ofClips)
        {
            return -1;
        }

        var failures = 0;
        for (var i = 0; i < options.Inputs.Count && !stop.IsCancellationRequested; i++)
        {
            progress.Show(i, 0);
            if (One(options.Inputs[i], i, ofPictures, ofClips) is { Length: > 0 } why)
            {
                failures++;
                writer.Fault(options.Inputs[i], why);
                error.WriteLine($"edgeagent try: {options.Inputs[i]}: {why}");
            }
        }

        return failures;
    }

    private string One(string input, int index, PictureDetector ofPictures, PictureDetector ofClips)
    {
        using var file = MediaFile.Open(input, out var fault);
        if (file is null)
        {
            return fault;
        }

        var (first, second) = (file.MakeFrame(), file.MakeFrame());
        if (!file.TryRead(first))
        {
            return file.Fault.Length > 0 ? file.Fault : "holds no picture";
        }

        return file.TryRead(second) ? Clip(input, index, file, first, second, ofClips) : file.Fault.Length > 0 ? file.Fault : Picture(input, first, ofPictures);
    }

    private string Picture(string input, YuvFrame frame, PictureDetector detector)
    {
        if (!detector.TryDetect(frame, out var detections))
        {
            return "the model gave numbers that are none";
        }

        _found.Clear();
        foreach (var detection in detections)
        {
            _found.Add((detection, 0));
        }

        writer.Frame(input, 0, _found);
        return Draw(frame);
    }

    private string Clip(string input, int index, MediaFile file, YuvFrame first, YuvFrame second, PictureDetector detector)
    {
        var clip = new ClipState(options.Manifest, options.Lines, new FrameSampler(file.Header.Rate, options.Rate));
        var frame = first;
        do
        {
            if (clip.Sampler.Takes(frame.Number) && !TryFrame(input, frame, clip, detector))
            {
                return $"the model gave numbers that are none on frame {frame.Number}";
            }

            clip.Frames++;
            progress.Show(index, clip.Frames);
        }
        while (!stop.IsCancellationRequested && TryNext(file, ref frame, second));

        writer.End(input, clip.Frames, clip.Looked, clip.Tracker.Confirmed, clip.Counts);
        return file.Fault.Length > 0 ? file.Fault : Draw(frame);
    }

    // The second frame has been read already, to know that it is a clip.
    private static bool TryNext(MediaFile file, ref YuvFrame frame, YuvFrame second)
    {
        var isFirst = frame != second;
        frame = second;
        return isFirst || file.TryRead(frame);
    }

    private bool TryFrame(string input, YuvFrame frame, ClipState clip, PictureDetector detector)
    {
        if (!detector.TryDetect(frame, out var detections))
        {
            return false;
        }

        clip.Looked++;
        clip.Tracker.Step(detections, clip.Looks.Read(frame, detections), frame.MonoNs);
        _found.Clear();
        for (var i = 0; i < detections.Length; i++)
        {
            if (detections[i].Score >= options.Manifest.Thresholds[detections[i].Class])
            {
                _found.Add((detections[i], clip.Tracker.OwnerOf(i)?.Id ?? 0));
            }
        }

        writer.Frame(input, frame.Number, _found);
        _crossings.Clear();
        clip.Counter.Step(clip.Tracker.Tracks, frame.Width, frame.Height, frame.Number, frame.MonoNs, _crossings);
        foreach (var crossing in _crossings)
        {
            clip.Counts.Add(crossing);
            writer.Crossing(input, crossing);
        }

        return true;
    }

    private string Draw(YuvFrame frame)
    {
        if (options.Out.Length == 0)
        {
            return "";
        }

        PictureDrawing.Draw(frame, _found, options.Lines);
        return PictureDrawing.Write(frame, _found, options.Manifest.Labels, options.Out);
    }

    private sealed class ClipState
    {
        public ClipState(VideoManifest manifest, IReadOnlyList<Inference.Video.Geometry.PictureLine> lines, FrameSampler sampler)
        {
            var tracking = TrackerOptions.Of(manifest);
            Sampler = sampler;
            Tracker = new Tracker(manifest.Labels.Count, tracking);
            Looks = new AppearanceReader(tracking.Most);
            Counter = new LineCounter(lines, tracking.Most);
            Counts = new CrossingCounts(lines.Count, manifest.Labels.Count);
        }

        public FrameSampler Sampler { get; }

        public Tracker Tracker { get; }

        public AppearanceReader Looks { get; }

        public LineCounter Counter { get; }

        public CrossingCounts Counts { get; }

        public long Frames { get; set; }

        public long Looked { get; set; }
    }
}
