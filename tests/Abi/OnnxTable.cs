using System.Reflection;
using EdgeAgent.Inference.Onnx;

namespace EdgeAgent.Tests.Abi;

/// <summary>Places in struct OrtApi, numbers and words of ONNX Runtime's C headers that the binding relies on.</summary>
internal static class OnnxTable
{
    /// <summary>Headers that the expressions need; those of ONNX Runtime are looked for where packaging/onnxruntime puts them.</summary>
    public static readonly string[] Headers = ["stddef.h", "string.h", "onnxruntime_c_api.h", "onnxruntime_session_options_config_keys.h"];

    /// <summary>Expressions and values. Each slot has the name of its function, so that none can be left out.</summary>
    public static IReadOnlyList<(string Expression, long Value)> Rows { get; } =
    [
        .. typeof(OrtSlot).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => ($"offsetof(OrtApi, {f.Name}) / sizeof(void*)", (long)(int)f.GetRawConstantValue()!)),
        ("offsetof(OrtApiBase, GetApi) / sizeof(void*)", 0),
        ("offsetof(OrtApiBase, GetVersionString) / sizeof(void*)", 1),
        ($"ORT_API_VERSION >= {OrtApi.Version}", 1),
        .. ElementRows(), .. ErrorRows(),
        ("ORT_LOGGING_LEVEL_VERBOSE", (long)OrtLogLevel.Verbose),
        ("ORT_LOGGING_LEVEL_INFO", (long)OrtLogLevel.Info),
        ("ORT_LOGGING_LEVEL_WARNING", (long)OrtLogLevel.Warning),
        ("ORT_LOGGING_LEVEL_ERROR", (long)OrtLogLevel.Error),
        ("ORT_LOGGING_LEVEL_FATAL", (long)OrtLogLevel.Fatal),
        ("ORT_DISABLE_ALL", (long)GraphOptimisation.None),
        ("ORT_ENABLE_BASIC", (long)GraphOptimisation.Basic),
        ("ORT_ENABLE_EXTENDED", (long)GraphOptimisation.Extended),
        ("ORT_ENABLE_ALL", (long)GraphOptimisation.All),
        ("OrtDeviceAllocator", OrtNumbers.DeviceAllocator),
        ("OrtMemTypeDefault", OrtNumbers.DefaultMemory),
        ("sizeof(OrtErrorCode)", sizeof(OrtErrorCode)),
        ("sizeof(OrtLoggingLevel)", sizeof(OrtLogLevel)),
        ("sizeof(ONNXTensorElementDataType)", sizeof(ElementType)),
        ("sizeof(GraphOptimizationLevel)", sizeof(GraphOptimisation)),
        ("sizeof(OrtAllocatorType)", sizeof(int)),
        ("sizeof(OrtMemType)", sizeof(int)),
        ("sizeof(size_t)", sizeof(ulong)),
        ($"strcmp(kOrtSessionOptionsConfigAllowIntraOpSpinning, \"{OrtNumbers.IntraOpSpinningKey}\")", 0),
        ($"strcmp(kOrtSessionOptionsConfigAllowInterOpSpinning, \"{OrtNumbers.InterOpSpinningKey}\")", 0),
    ];

    private static IEnumerable<(string Expression, long Value)> ElementRows() =>
    [
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED", (long)ElementType.Undefined),
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT", (long)ElementType.Float32),
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8", (long)ElementType.UInt8),
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8", (long)ElementType.Int8),
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16", (long)ElementType.UInt16),
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16", (long)ElementType.Int16),
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32", (long)ElementType.Int32),
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64", (long)ElementType.Int64),
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING", (long)ElementType.Text),
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL", (long)ElementType.Bool),
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16", (long)ElementType.Float16),
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE", (long)ElementType.Float64),
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32", (long)ElementType.UInt32),
        ("ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64", (long)ElementType.UInt64),
    ];

    private static IEnumerable<(string Expression, long Value)> ErrorRows() =>
    [
        ("ORT_OK", (long)OrtErrorCode.Ok),
        ("ORT_FAIL", (long)OrtErrorCode.Fail),
        ("ORT_INVALID_ARGUMENT", (long)OrtErrorCode.InvalidArgument),
        ("ORT_NO_SUCHFILE", (long)OrtErrorCode.NoSuchFile),
        ("ORT_NO_MODEL", (long)OrtErrorCode.NoModel),
        ("ORT_ENGINE_ERROR", (long)OrtErrorCode.EngineError),
        ("ORT_RUNTIME_EXCEPTION", (long)OrtErrorCode.RuntimeException),
        ("ORT_INVALID_PROTOBUF", (long)OrtErrorCode.InvalidProtobuf),
        ("ORT_MODEL_LOADED", (long)OrtErrorCode.ModelLoaded),
        ("ORT_NOT_IMPLEMENTED", (long)OrtErrorCode.NotImplemented),
        ("ORT_INVALID_GRAPH", (long)OrtErrorCode.InvalidGraph),
        ("ORT_EP_FAIL", (long)OrtErrorCode.ExecutionProviderFail),
    ];
}
