using System.Collections.Concurrent;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Capture;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Inference.Video.Infer;
using EdgeAgent.Inference.Video.Scheduling;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Tests.Infer;

/// <summary>Pictures for people, made beside the sessions.</summary>
public sealed class PictureMakerTests : IDisposable
{
    private const int WaitMs = 30_000;
    private static readonly VideoManifest Manifest = new()
    {
        Name = "people", Version = "1.0.0", Label = "", Licence = "MIT", Origin = "", ModelFile = "m.onnx", ModelSha256 = "", Decoder = new YoloxPlan([8], ""), Labels = ["car", "person"], Thresholds = [0.4f, 0.4f],
        Input = new PictureInput("", 64, 64, TensorLayout.Nchw, TensorType.Float32, IsBgr: false, [0, 0, 0], [1, 1, 1], PictureFit.Stretch, 0), SuppressionIou = 0.6f, Candidates = 100, Keep = 50,
        MemoryBytes = 1 << 28, TimeMs = 1_000, Golden = [],
    };

    private readonly BlockingCollection<PictureMessage> _made = [];
    private readonly FrameTurns _turns = new(1);
    private readonly PictureMaker _maker;
    private readonly CameraWork _camera;
    private readonly YuvFrame _frame = new(64, 48, default) { MonoNs = 77 };

    public PictureMakerTests()
    {
        var plan = new CameraPlan("lane", new StreamPlan(StreamKind.File, "/c"), [], []);
        _camera = new CameraWork(4, plan, new CameraScene(plan, Manifest.Labels, TrackerOptions.Of(Manifest)), new CameraCapture(plan, "", [], _turns, _turns.Slots[0]), _turns.Slots[0]);
        _maker = new PictureMaker(_made.Add);
        new Random(1).NextBytes(_frame.Bytes);
    }

    public void Dispose()
    {
        _maker.Dispose();
        _camera.Capture.Dispose();
        _made.Dispose();
    }

    [Fact]
    public void A_picture_comes_as_jpeg_and_the_frame_stays_as_it_was()
    {
        var before = _frame.Bytes.ToArray();
        Make("yard.loitering", isPlain: false, Manifest);
        var made = Next();
        Assert.Equal((4, 77L, "yard.loitering", ""), (made.Camera, made.MonoNs, made.Rule, made.Fault));
        Assert.Equal([0xFF, 0xD8], made.Jpeg[..2]);
        Assert.Equal(before, _frame.Bytes);
    }

    [Fact]
    public void A_module_that_finds_no_people_gives_no_picture_but_a_plain_one()
    {
        foreach (var blind in (VideoManifest[])[Manifest with { Labels = ["car", "bus"] }, Manifest with { Thresholds = [0.4f, float.PositiveInfinity] }])
        {
            Make("", isPlain: false, blind);
            var made = Next();
            Assert.Empty(made.Jpeg);
            Assert.Equal("the module people does not find people, so that they cannot be made unknowable", made.Fault);
            Make("", isPlain: true, blind);
            Assert.Equal([0xFF, 0xD8], Next().Jpeg[..2]);
        }
    }

    [Fact]
    public void One_that_is_wanted_after_the_end_is_left_out()
    {
        var maker = new PictureMaker(_made.Add);
        maker.Dispose();
        maker.Make(_camera, _frame, [], Manifest, "", isPlain: true);
        Assert.Empty(_made);
    }

    private void Make(string rule, bool isPlain, VideoManifest manifest) => _maker.Make(_camera, _frame, [(new Detection(1, 0.3f, 10, 10, 30, 40), 0), (new Detection(0, 0.9f, 5, 5, 20, 20), 3)], manifest, rule, isPlain);

    private PictureMessage Next()
    {
        Assert.True(_made.TryTake(out var made, WaitMs));
        return made;
    }
}
