using System.Security.Cryptography;
using EdgeAgent.Core.Modules;

namespace EdgeAgent.Tests.Support.Onnx;

/// <summary>
/// A small streaming model of a series made on the spot: score = |value - mean| + day, at most 1; expected = mean; the state mean' = (mean + value) / 2. A value of 13 gives no number.
/// </summary>
public static class WatchModule
{
    /// <summary>The model.</summary>
    public static byte[] Model { get; } = new OnnxGraph("watch")
        .Input("value", OnnxGraph.Float, 1).Input("day", OnnxGraph.Float, 1).Input("mean", OnnxGraph.Float, 1)
        .Output("score", OnnxGraph.Float, 1).Output("expected", OnnxGraph.Float, 1).Output("mean_next", OnnxGraph.Float, 1)
        .Constant("one", [1f], 1).Constant("half", [0.5f], 1).Constant("bad", [13f], 1)
        .Node("Sub", "value mean", "away").Node("Abs", "away", "size").Node("Add", "size day", "sum").Node("Min", "sum one", "known")
        .Node("Sub", "value bad", "to_bad").Node("Div", "to_bad to_bad", "unity").Node("Mul", "known unity", "score")
        .Node("Identity", "mean", "expected").Node("Add", "mean value", "both").Node("Mul", "both half", "mean_next")
        .ToModel();

    /// <summary>Its manifest, with no warm-up, raised at 0.8 and cleared below 0.4.</summary>
    public static SeriesManifest Manifest { get; } = new()
    {
        Name = "watch", Version = "1.0.0", Label = "", Licence = "MIT", Origin = "made up", ModelFile = "model.onnx", ModelSha256 = Convert.ToHexStringLower(SHA256.HashData(Model)),
        MemoryBytes = 1 << 26, TimeMs = 1_000, ValueInput = "value", Window = 1, DayInput = "day", Sampling = new SeriesSampling(0, ResampleRule.Last, MissingRule.Skip, 0), Mean = 0, Deviation = 1,
        States = [new SeriesState("mean", "mean_next", [1])], ScoreOutput = "score", ExpectedOutput = "expected", WarmUp = 0, Raise = 0.8f, Clear = 0.4f,
    };

    /// <summary>The same as `module.json`.</summary>
    public static string Json => $$"""
        { "name": "watch", "version": "1.0.0", "kind": "series", "licence": "MIT", "origin": "made up", "model": { "file": "model.onnx", "sha256": "{{Manifest.ModelSha256}}" },
          "input": { "value": "value", "day": "day" }, "states": [ { "input": "mean", "output": "mean_next", "shape": [1] } ], "output": { "score": "score", "expected": "expected" },
          "threshold": { "raise": 0.8, "clear": 0.4 } }
        """;
}
