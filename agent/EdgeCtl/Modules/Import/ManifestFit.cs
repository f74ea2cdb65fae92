using EdgeAgent.Core.Modules;
using EdgeCtl.Modules.Onnx;

namespace EdgeCtl.Modules.Import;

/// <summary>Whether a manifest speaks of the model that it is for.</summary>
internal static class ManifestFit
{
    /// <summary>Compares input and outputs; a ModuleException tells what differs.</summary>
    public static void Check(VideoManifest manifest, OnnxGraph graph)
    {
        var (name, shape) = graph.Inputs.Count == 1 ? graph.Inputs[0] : throw new ModuleException($"the model has {graph.Inputs.Count} inputs; expected one, a picture");
        if (manifest.Input.Name.Length > 0 && manifest.Input.Name != name)
        {
            throw new ModuleException($"input.name: \"{manifest.Input.Name}\" found; expected \"{name}\", the model's only input");
        }

        var (height, width) = (manifest.Input.Height, manifest.Input.Width);
        int[] expected = manifest.Input.Layout == TensorLayout.Nchw ? [1, 3, height, width] : [1, height, width, 3];
        if (manifest.Input.Type != TensorType.Float32 || !shape.SequenceEqual(expected))
        {
            throw new ModuleException($"input: {manifest.Input.Type} {Shapes.Text(expected)} found in the manifest; expected Float32 {Shapes.Text(shape)}, as the model has it");
        }

        var outputs = graph.Outputs.Select(o => o.Name).ToList();
        foreach (var wanted in OutputsOf(manifest.Decoder).Where(o => o.Length > 0 && !outputs.Contains(o)))
        {
            throw new ModuleException($"decoder: the model has no output \"{wanted}\"; expected some of {string.Join(", ", outputs)}");
        }
    }

    private static IEnumerable<string> OutputsOf(DecoderPlan decoder) => decoder switch
    {
        NanoDetPlan plan => plan.Scores.Concat(plan.Boxes),
        YoloxPlan plan => [plan.Output],
        SsdPlan plan => [plan.Boxes, plan.Classes, plan.Scores, plan.Count],
        _ => [],
    };
}
