using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Inference;

namespace EdgeAgent.Inference.Video.Tests.Inference;

/// <summary>Detections that are as a manifest says, a little off, too far off, missing, and too many.</summary>
public sealed class GoldenCheckTests
{
    private static readonly VideoManifest Manifest = new()
    {
        Name = "fake", Version = "1.0.0", Label = "", Licence = "MIT", Origin = "made up", ModelFile = "m.onnx", ModelSha256 = "", Labels = ["person", "car", "dog"],
        Thresholds = [0.4f, 0.6f, float.PositiveInfinity], SuppressionIou = 0.6f, Candidates = 10, Keep = 10, Decoder = new YoloxPlan([8], ""), MemoryBytes = 1, TimeMs = 1, Golden = [],
        Input = new PictureInput("", 64, 64, TensorLayout.Nchw, TensorType.Float32, IsBgr: false, [0, 0, 0], [1, 1, 1], PictureFit.Stretch, 0),
    };

    private static readonly Detection Person = new(0, 0.8f, 10, 20, 40, 100);
    private static readonly Detection Car = new(1, 0.7f, 200, 20, 300, 80);

    [Fact]
    public void The_same_in_another_order_is_the_same() => Assert.Empty(Compare([Person, Car], [Car, Person]));

    [Fact]
    public void Nothing_expected_and_nothing_found_is_well() => Assert.Empty(Compare([], []));

    [Theory]
    [InlineData(0.03f, 4, 0)]
    [InlineData(-0.03f, -4, 0)]
    [InlineData(0.04f, 0, 1)]
    [InlineData(-0.04f, 0, 1)]
    [InlineData(0, 5, 1)]
    [InlineData(0.04f, -5, 2)]
    public void Tolerances_are_included_and_what_is_beyond_is_told(float score, float edge, int count) =>
        Assert.Equal(count, Compare([Person], [Person with { Score = 0.8f + (score * 0.999f), Right = 40 + edge }]).Count);

    [Fact]
    public void A_difference_says_where_what_was_found_and_what_was_expected()
    {
        Assert.Equal("person at 10,20: found score 0.7, expected 0.8 within 0.03", Assert.Single(Compare([Person], [Person with { Score = 0.7f }])));
        Assert.Equal("person at 10,20: found box 10,20 to 40,109.5, expected 10,20 to 40,100 within 4 pixels", Assert.Single(Compare([Person], [Person with { Bottom = 109.5f }])));
        Assert.Equal("car at 200,20: found nothing, expected score 0.7 and box 200,20 to 300,80", Assert.Single(Compare([Person, Car], [Person])));
        Assert.Equal("car at 200,20: found score 0.7 and box 200,20 to 300,80, expected nothing", Assert.Single(Compare([Person], [Person, Car])));
    }

    [Fact]
    public void Another_class_in_the_same_place_is_one_missing_and_one_too_many() =>
        Assert.Equal(["car at 200,20: found nothing", "person at 200,20: found score 0.7"], Compare([Car], [Car with { Class = 0 }]).Select(d => d.Split(" and")[0].Split(',', 3) is var p ? $"{p[0]},{p[1]}" : ""));

    [Fact]
    public void Each_found_box_serves_once_and_the_nearest_goes_together()
    {
        Assert.Single(Compare([Person, Person with { Left = 12 }], [Person]));
        Assert.Empty(Compare([Person, Person with { Left = 20 }], [Person with { Left = 20 }, Person]));
    }

    [Theory]
    [InlineData(0.42f, 0)]
    [InlineData(0.44f, 1)]
    [InlineData(0.38f, 0)]
    [InlineData(0.3f, 1)]
    public void One_at_the_threshold_may_be_found_or_not(float score, int count)
    {
        Assert.Equal(count, Compare([Person with { Score = score }], []).Count);
        Assert.Equal(count, Compare([], [Person with { Score = score }]).Count);
    }

    [Fact]
    public void A_class_that_the_module_does_not_keep_is_missing() => Assert.Single(Compare([Person with { Class = 2 }], []));

    [Fact]
    public void Numbers_that_are_none_are_differences() => Assert.Single(Compare([Person], [Person with { Score = float.NaN }]));

    private static List<string> Compare(Detection[] expected, Detection[] found) =>
        [.. GoldenCheck.Compare(Manifest, new GoldenPicture("a.png", "", [.. expected.Select(d => new GoldenDetection(d.Class, d.Score, d.Left, d.Top, d.Right, d.Bottom))], 0.03f, 4), found).Select(d => d.ToString())];
}
