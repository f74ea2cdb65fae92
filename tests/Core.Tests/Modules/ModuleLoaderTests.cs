using System.Security.Cryptography;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Modules;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Core.Tests.Modules;

/// <summary>Manifests of modules: what they say, with defaults, and every fault at its place.</summary>
public sealed class ModuleLoaderTests : IDisposable
{
    private static readonly byte[] Model = [1, 2, 3];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_short_manifest_has_the_defaults()
    {
        var manifest = Load("""
            "input": { "width": 416, "height": 320, "color": "bgr" }, "decoder": { "kind": "yolox" }, "labels": ["person", "car"]
            """).Manifest!;
        Assert.Equal(("detector", "1.2.3", TensorLayout.Nchw, TensorType.Float32, PictureFit.LetterboxCenter), (manifest.Name, manifest.Version, manifest.Input.Layout, manifest.Input.Type, manifest.Input.Fit));
        Assert.Equal([0, 0, 0], manifest.Input.Mean);
        Assert.Equal([1, 1, 1], manifest.Input.Deviation);
        Assert.Equal([0.4f, 0.4f], manifest.Thresholds);
        Assert.Equal([8, 16, 32], Assert.IsType<YoloxPlan>(manifest.Decoder).Strides);
        Assert.Equal((0.6f, 1_000, 100, 300L << 20, 3_000), (manifest.SuppressionIou, manifest.Candidates, manifest.Keep, manifest.MemoryBytes, manifest.TimeMs));
        Assert.Empty(manifest.Golden);
    }

    [Fact]
    public void Everything_that_is_said_counts()
    {
        var manifest = Load("""
            "input": { "name": "in", "width": 300, "height": 300, "color": "rgb", "layout": "nhwc", "type": "uint8", "mean": [1, 2, 3], "deviation": [4, 5, 6], "fit": "letterbox", "place": "top-left", "pad": 114 },
            "decoder": { "kind": "nanodet", "strides": [16, 32], "scores": ["s0", "s1"], "boxes": ["b0", "b1"] },
            "labels": ["person", "rock", "car"], "threshold": 0.3, "classes": { "car": { "threshold": 0.5 }, "person": {} },
            "suppression": { "iou": 0.45, "candidates": 50, "keep": 7 }, "limits": { "memory": "64 MiB", "time": "500 ms" },
            "golden": [ { "input": "a.png", "detections": [ { "class": "car", "score": 0.7, "box": [1, 2, 30, 40] } ], "scoreWithin": 0.1, "boxWithin": 9 } ]
            """).Manifest!;
        Assert.Equal(("in", TensorLayout.Nhwc, TensorType.UInt8, false, PictureFit.LetterboxTopLeft, 114), (manifest.Input.Name, manifest.Input.Layout, manifest.Input.Type, manifest.Input.IsBgr, manifest.Input.Fit, manifest.Input.Pad));
        Assert.Equal([0.3f, float.PositiveInfinity, 0.5f], manifest.Thresholds);
        Assert.Equal([0.01f, float.PositiveInfinity, 0.01f], manifest.WithThreshold(0.01f).Thresholds);
        Assert.Equal((0.45f, 50, 7, 64L << 20, 500), (manifest.SuppressionIou, manifest.Candidates, manifest.Keep, manifest.MemoryBytes, manifest.TimeMs));
        var golden = Assert.Single(manifest.Golden);
        Assert.Equal(new GoldenDetection(2, 0.7f, 1, 2, 30, 40), Assert.Single(golden.Detections));
        Assert.Equal((0.1f, 9f), (golden.ScoreWithin, golden.BoxWithin));
    }

    [Theory]
    [InlineData("\"decoder\": { \"kind\": \"yolo\" }", "decoder.kind", "unknown kind \"yolo\"; did you mean \"yolox\"?", "nanodet, yolox, ssd")]
    [InlineData("\"decoder\": { \"kind\": \"nanodet\", \"scores\": [\"a\"], \"boxes\": [\"b\", \"c\", \"d\"] }", "decoder.scores", "1 outputs", "3, one for each stride")]
    [InlineData("\"classes\": { \"persn\": {} }", "classes.persn", "no label is called \"persn\"; did you mean \"person\"?", "one of the labels")]
    [InlineData("\"labels\": [\"person\", \"person\"]", "labels[1]", "\"person\" stands twice", "each label once")]
    [InlineData("\"threshold\": 0", "threshold", "0 is out of range", "more than 0 to 1")]
    [InlineData("\"limits\": { \"memory\": \"1 MiB\" }", "limits.memory", "\"1 MiB\" is out of range", "32 MiB")]
    [InlineData("\"golden\": [ { \"input\": \"../a.png\", \"detections\": [] } ]", "golden[0].input", "\"../a.png\" has a wrong form", "without a slash")]
    [InlineData("\"golden\": [ { \"input\": \"a.png\", \"detections\": [ { \"class\": \"car\", \"score\": 1, \"box\": [5, 0, 5, 9] } ] } ]", "golden[0].detections[0].box", "has no area", "left, top, right, bottom")]
    [InlineData("\"treshold\": 0.5", "treshold", "unknown key \"treshold\"; did you mean \"threshold\"?", "threshold")]
    public void What_is_wrong_is_told_at_its_place(string member, string path, string problem, string expected)
    {
        var name = member[..member.IndexOf(':', StringComparison.Ordinal)];
        var rest = new[] { "\"input\": { \"width\": 416, \"height\": 416, \"color\": \"bgr\" }", "\"decoder\": { \"kind\": \"yolox\" }", "\"labels\": [\"person\", \"car\"]" };
        var (manifest, faults) = Load(string.Join(", ", rest.Where(r => !r.StartsWith(name, StringComparison.Ordinal)).Append(member)));
        Assert.Null(manifest);
        var fault = Assert.Single(faults);
        Assert.Equal((path, problem), (fault.Path, fault.Problem));
        Assert.Contains(expected, fault.Expected, StringComparison.Ordinal);
        Assert.True(fault.Line > 0);
    }

    [Fact]
    public void A_model_that_is_another_or_missing_is_told()
    {
        const string Rest = "\"input\": { \"width\": 416, \"height\": 416, \"color\": \"bgr\" }, \"decoder\": { \"kind\": \"yolox\" }, \"labels\": [\"person\"]";
        Assert.NotNull(Load(Rest).Manifest);
        File.WriteAllBytes(_folder["model.onnx"], [3, 2, 1]);
        var faults = new List<ConfigFault>();
        Assert.Null(ModuleLoader.Load(_folder.Path, faults));
        Assert.Contains("has the SHA-256", Assert.Single(faults).Problem, StringComparison.Ordinal);
        File.Delete(_folder["model.onnx"]);
        faults.Clear();
        Assert.Null(ModuleLoader.Load(_folder.Path, faults));
        Assert.Equal("does not exist", Assert.Single(faults).Problem);
    }

    private (VideoManifest? Manifest, List<ConfigFault> Faults) Load(string rest)
    {
        File.WriteAllBytes(_folder["model.onnx"], Model);
        File.WriteAllText(_folder[ModuleLoader.FileName], $$"""
            { "name": "detector", "version": "1.2.3", "kind": "video", "licence": "Apache-2.0", "origin": "made up",
              "model": { "file": "model.onnx", "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(Model))}}" },
              {{rest}} }
            """);
        var faults = new List<ConfigFault>();
        return (ModuleLoader.Load<VideoManifest>(_folder.Path, faults), faults);
    }
}
