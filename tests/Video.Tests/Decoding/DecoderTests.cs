using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Tests.Decoding;

/// <summary>Heads of models: boxes where the numbers say, thresholds by class, and outputs that do not fit or are no numbers.</summary>
public sealed class DecoderTests
{
    private static readonly PictureInput Input = new("", 64, 32, TensorLayout.Nchw, TensorType.Float32, IsBgr: true, [0, 0, 0], [1, 1, 1], PictureFit.Stretch, 0);

    // The picture is ten times as large as the input.
    private static readonly PictureMap Map = PictureMap.Of(Input, 0, 0, 640, 320);

    [Fact]
    public void NanoDet_takes_expectations_of_distributions_in_strides()
    {
        var manifest = Manifest(new NanoDetPlan([16], ["s"], ["b"]));
        var (scores, boxes) = (new float[8 * 3], new float[8 * 4 * 4]);

        // Cell 5 is column 1, row 1: its centre is at 24,24. Left lies wholly in bin 1, top between 0 and 1, right in 2, bottom in 0.
        scores[(5 * 3) + 2] = 0.9f;
        Fill(boxes, 5, [[-50, 50, -50, -50], [50, 50, -50, -50], [-50, -50, 50, -50], [50, -50, -50, -50]]);
        var found = Decode(manifest, [new("s", true, [1, 8, 3]), new("b", true, [1, 8, 16])], scores, boxes);
        var box = Assert.Single(found);
        Assert.Equal((2, 0.9f), (box.Class, box.Score));
        Assert.Equal([80, 160, 560, 240], new[] { box.Left, box.Top, box.Right, box.Bottom }.Select(v => MathF.Round(v, 3)));
    }

    [Fact]
    public void NanoDet_keeps_what_reaches_its_class_and_every_class_of_a_cell()
    {
        var manifest = Manifest(new NanoDetPlan([16], ["s"], ["b"])) with { Thresholds = [0.5f, float.PositiveInfinity, 0.2f] };
        var (scores, boxes) = (new float[8 * 3], new float[8 * 4 * 4]);
        (scores[0], scores[1], scores[2]) = (0.49f, 0.99f, 0.21f);
        (scores[6], scores[8]) = (0.5f, 0.19f);
        var found = Decode(manifest, [new("s", true, [1, 8, 3]), new("b", true, [1, 8, 16])], scores, boxes);
        Assert.Equal([(0, 0.5f), (2, 0.21f)], found.Select(f => (f.Class, f.Score)));
    }

    [Fact]
    public void Yolox_takes_centres_in_cells_and_sizes_as_logarithms()
    {
        var manifest = Manifest(new YoloxPlan([16, 32], ""));
        var values = new float[10 * 8];

        // Cell 3 of the first stage is column 3, row 0; cell 1 of the second is column 1, row 0.
        new float[] { 0.5f, 0.25f, MathF.Log(1), MathF.Log(0.5f), 0.8f, 0, 0.5f, 0 }.CopyTo(values, 3 * 8);
        new float[] { 0, 0.5f, 0, 0, 1, 0.95f, 0, 0 }.CopyTo(values, 9 * 8);
        var found = Decode(manifest, [new("out", true, [1, 10, 8])], values);
        Assert.Equal(2, found.Length);
        Assert.Equal(new Detection(0, 0.95f, 160, 0, 480, 320), found[0]);
        Assert.Equal((1, 0.4f), (found[1].Class, found[1].Score));
        Assert.Equal([480, 0, 640, 80], new[] { found[1].Left, found[1].Top, found[1].Right, found[1].Bottom }.Select(v => MathF.Round(v, 3)));
    }

