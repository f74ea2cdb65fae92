using System.Collections.Concurrent;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Drawing;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Infer;

/// <summary>Makes pictures for people on a thread of its own, so that no session waits for it: whoever was found is made unknowable, and boxes and lines are drawn. Few at a time.</summary>
internal sealed class PictureMaker : IDisposable
{
    private const int MostWaiting = 4;
    private const int EndMs = 1_000;
    private const string Person = "person";

    private readonly Action<PictureMessage> _take;
    private readonly BlockingCollection<(CameraWork Camera, YuvFrame Frame, List<(Detection Detection, long Track)> Found, VideoManifest Manifest, string Rule, bool IsPlain)> _waiting = new(MostWaiting);
    private readonly Thread _thread;

    public PictureMaker(Action<PictureMessage> take)
    {
        _take = take;
        _thread = new Thread(Run) { Name = "pictures", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Makes one; when too many wait it is left out.</summary>
    public void Make(CameraWork camera, YuvFrame frame, IReadOnlyList<(Detection Detection, long Track)> found, VideoManifest manifest, string rule, bool isPlain)
    {
        try
        {
            if (_waiting.Count < MostWaiting)
            {
                var copy = new YuvFrame(frame.Width, frame.Height, frame.Color) { Number = frame.Number, MonoNs = frame.MonoNs };
                frame.Bytes.CopyTo(copy.Bytes, 0);
                _ = _waiting.TryAdd((camera, copy, [.. found], manifest, rule, isPlain));
            }
        }
        catch (InvalidOperationException)
        {
            // All is over: a session that still looks wants a picture in vain.
        }
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        if (_thread.Join(EndMs))
        {
            _waiting.Dispose();
        }
    }

    // A module may lack the class, or have a threshold that nothing reaches.
    private static bool FindsPeople(VideoManifest manifest) => manifest.Labels.Where((l, i) => l == Person && float.IsFinite(manifest.Thresholds[i])).Any();

    private void Run()
    {
        foreach (var (camera, frame, found, manifest, rule, isPlain) in _waiting.GetConsumingEnumerable())
        {
            if (!isPlain && !FindsPeople(manifest))
            {
                _take(new PictureMessage(camera.Index, frame.MonoNs, rule, [], $"the module {manifest.Name} does not find people, so that they cannot be made unknowable"));
                continue;
            }

            // Weak finds are hidden too: better one too many.
            foreach (var (detection, _) in isPlain ? [] : found)
            {
                PictureDrawing.Hide(frame, detection);
            }

            found.RemoveAll(f => f.Detection.Score < manifest.Thresholds[f.Detection.Class]);
            PictureDrawing.Draw(frame, found, [.. camera.Plan.Lines.Select(l => l.Line)]);
            var jpeg = PictureDrawing.ToJpeg(frame, out var fault);
            _take(new PictureMessage(camera.Index, frame.MonoNs, rule, jpeg ?? [], fault));
        }
    }
}
