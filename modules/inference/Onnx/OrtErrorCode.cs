namespace EdgeAgent.Inference.Onnx;

/// <summary>What went wrong, as ONNX Runtime tells it (OrtErrorCode in onnxruntime_error_code.h). A newer runtime may give numbers that have no name here.</summary>
public enum OrtErrorCode
{
    /// <summary>Nothing did.</summary>
    Ok = 0,

    /// <summary>A failure of no other kind; a run that was ended by <see cref="OrtRunOptions.Terminate"/> too.</summary>
    Fail = 1,

    /// <summary>A name, shape or element type that does not fit the model, or another wrong argument.</summary>
    InvalidArgument = 2,

    /// <summary>There is no such model file.</summary>
    NoSuchFile = 3,

    /// <summary>There is no model.</summary>
    NoModel = 4,

    /// <summary>An accelerator failed.</summary>
    EngineError = 5,

    /// <summary>Something went wrong inside the runtime, such as an operator that met a shape it cannot take.</summary>
    RuntimeException = 6,

    /// <summary>The file is no ONNX model: its bytes cannot be parsed.</summary>
    InvalidProtobuf = 7,

    /// <summary>The session is in the wrong state for the call.</summary>
    ModelLoaded = 8,

    /// <summary>An operator, or its version, is not in this runtime.</summary>
    NotImplemented = 9,

    /// <summary>The file can be parsed, but its graph is wrong.</summary>
    InvalidGraph = 10,

    /// <summary>An execution provider failed.</summary>
    ExecutionProviderFail = 11,
}
