using EdgeAgent.Tests.Support;
using EdgeCtl.Modules.Converting;
using EdgeCtl.Modules.Import;
using EdgeCtl.Modules.Onnx;
using EdgeCtl.Modules.TfJs;

namespace EdgeAgent.Tests.Models;

/// <summary>All of <see cref="OpCases"/> imported and compared in one run.</summary>
public sealed class OpRuns : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Imports and compares them.</summary>
    public OpRuns()
    {
        if (Comparison.Missing is null)
        {
            Results = Comparison.Run(_folder, OpCases.All.Select(c => Comparison.Case(c.Key, Prepare(c.Key, c.Value()), OnnxOf(c.Key))));
        }
    }

    /// <summary>Results by case.</summary>
    internal Dictionary<string, Compared> Results { get; } = [];

    /// <summary>Imported graphs by case.</summary>
    internal Dictionary<string, OnnxGraph> Graphs { get; } = [];

    /// <summary>Imports a model.</summary>
    internal static OnnxGraph Import(string model, string onnx)
    {
        var graph = GraphConverter.Convert(TfGraphReader.Read(model, ImportProgress.None), ImportProgress.None);
        using var stream = File.Create(onnx);
        OnnxWriter.Write(graph, stream, ImportProgress.None);
        return graph;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string Prepare(string name, TfModelMaker maker)
    {
        var model = maker.Save(_folder[name]);
        Graphs[name] = Import(model, OnnxOf(name));
        return model;
    }

    private string OnnxOf(string name) => _folder[$"{name}.onnx"];
}
