using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace EdgeAgent.Tests.Models;

/// <summary>Makes small TF.js graph models: model.json and weights.bin.</summary>
internal sealed class TfModelMaker
{
    private readonly JsonArray _nodes = [];
    private readonly JsonArray _weights = [];
    private readonly JsonObject _inputs = [];
    private readonly JsonObject _outputs = [];
    private readonly MemoryStream _bytes = new();
    private readonly Random _random = new(5);

    /// <summary>An input of float32.</summary>
    public TfModelMaker Input(string name, params int[] shape)
    {
        var sizes = new JsonObject { ["dim"] = new JsonArray([.. shape.Select(s => new JsonObject { ["size"] = $"{s}" })]) };
        _nodes.Add(new JsonObject { ["name"] = name, ["op"] = "Placeholder", ["attr"] = new JsonObject { ["dtype"] = new JsonObject { ["type"] = "DT_FLOAT" } } });
        _inputs[name] = new JsonObject { ["name"] = name + ":0", ["dtype"] = "DT_FLOAT", ["tensorShape"] = sizes };
        return this;
    }

    /// <summary>A constant of random float32 from -1 to 1.</summary>
    public TfModelMaker Random(string name, params int[] shape) => Reals(name, shape, [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (_random.NextSingle() * 2) - 1)]);

    /// <summary>A constant of float32.</summary>
    public TfModelMaker Reals(string name, int[] shape, float[] values) =>
        Weight(name, "float32", shape, null, values.Length * 4, (bytes, i) => BinaryPrimitives.WriteSingleLittleEndian(bytes[(4 * i)..], values[i]), values.Length);

    /// <summary>A list of whole numbers.</summary>
    public TfModelMaker Wholes(string name, params int[] values) => Wholes(name, [values.Length], values);

    /// <summary>A single whole number.</summary>
    public TfModelMaker Whole(string name, int value) => Wholes(name, [], [value]);

    /// <summary>A constant of whole numbers.</summary>
    public TfModelMaker Wholes(string name, int[] shape, int[] values) =>
        Weight(name, "int32", shape, null, values.Length * 4, (bytes, i) => BinaryPrimitives.WriteInt32LittleEndian(bytes[(4 * i)..], values[i]), values.Length);

    /// <summary>A constant of random numbers quantised to uint8, uint16 or float16.</summary>
    public TfModelMaker Quantised(string name, string type, params int[] shape)
    {
        var count = shape.Aggregate(1, (a, b) => a * b);
        var quantization = type == "float16" ? new JsonObject { ["dtype"] = type } : new JsonObject { ["dtype"] = type, ["scale"] = type == "uint8" ? 0.0078 : 3.1e-5, ["min"] = -1.01 };
        return Weight(name, "float32", shape, quantization, count * (type == "uint8" ? 1 : 2), (bytes, i) => WriteStep(bytes, type, i), count);
    }

    /// <summary>A node.</summary>
    public TfModelMaker Node(string name, string op, string[] inputs, params (string Name, JsonNode Value)[] attributes)
    {
        var attr = new JsonObject();
        foreach (var (key, value) in attributes)
        {
            attr[key] = value;
        }

        _nodes.Add(new JsonObject { ["name"] = name, ["op"] = op, ["input"] = new JsonArray([.. inputs.Select(i => JsonValue.Create(i))]), ["attr"] = attr });
        return this;
    }

    /// <summary>Outputs, such as `y` or `parts:1`.</summary>
    public TfModelMaker Outputs(params string[] names)
    {
        foreach (var name in names)
        {
            _outputs[name] = new JsonObject { ["name"] = name.Contains(':', StringComparison.Ordinal) ? name : name + ":0", ["dtype"] = "DT_FLOAT" };
        }

        return this;
    }

    /// <summary>Writes model.json and weights.bin; the path of the first.</summary>
    public string Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var model = new JsonObject
        {
            ["format"] = "graph-model",
            ["signature"] = new JsonObject { ["inputs"] = _inputs.DeepClone(), ["outputs"] = _outputs.DeepClone() },
            ["modelTopology"] = new JsonObject { ["node"] = _nodes.DeepClone(), ["library"] = new JsonObject(), ["versions"] = new JsonObject() },
            ["weightsManifest"] = new JsonArray(new JsonObject { ["paths"] = new JsonArray("weights.bin"), ["weights"] = _weights.DeepClone() }),
        };
        File.WriteAllBytes(Path.Combine(folder, "weights.bin"), _bytes.ToArray());
        var path = Path.Combine(folder, "model.json");
        File.WriteAllText(path, model.ToJsonString());
        return path;
    }

    private delegate void WriteOne(Span<byte> bytes, int index);

    private TfModelMaker Weight(string name, string type, int[] shape, JsonObject? quantization, int length, WriteOne write, int count)
    {
        var bytes = new byte[length];
        for (var i = 0; i < count; i++)
        {
            write(bytes, i);
        }

        _bytes.Write(bytes);
        var entry = new JsonObject { ["name"] = name, ["shape"] = new JsonArray([.. shape.Select(s => JsonValue.Create(s))]), ["dtype"] = type };
        if (quantization is not null)
        {
            entry["quantization"] = quantization;
        }

        _weights.Add(entry);
        _nodes.Add(new JsonObject { ["name"] = name, ["op"] = "Const", ["attr"] = new JsonObject { ["dtype"] = new JsonObject { ["type"] = type == "int32" ? "DT_INT32" : "DT_FLOAT" } } });
        return this;
    }

    private void WriteStep(Span<byte> bytes, string type, int i)
    {
        switch (type)
        {
            case "uint8":
                bytes[i] = (byte)_random.Next(256);
                break;
            case "uint16":
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[(2 * i)..], (ushort)_random.Next(65_536));
                break;
            default:
                BinaryPrimitives.WriteHalfLittleEndian(bytes[(2 * i)..], (Half)((_random.NextSingle() * 2) - 1));
                break;
        }
    }
}
