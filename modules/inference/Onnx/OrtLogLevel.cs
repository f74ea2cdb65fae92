namespace EdgeAgent.Inference.Onnx;

/// <summary>How grave a message of the runtime is (OrtLoggingLevel).</summary>
public enum OrtLogLevel
{
    /// <summary>Everything.</summary>
    Verbose = 0,

    /// <summary>What it does.</summary>
    Info = 1,

    /// <summary>What may be wrong with a model.</summary>
    Warning = 2,

    /// <summary>What failed; the caller gets it as an exception too.</summary>
    Error = 3,

    /// <summary>The process is about to end.</summary>
    Fatal = 4,
}
