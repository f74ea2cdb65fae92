using System.Security.Cryptography;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Modules;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Core.Tests.Modules;

/// <summary>Manifests of series modules: what they mean, and every fault at its place.</summary>
public sealed class SeriesManifestTests : IDisposable
{
    private const string Least = "\"input\": { \"value\": \"v\" }, \"output\": { \"score\": \"s\" }, \"threshold\": { \"raise\": 0.5 }";
    private static readonly byte[] Model = [1, 2, 3];
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_left_out_has_the_schemas_defaults()
    {
        var manifest = Load<SeriesManifest>(Least).Manifest!;
        Assert.Equal(("v", 1, "", "s", ""), (manifest.ValueInput, manifest.Window, manifest.DayInput, manifest.ScoreOutput, manifest.ExpectedOutput));
        Assert.Equal(new SeriesSampling(0, ResampleRule.Last, MissingRule.Skip, 0), manifest.Sampling);
        Assert.Equal((0, 1, 0, 0.5f, 0.5f), (manifest.Mean, manifest.Deviation, manifest.WarmUp, manifest.Raise, manifest.Clear));
        Assert.Equal((100L << 20, 1_000L), (manifest.MemoryBytes, manifest.TimeMs));
        Assert.Empty(manifest.States);
    }

    [Fact]
    public void Everything_that_is_said_counts()
    {
        var manifest = Load<SeriesManifest>("""
            "input": { "value": "v", "window": 64, "day": "d" }, "output": { "score": "s", "expected": "e" },
            "sampling": { "interval": "5 min", "rule": "mean", "missing": "hold", "longestGap": "2 h" }, "normalise": { "mean": -3.5, "deviation": 2 },
            "states": [ { "input": "a", "output": "b", "shape": [2, 3] }, { "input": "c", "output": "f", "shape": [] } ],
            "warmUp": 100, "threshold": { "raise": 0.9, "clear": 0.25 }, "limits": { "memory": "64 MiB", "time": "50 ms" }
            """).Manifest!;
        Assert.Equal((64, "d", "e", -3.5, 2.0, 100), (manifest.Window, manifest.DayInput, manifest.ExpectedOutput, manifest.Mean, manifest.Deviation, manifest.WarmUp));
        Assert.Equal(new SeriesSampling(300_000, ResampleRule.Mean, MissingRule.Hold, 7_200_000), manifest.Sampling);
        Assert.Equal((0.9f, 0.25f, 64L << 20, 50L), (manifest.Raise, manifest.Clear, manifest.MemoryBytes, manifest.TimeMs));
        Assert.Equal(["a b 2,3", "c f "], manifest.States.Select(s => $"{s.Input} {s.Output} {string.Join(',', s.Shape)}"));
    }

    [Theory]
    [InlineData("\"threshold\": { \"raise\": 0.5, \"clear\": 0.6 }", "threshold.clear", "0.6 is above raise", "at most 0.5")]
    [InlineData("\"threshold\": { \"raise\": 0 }", "threshold.raise", "0 is out of range", "more than 0 to 1")]
    [InlineData("\"sampling\": { \"interval\": \"10 min\", \"longestGap\": \"1 min\" }", "sampling.longestGap", "1 min is shorter than interval", "10 min or more")]
    [InlineData("\"sampling\": { \"rule\": \"mean\" }", "sampling.rule", "says what a sample is of the readings of an interval, but there is no interval", "an interval beside it, or last")]
    [InlineData("\"sampling\": { \"interval\": \"10 ms\" }", "sampling.interval", "\"10 ms\" is out of range", "100 ms")]
    [InlineData("\"sampling\": { \"missing\": \"skp\" }", "sampling.missing", "\"skp\" is not known; did you mean \"skip\"?", "hold")]
    [InlineData("\"states\": [ { \"input\": \"v\", \"output\": \"o\", \"shape\": [1] } ]", "states[0].input", "\"v\" is taken by input.value", "another name")]
    [InlineData("\"states\": [ { \"input\": \"i\", \"output\": \"s\", \"shape\": [1] } ]", "states[0].output", "\"s\" is taken by output.score", "another name")]
    [InlineData("\"states\": [ { \"input\": \"i\", \"output\": \"o\", \"shape\": [0] } ]", "states[0].shape[0]", "0 is out of range", "1 to 1048576")]
    [InlineData("\"states\": [ { \"input\": \"i\", \"output\": \"o\", \"shape\": [100000, 100000] } ]", "states[0].shape", "[100000,100000] has 10000000000 elements", "at most 16777216")]
    [InlineData("\"normalise\": { \"mean\": 1, \"deviation\": 0 }", "normalise.deviation", "0 is out of range", "more than 0")]
    [InlineData("\"labels\": [\"person\"]", "labels", "unknown key \"labels\"; did you mean \"label\"?", "label")]
    public void What_is_wrong_is_told_at_its_place(string member, string path, string problem, string expected)
    {
        var name = member[..member.IndexOf(':', StringComparison.Ordinal)];
        string[] rest = ["\"input\": { \"value\": \"v\" }", "\"output\": { \"score\": \"s\" }", "\"threshold\": { \"raise\": 0.5 }"];
        var (manifest, faults) = Load<SeriesManifest>(string.Join(", ", rest.Where(r => !r.StartsWith(name, StringComparison.Ordinal)).Append(member)));
        Assert.Null(manifest);
        var fault = Assert.Single(faults);
        Assert.Equal((path, problem), (fault.Path, fault.Problem));
        Assert.Contains(expected, fault.Expected, StringComparison.Ordinal);
        Assert.True(fault.Line > 0);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var faults = Load<SeriesManifest>("\"input\": { \"value\": \"v\", \"window\": 0 }, \"output\": {}, \"threshold\": { \"raise\": 2 }, \"warmUp\": -1").Faults;
        Assert.Equal(["input.window", "output", "threshold.raise", "warmUp"], faults.Select(f => f.Path).Order(StringComparer.Ordinal));
        Assert.Equal("The output with the newest sample's score, 0 (as always) to 1.", faults.Single(f => f.Path == "output").Expected);
    }

    [Fact]
    public void A_module_of_another_kind_is_refused_where_one_kind_is_needed()
    {
        var (manifest, faults) = Load<VideoManifest>(Least);
        Assert.Null(manifest);
        var fault = Assert.Single(faults);
        Assert.Equal(("kind", "is \"series\"", "\"video\""), (fault.Path, fault.Problem, fault.Expected));
        Assert.IsType<SeriesManifest>(Load<ModuleManifest>(Least).Manifest);
    }

    private (T? Manifest, List<ConfigFault> Faults) Load<T>(string rest)
        where T : ModuleManifest
    {
        File.WriteAllBytes(_folder["model.onnx"], Model);
        File.WriteAllText(_folder[ModuleLoader.FileName], $$"""
            { "name": "watch", "version": "1.2.3", "kind": "series", "licence": "Apache-2.0", "origin": "made up",
              "model": { "file": "model.onnx", "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(Model))}}" },
              {{rest}} }
            """);
        var faults = new List<ConfigFault>();
        return (ModuleLoader.Load<T>(_folder.Path, faults), faults);
    }
}
