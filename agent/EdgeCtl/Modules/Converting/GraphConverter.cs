using EdgeCtl.Modules.Import;
using EdgeCtl.Modules.Onnx;
using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>Makes an ONNX graph (operator set 13, float32) of a TF.js graph; inputs and outputs keep names and shapes.</summary>
internal static class GraphConverter
{
    /// <summary>Converts it; a ModuleException names the node that cannot be converted.</summary>
    /// <param name="source">The TF.js graph.</param>
    /// <param name="progress">Told the nodes converted.</param>
    public static OnnxGraph Convert(TfGraph source, ImportProgress progress)
    {
        var order = TfOrder.Of(source);
        var conversion = new Conversion(source, order);
        for (var i = 0; i < order.Count; i++)
        {
            var node = order[i];
            Operators.Of(node)(conversion, node);
            progress.Tell(ImportStep.Convert, i + 1, order.Count);
        }

        AddOutputs(conversion);
        return conversion.Graph;
    }

    private static void AddOutputs(Conversion conversion)
    {
        // All are stored in TensorFlow's order before any is renamed: one may be made of another.
        var outputs = conversion.Source.Outputs.Select(o => (Output: o, Value: conversion.ValueOf(o), Stored: StoredOf(conversion, o))).ToList();
        var graph = conversion.Graph;
        var made = graph.Nodes.SelectMany(n => n.Outputs).ToHashSet(StringComparer.Ordinal);
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (output, value, stored) in outputs)
        {
            var name = output.ToString();
            if (!made.Contains(stored) || !renamed.TryAdd(stored, name))
            {
                graph.Add(new OnnxNode("Identity", $"{output}/Identity/output", [stored], [name], []));
            }

            graph.AddOutput(name, value.Shape);
        }

        graph.Rename(renamed);
    }

    private static string StoredOf(Conversion conversion, TfRef output)
    {
        var node = conversion.Source.Nodes[output.Node];
        var value = conversion.ValueOf(output);
        return value.Constant is { IsReal: false }
            ? throw node.Fault("an output of whole numbers; expected float32, which alone is converted")
            : conversion.Stored(node, value, Shapes.Same(value.Shape.Length));
    }
}
