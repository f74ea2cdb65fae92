namespace EdgeAgent.Inference.Onnx;

/// <summary>What is bound to an input or output.</summary>
internal enum BoundKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A tensor of ours.</summary>
    Tensor,

    /// <summary>The runtime makes a value in each run.</summary>
    Allocated,

    /// <summary>A value that the runtime made in an earlier run.</summary>
    Carried,
}
