namespace EdgeCtl.Modules.Import;

/// <summary>What an import does, in this order.</summary>
internal enum ImportStep
{
    /// <summary>Weights are read; counted in bytes.</summary>
    Read,

    /// <summary>Nodes are converted; counted in nodes.</summary>
    Convert,

    /// <summary>The model is written; counted in bytes.</summary>
    Write,
}
