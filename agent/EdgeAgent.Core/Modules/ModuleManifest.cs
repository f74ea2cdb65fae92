namespace EdgeAgent.Core.Modules;

/// <summary>What every module's manifest (`module.json`) tells, whatever its kind.</summary>
public abstract record ModuleManifest
{
    /// <summary>Name: the folder's.</summary>
    public required string Name { get; init; }

    /// <summary>Three numbers with dots.</summary>
    public required string Version { get; init; }

    /// <summary>What people call it.</summary>
    public required string Label { get; init; }

    /// <summary>SPDX expression.</summary>
    public required string Licence { get; init; }

    /// <summary>Where the model comes from.</summary>
    public required string Origin { get; init; }

    /// <summary>Name of the ONNX file in the module's folder.</summary>
    public required string ModelFile { get; init; }

    /// <summary>Its SHA-256, lower-case hexadecimal.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Most resident memory of the module's process, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Most time of one picture or sample, ms.</summary>
    public required long TimeMs { get; init; }

    /// <summary>The manifest's `kind`.</summary>
    public abstract string Kind { get; }
}
