using System.Text.Json;
using EdgeAgent.Core.Config;

namespace EdgeAgent.Core.Modules;

/// <summary>Binds the manifest of a series module that fits its schema, and tells what the schema cannot.</summary>
internal static class SeriesBinder
{
    private const long MostStateElements = 1 << 24;

    public static SeriesManifest Bind(JsonElement root, BindContext context)
    {
        var input = root.GetProperty("input");
        var output = root.GetProperty("output");
        var threshold = root.GetProperty("threshold");
        var limits = ModuleBinder.Member(root, "limits");
        var normalise = ModuleBinder.Member(root, "normalise");
        var model = root.GetProperty("model");
        var raise = (float)threshold.Number("raise")!.Value;
        var manifest = new SeriesManifest
        {
            Name = root.Text("name", ""),
            Version = root.Text("version", ""),
            Label = root.Text("label", ""),
            Licence = root.Text("licence", ""),
            Origin = root.Text("origin", ""),
            ModelFile = model.Text("file", ""),
            ModelSha256 = model.Text("sha256", ""),
            MemoryBytes = limits.Bytes("memory", 100L << 20),
            TimeMs = limits.DurationMs("time", 1_000),
            ValueInput = input.Text("value", ""),
            Window = input.Integer("window") ?? 1,
            DayInput = input.Text("day", ""),
            Sampling = BindSampling(ModuleBinder.Member(root, "sampling")),
            Mean = normalise.Number("mean") ?? 0,
            Deviation = normalise.Number("deviation") ?? 1,
            States = [.. root.Items("states").Select(s => new SeriesState(s.Text("input", ""), s.Text("output", ""), [.. s.Items("shape").Select(d => (long)d.GetDouble())]))],
            ScoreOutput = output.Text("score", ""),
            ExpectedOutput = output.Text("expected", ""),
            WarmUp = root.Integer("warmUp") ?? 0,
            Raise = raise,
            Clear = (float)(threshold.Number("clear") ?? raise),
        };
        Check(manifest, context);
        return manifest;
    }

    private static SeriesSampling BindSampling(JsonElement sampling) => new(
        sampling.DurationMs("interval", 0),
        sampling.Text("rule", "") switch { "mean" => ResampleRule.Mean, "linear" => ResampleRule.Linear, _ => ResampleRule.Last },
        sampling.Text("missing", "") switch { "hold" => MissingRule.Hold, "nan" => MissingRule.Nan, _ => MissingRule.Skip },
        sampling.DurationMs("longestGap", 0));

    private static void Check(SeriesManifest manifest, BindContext context)
    {
        if (manifest.Clear > manifest.Raise)
        {
            context.At("threshold").At("clear").Fault($"{manifest.Clear:0.####} is above raise", $"at most {manifest.Raise:0.####}");
        }

        var sampling = manifest.Sampling;
        if (sampling.LongestGapMs > 0 && sampling.LongestGapMs < sampling.IntervalMs)
        {
            context.At("sampling").At("longestGap").Fault($"{DurationText.Format(sampling.LongestGapMs)} is shorter than interval", $"{DurationText.Format(sampling.IntervalMs)} or more");
        }

        if (sampling is { IntervalMs: 0, Rule: not ResampleRule.Last })
        {
            context.At("sampling").At("rule").Fault("says what a sample is of the readings of an interval, but there is no interval", "an interval beside it, or last");
        }

        CheckOnce(context, [("input.value", manifest.ValueInput), ("input.day", manifest.DayInput), .. manifest.States.Select((s, i) => ($"states[{i}].input", s.Input))]);
        CheckOnce(context, [("output.score", manifest.ScoreOutput), ("output.expected", manifest.ExpectedOutput), .. manifest.States.Select((s, i) => ($"states[{i}].output", s.Output))]);
        foreach (var (state, i) in manifest.States.Select((s, i) => (s, i)))
        {
            var elements = state.Shape.Aggregate((Int128)1, (n, d) => n * d);
            if (elements > MostStateElements)
            {
                context.At($"states[{i}]").At("shape").Fault($"[{string.Join(',', state.Shape)}] has {elements} elements", $"at most {MostStateElements}");
            }
        }
    }

    // A tensor has one use; an empty name stands for one that is left out.
    private static void CheckOnce(BindContext context, (string Path, string Name)[] names)
    {
        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, name) in names.Where(n => n.Name.Length > 0))
        {
            if (!first.TryAdd(name, path))
            {
                context.At(path).Fault($"\"{JsonShow.Cut(name)}\" is taken by {first[name]}", "another name");
            }
        }
    }
}
