namespace EdgeAgent.Inference.Onnx;

/// <summary>Type of a tensor's elements (ONNXTensorElementDataType). Newer models may carry numbers that have no name here: they are told, and cannot be bound.</summary>
public enum ElementType
{
    /// <summary>No tensor, or of unknown type.</summary>
    Undefined = 0,

    /// <summary>float: `float` here.</summary>
    Float32 = 1,

    /// <summary>uint8: `byte`.</summary>
    UInt8 = 2,

    /// <summary>int8: `sbyte`.</summary>
    Int8 = 3,

    /// <summary>uint16: `ushort`.</summary>
    UInt16 = 4,

    /// <summary>int16: `short`.</summary>
    Int16 = 5,

    /// <summary>int32: `int`.</summary>
    Int32 = 6,

    /// <summary>int64: `long`.</summary>
    Int64 = 7,

    /// <summary>Text: can be told, not bound.</summary>
    Text = 8,

    /// <summary>bool: `bool`, one byte, 0 or 1.</summary>
    Bool = 9,

    /// <summary>float16: `Half`.</summary>
    Float16 = 10,

    /// <summary>double: `double`.</summary>
    Float64 = 11,

    /// <summary>uint32: `uint`.</summary>
    UInt32 = 12,

    /// <summary>uint64: `ulong`.</summary>
    UInt64 = 13,
}
