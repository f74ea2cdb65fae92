using EdgeAgent.Core.Modules;
using EdgeAgent.Tests.Support;
using EdgeCtl.Modules;
using EdgeCtl.Modules.Import;

namespace EdgeAgent.Tests.Models;

/// <summary>A module with a very small model, ready to be imported, and to be spoiled before it is.</summary>
internal sealed class SmallModule : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Makes source and manifest.</summary>
    /// <param name="maker">The model; by default one convolution.</param>
    public SmallModule(TfModelMaker? maker = null)
    {
        Source = (maker ?? Good()).Save(_folder["source"]);
        Directory.CreateDirectory(Manifest);
        OpRuns.Import(Good().Save(_folder["good"]), _folder["good.onnx"]);
        Sha256 = ModuleLoader.HashOf(_folder["good.onnx"]);
        WriteManifest(Sha256);
    }

    /// <summary>Path of model.json.</summary>
    public string Source { get; }

    /// <summary>Path of the file of weights.</summary>
    public string Weights => Path.Combine(Path.GetDirectoryName(Source)!, "weights.bin");

    /// <summary>Folder with module.json.</summary>
    public string Manifest => _folder["module"];

    /// <summary>Folder that is written to.</summary>
    public string Out { get; set; } = "";

    /// <summary>SHA-256 of the model that the good source becomes.</summary>
    public string Sha256 { get; }

    /// <summary>SHA-256 that the weights must have.</summary>
    public string? WeightsSha256 { get; set; }

    /// <summary>Transpose, convolution, Transpose: float32[1,3,16,16] to float32[1,2,16,16].</summary>
    public static TfModelMaker Good() => new TfModelMaker().Input("x", 1, 3, 16, 16).Wholes("nhwc", 0, 2, 3, 1).Wholes("nchw", 0, 3, 1, 2).Random("w", 1, 1, 3, 2)
        .Node("t", "Transpose", ["x", "nhwc"]).Node("c", "Conv2D", ["t", "w"], TfAttribute.Text("padding", "SAME"), TfAttribute.Wholes("strides", 1, 1, 1, 1)).Node("y", "Transpose", ["c", "nchw"]).Outputs("y");

    /// <summary>Writes module.json.</summary>
    public void WriteManifest(string sha256, string input = "x", int size = 16, string output = "y", string golden = "") => File.WriteAllText(Path.Combine(Manifest, ModuleLoader.FileName), $$"""
        { "name": "small", "version": "1.0.0", "kind": "video", "licence": "MIT", "origin": "made up", "model": { "file": "model.onnx", "sha256": "{{sha256}}" },
          "input": { "name": "{{input}}", "width": {{size}}, "height": 16, "color": "rgb" }, "decoder": { "kind": "yolox", "output": "{{output}}" }, "labels": ["a"]{{golden}} }
        """);

    /// <summary>Replaces a text in model.json.</summary>
    public void Replace(string text, string by)
    {
        var json = File.ReadAllText(Source);
        Assert.Contains(text, json, StringComparison.Ordinal);
        File.WriteAllText(Source, json.Replace(text, by, StringComparison.Ordinal));
    }

    /// <summary>Imports it.</summary>
    public ImportResult Import(bool force = false, ImportProgress? progress = null)
    {
        Out = Out.Length > 0 ? Out : _folder["out"];
        return ModuleImport.Run(new ImportRequest(Source, Manifest, Out, WeightsSha256, force), progress ?? ImportProgress.None);
    }

    /// <summary>Imports it, which must fail and leave nothing behind; why it failed.</summary>
    public string Fault()
    {
        var fault = Assert.Throws<ModuleException>(() => Import());
        Assert.False(Directory.Exists(_folder["out"]), "something was left behind");
        return fault.Message;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
