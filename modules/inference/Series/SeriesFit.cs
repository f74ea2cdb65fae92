using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Onnx;

namespace EdgeAgent.Inference.Series;

/// <summary>Compares a manifest with the model that it names, and tells all that does not fit.</summary>
internal static class SeriesFit
{
    /// <summary>Every fault: where in the manifest, what the model has, what was expected.</summary>
    public static List<string> FaultsOf(OrtSession session, SeriesManifest manifest)
    {
        var faults = new List<string>();
        var inputs = new List<string> { manifest.ValueInput };
        Check(session.Inputs, "input.value", manifest.ValueInput, [manifest.Window], faults);
        if (manifest.DayInput.Length > 0)
        {
            inputs.Add(manifest.DayInput);
            Check(session.Inputs, "input.day", manifest.DayInput, [1], faults);
        }

        Check(session.Outputs, "output.score", manifest.ScoreOutput, [1], faults);
        if (manifest.ExpectedOutput.Length > 0)
        {
            Check(session.Outputs, "output.expected", manifest.ExpectedOutput, [1], faults);
        }

        for (var i = 0; i < manifest.States.Count; i++)
        {
            var state = manifest.States[i];
            inputs.Add(state.Input);
            Check(session.Inputs, $"states[{i}].input", state.Input, state.Shape, faults);
            Check(session.Outputs, $"states[{i}].output", state.Output, state.Shape, faults);
        }

        foreach (var input in session.Inputs.Where(d => !inputs.Contains(d.Name)))
        {
            faults.Add($"the model has an input {input} that the manifest does not name; expected it under input or states");
        }

        return faults;
    }

    private static void Check(IReadOnlyList<TensorDescriptor> descriptors, string place, string name, IReadOnlyList<long> shape, List<string> faults)
    {
        if (descriptors.FirstOrDefault(d => d.Name == name) is not { } found)
        {
            faults.Add($"{place}: the model has no \"{name}\"; expected one of {string.Join(", ", descriptors)}");
            return;
        }

        var fits = found.Type == ElementType.Float32 && found.Shape.Count == shape.Count && found.Shape.Zip(shape).All(d => d.First == d.Second || d.First < 0);
        if (!fits)
        {
            faults.Add($"{place}: the model's is {found}; expected {new TensorDescriptor(name, ElementType.Float32, shape)}, as the manifest says");
        }
    }
}
