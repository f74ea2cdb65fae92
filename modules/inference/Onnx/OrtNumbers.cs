namespace EdgeAgent.Inference.Onnx;

/// <summary>Other numbers and words of ONNX Runtime's C headers; the ABI test compares them.</summary>
internal static class OrtNumbers
{
    /// <summary>OrtAllocatorType: memory without an arena, which is what ours is.</summary>
    public const int DeviceAllocator = 0;

    /// <summary>OrtMemType: what the processor itself uses.</summary>
    public const int DefaultMemory = 0;

    /// <summary>onnxruntime_session_options_config_keys.h. A key that it does not know is taken without a word, so this too is compared.</summary>
    public const string IntraOpSpinningKey = "session.intra_op.allow_spinning";

    /// <summary>The same for threads that run operators side by side.</summary>
    public const string InterOpSpinningKey = "session.inter_op.allow_spinning";
}
