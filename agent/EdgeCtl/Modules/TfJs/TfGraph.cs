namespace EdgeCtl.Modules.TfJs;

/// <summary>A TF.js graph model as read: nodes, what goes in and comes out, and its weights.</summary>
internal sealed record TfGraph
{
    /// <summary>Nodes by name.</summary>
    public required IReadOnlyDictionary<string, TfNode> Nodes { get; init; }

    /// <summary>Shapes of inputs by node name as the signature tells them, -1 for a size that is not known; may lack some.</summary>
    public required IReadOnlyDictionary<string, int[]> InputShapes { get; init; }

    /// <summary>Outputs, in the order of their names.</summary>
    public required IReadOnlyList<TfRef> Outputs { get; init; }

    /// <summary>Constants by node name.</summary>
    public required IReadOnlyDictionary<string, Tensor> Weights { get; init; }

    /// <summary>SHA-256 over all weight files in the order of the manifest, lower-case hexadecimal.</summary>
    public required string WeightsSha256 { get; init; }
}
