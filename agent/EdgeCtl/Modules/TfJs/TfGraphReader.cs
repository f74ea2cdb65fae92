using System.Text.Json;
using EdgeCtl.Modules.Import;

namespace EdgeCtl.Modules.TfJs;

/// <summary>Reads a TF.js graph model: `model.json` and the files of weights beside it.</summary>
internal static class TfGraphReader
{
    /// <summary>Most nodes of a graph.</summary>
    public const int MaxNodes = 100_000;

    /// <summary>Longest model.json, bytes.</summary>
    public const int MaxJsonBytes = 64 << 20;

    /// <summary>Reads it; a ModuleException tells what is wrong.</summary>
    /// <param name="source">Path of model.json.</param>
    /// <param name="progress">Told the bytes of weights read.</param>
    public static TfGraph Read(string source, ImportProgress progress)
    {
        try
        {
            using var document = Parse(source);
            return ReadModel(document.RootElement.Clone(), Path.GetDirectoryName(Path.GetFullPath(source))!, progress);
        }
        catch (JsonException e)
        {
            throw new ModuleException($"{source}: no valid JSON: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModuleException($"{source}: {e.Message}");
        }
    }

    private static JsonDocument Parse(string source)
    {
        var file = new FileInfo(source);
        if (!file.Exists)
        {
            throw new ModuleException($"{source}: does not exist; expected the model.json of a TF.js graph model");
        }

        return file.Length <= MaxJsonBytes
            ? JsonDocument.Parse(File.ReadAllBytes(source))
            : throw new ModuleException($"{source}: has {file.Length} bytes; expected at most {MaxJsonBytes}");
    }

    private static TfGraph ReadModel(JsonElement root, string folder, ImportProgress progress)
    {
        if (Member(root, "format") is { ValueKind: JsonValueKind.String } format && format.GetString() != "graph-model")
        {
            throw new ModuleException($"format '{TfNode.Shown(format.GetString()!)}' found; expected graph-model, as TensorFlow.js' converter makes it of a frozen graph");
        }

        if (Member(Member(root, "modelTopology"), "node") is not { ValueKind: JsonValueKind.Array } list)
        {
            throw new ModuleException("modelTopology.node: none found; expected the nodes of a TF.js graph model");
        }

        if (list.GetArrayLength() > MaxNodes)
        {
            throw new ModuleException($"modelTopology.node: {list.GetArrayLength()} nodes found; expected at most {MaxNodes}");
        }

        var nodes = new Dictionary<string, TfNode>(StringComparer.Ordinal);
        foreach (var node in list.EnumerateArray().Select(ReadNode))
        {
            if (!nodes.TryAdd(node.Name, node))
            {
                throw node.Fault("its name stands twice");
            }
        }

        var signature = Member(root, "signature") ?? Member(Member(root, "userDefinedMetadata"), "signature");
        var (weights, sha256) = WeightFiles.Read(Member(root, "weightsManifest") ?? default, folder, progress);
        return new TfGraph { Nodes = nodes, InputShapes = InputsOf(signature), Outputs = OutputsOf(signature, nodes), Weights = weights, WeightsSha256 = sha256 };
    }

    private static TfNode ReadNode(JsonElement node)
    {
        if (Member(node, "name") is not { ValueKind: JsonValueKind.String } name || Member(node, "op") is not { ValueKind: JsonValueKind.String } op)
        {
            throw new ModuleException("modelTopology.node: a node without name or op found; expected both");
        }

        var inputs = new List<TfRef>();
        foreach (var input in ItemsOf(Member(node, "input")))
        {
            var text = input.ValueKind == JsonValueKind.String ? input.GetString()! : "";
            if (TfRef.TryParse(text, out var reference))
            {
                inputs.Add(reference);
            }
            else if (text.Length == 0)
            {
                throw new ModuleException($"node '{TfNode.Shown(name.GetString()!)}': an input without a name");
            }
        }

        return new TfNode(name.GetString()!, op.GetString()!, inputs, Member(node, "attr") ?? default);
    }

    private static Dictionary<string, int[]> InputsOf(JsonElement? signature)
    {
        var shapes = new Dictionary<string, int[]>(StringComparer.Ordinal);
        foreach (var (name, tensor) in TensorsOf(signature, "inputs"))
        {
            if (Member(tensor, "tensorShape") is { } shape && TfNode.ShapeOf(shape) is { } sizes)
            {
                shapes[name.Node] = sizes;
            }
        }

        return shapes;
    }

    private static List<TfRef> OutputsOf(JsonElement? signature, Dictionary<string, TfNode> nodes)
    {
        var outputs = TensorsOf(signature, "outputs").Select(o => o.Name).ToList();
        if (outputs.Count == 0)
        {
            // Without a signature all that nobody takes is an output, as TF.js has it.
            var taken = nodes.Values.SelectMany(n => n.Inputs).Select(i => i.Node).ToHashSet(StringComparer.Ordinal);
            outputs.AddRange(nodes.Values.Where(n => n.Op is not ("Const" or "Placeholder" or "NoOp") && !taken.Contains(n.Name)).Select(n => new TfRef(n.Name, 0)));
        }

        return outputs.Count > 0 ? [.. outputs.Distinct().OrderBy(o => o.ToString(), StringComparer.Ordinal)] : throw new ModuleException("the graph has no output");
    }

    private static IEnumerable<(TfRef Name, JsonElement Tensor)> TensorsOf(JsonElement? signature, string member)
    {
        if (Member(signature, member) is not { ValueKind: JsonValueKind.Object } tensors)
        {
            yield break;
        }

        foreach (var tensor in tensors.EnumerateObject())
        {
            var name = Member(tensor.Value, "name") is { ValueKind: JsonValueKind.String } own ? own.GetString()! : tensor.Name;
            yield return TfRef.TryParse(name, out var reference) ? (reference, tensor.Value) : throw new ModuleException($"signature.{member}: '{TfNode.Shown(name)}' names no tensor");
        }
    }

    private static JsonElement[] ItemsOf(JsonElement? list) => list is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : [];

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var member) ? member : null;
}