    [Fact]
    public void Ssd_takes_as_many_boxes_as_are_told()
    {
        var manifest = Manifest(new SsdPlan("b", "c", "s", "n", 1));
        ModelOutput[] outputs = [new("n", true, [1]), new("b", true, [1, 3, 4]), new("c", true, [1, 3]), new("s", true, [1, 3])];
        var found = Decode(manifest, outputs, [2], [0.1f, 0.2f, 0.5f, 0.6f, 0, 0, 1, 1, 0, 0, 0.5f, 0.5f], [3, 0, 1], [0.8f, 0.99f, 0.99f]);
        var box = Assert.Single(found);
        Assert.Equal((2, 0.8f), (box.Class, box.Score));
        Assert.Equal([128, 32, 384, 160], new[] { box.Left, box.Top, box.Right, box.Bottom }.Select(v => MathF.Round(v, 3)));
    }

    [Fact]
    public void A_number_that_is_none_makes_the_run_worthless()
    {
        var nanoDet = Manifest(new NanoDetPlan([16], ["s"], ["b"]));
        ModelOutput[] outputs = [new("s", true, [1, 8, 3]), new("b", true, [1, 8, 16])];
        Assert.False(TryDecode(nanoDet, outputs, [.. new float[23], float.NaN], new float[128]));
        Assert.False(TryDecode(nanoDet, outputs, [0.9f, .. new float[23]], [float.NaN, .. new float[127]]));
        Assert.False(TryDecode(nanoDet, outputs, [0.9f, .. new float[23]], [float.PositiveInfinity, .. new float[127]]));
        Assert.False(TryDecode(Manifest(new YoloxPlan([32], "")), [new("o", true, [1, 2, 8])], [.. new float[15], float.NaN]));
        Assert.False(TryDecode(Manifest(new SsdPlan("b", "c", "s", "", 0)), [new("b", true, [1, 1, 4]), new("c", true, [1, 1]), new("s", true, [1, 1])], [0, 0, 1, float.NaN], [0], [1]));
    }

    [Theory]
    [InlineData("s", 8, 4, 16, "output s is float32[1,8,4]; expected float32[1,8,3] for 3 labels")]
    [InlineData("s", 9, 3, 16, "output s is float32[1,9,3]; expected float32[1,8,3] for 3 labels")]
    [InlineData("s", 8, 3, 15, "output b is float32[1,8,15]; expected float32[1,8,4*bins] for 3 labels")]
    [InlineData("t", 8, 3, 16, "the model has no output s; expected one of t, b")]
    public void A_model_with_other_shapes_than_its_manifest_is_told(string name, int cells, int classes, int sides, string expected)
    {
        Assert.Null(BoxDecoders.Create(Manifest(new NanoDetPlan([16], ["s"], ["b"])), [new(name, true, [1, cells, classes]), new("b", true, [1, 8, sides])], out var fault));
        Assert.Equal(expected, fault);
    }

    private static void Fill(float[] boxes, int cell, float[][] sides)
    {
        for (var side = 0; side < 4; side++)
        {
            sides[side].CopyTo(boxes, (cell * 16) + (side * 4));
        }
    }

    private static Detection[] Decode(VideoManifest manifest, ModelOutput[] outputs, params float[][] values)
    {
        var candidates = new Candidates(100, 100, 0.6f);
        var decoder = BoxDecoders.Create(manifest, outputs, out var fault);
        Assert.True(decoder is not null, fault);
        Assert.True(decoder.Decode(new Outputs(values), Map, candidates));
        candidates.Suppress();
        return [.. candidates.Kept];
    }

    private static bool TryDecode(VideoManifest manifest, ModelOutput[] outputs, params float[][] values) =>
        BoxDecoders.Create(manifest, outputs, out _)!.Decode(new Outputs(values), Map, new Candidates(100, 100, 0.6f));

    private static VideoManifest Manifest(DecoderPlan plan) => new()
    {
        Name = "m", Version = "1.0.0", Label = "", Licence = "MIT", Origin = "made up", ModelFile = "m.onnx", ModelSha256 = "", Input = Input, Decoder = plan, Labels = ["a", "b", "c"],
        Thresholds = [0.3f, 0.3f, 0.3f], SuppressionIou = 0.6f, Candidates = 100, Keep = 100, MemoryBytes = 1, TimeMs = 1, Golden = [],
    };
}
