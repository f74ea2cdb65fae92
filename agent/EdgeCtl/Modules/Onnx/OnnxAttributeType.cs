namespace EdgeCtl.Modules.Onnx;

/// <summary>Types of attributes that are used, by the numbers of ONNX's AttributeProto.AttributeType.</summary>
internal enum OnnxAttributeType
{
    /// <summary>A real number of 32 bits.</summary>
    Float = 1,

    /// <summary>A whole number of 64 bits.</summary>
    Int = 2,

    /// <summary>A text.</summary>
    String = 3,

    /// <summary>Whole numbers of 64 bits.</summary>
    Ints = 7,
}
