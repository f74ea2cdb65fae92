using System.Security.Cryptography;

namespace EdgeAgent.Tests.Support.Onnx;

/// <summary>A video module with a model made on the spot, which sees one person in the middle of every picture, or misbehaves.</summary>
public static class TinyModule
{
    public const int Edge = 64;
    private const int Cells = 64;
    private const int Values = 6;

    /// <summary>A model that is always right.</summary>
    public static byte[] Sound() => Graph(Person(1)).Node("Identity", "person", "out").ToModel();

    /// <summary>A model whose numbers are none.</summary>
    public static byte[] GivingNaN() => Graph(Person(float.NaN)).Node("Identity", "person", "out").ToModel();

    /// <summary>A model that wants 4.8 GB for each picture.</summary>
    public static byte[] Allocating() => Graph(Person(1)).Constant("huge", [3L, 20_000, 20_000], 3)
        .Node("ReduceMean", "in", "mean", "keepdims", 0).Node("Expand", "mean huge", "large").Node("ReduceMax", "large", "most", "keepdims", 0)
        .Node("Add", "person most", "out").ToModel();

    /// <summary>A model whose runs do not end.</summary>
    public static byte[] Endless()
    {
        var body = new OnnxGraph("body").Input("i", OnnxGraph.Int64).Input("on", OnnxGraph.Bool).Input("v", OnnxGraph.Float, 1, Cells, Values)
            .Output("on2", OnnxGraph.Bool).Output("v2", OnnxGraph.Float, 1, Cells, Values)
            .Node("Identity", "on", "on2").Node("Identity", "v", "v2");
        return Graph(Person(1)).Constant("trips", [long.MaxValue]).Node("ReduceMean", "in", "mean", "keepdims", 0).Node("Add", "person mean", "begin")
            .Node("Cast", "trips", "go", "to", OnnxGraph.Bool).Node("Loop", "trips go begin", "out", "body", body).ToModel();
    }

    /// <summary>Writes a module.</summary>
    /// <param name="folder">Its folder; made.</param>
    /// <param name="model">Its ONNX file.</param>
    /// <param name="edge">Width and height of the input as the manifest tells it.</param>
    /// <param name="limits">The manifest's limits.</param>
    public static void Write(string folder, byte[] model, int edge = Edge, string limits = "\"memory\": \"300 MiB\", \"time\": \"1 s\"")
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model);
        File.WriteAllText(Path.Combine(folder, "module.json"), $$"""
            { "name": "{{Path.GetFileName(folder)}}", "version": "1.0.0", "kind": "video", "label": "made by a test", "licence": "Apache-2.0", "origin": "made by a test",
              "model": { "file": "model.onnx", "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(model))}}" },
              "input": { "name": "in", "width": {{edge}}, "height": {{edge}}, "layout": "nchw", "type": "float32", "color": "rgb", "fit": "stretch" },
              "decoder": { "kind": "yolox", "strides": [8], "output": "out" },
              "labels": ["person"], "threshold": 0.4, "limits": { {{limits}} } }
            """);
    }

    private static OnnxGraph Graph(float[] person) =>
        new OnnxGraph("tiny").Input("in", OnnxGraph.Float, 1, 3, Edge, Edge).Output("out", OnnxGraph.Float, 1, Cells, Values).Constant("person", person, 1, Cells, Values);

    // Cell 0: the centre in strides from its corner, the logarithm of the size, and the scores.
    private static float[] Person(float score)
    {
        var values = new float[Cells * Values];
        (values[0], values[1], values[2], values[3], values[4], values[5]) = (4, 4, MathF.Log(2), MathF.Log(4), 0.9f, score);
        return values;
    }
}
