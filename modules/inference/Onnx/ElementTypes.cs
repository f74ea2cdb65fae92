namespace EdgeAgent.Inference.Onnx;

/// <summary>What is known of element types.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one element; 0 for a type that cannot be bound.</summary>
    /// <param name="type">Any.</param>
    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 => 2,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Int64 or ElementType.Float64 or ElementType.UInt64 => 8,
        _ => 0,
    };

    /// <summary>The element type that <typeparamref name="T"/> stands for; undefined for any other type.</summary>
    public static ElementType Of<T>()
        where T : unmanaged =>
        // Decided when the code is compiled: of a value type each comparison is a constant.
        typeof(T) == typeof(float) ? ElementType.Float32 :
        typeof(T) == typeof(byte) ? ElementType.UInt8 :
        typeof(T) == typeof(sbyte) ? ElementType.Int8 :
        typeof(T) == typeof(ushort) ? ElementType.UInt16 :
        typeof(T) == typeof(short) ? ElementType.Int16 :
        typeof(T) == typeof(int) ? ElementType.Int32 :
        typeof(T) == typeof(long) ? ElementType.Int64 :
        typeof(T) == typeof(bool) ? ElementType.Bool :
        typeof(T) == typeof(Half) ? ElementType.Float16 :
        typeof(T) == typeof(double) ? ElementType.Float64 :
        typeof(T) == typeof(uint) ? ElementType.UInt32 :
        typeof(T) == typeof(ulong) ? ElementType.UInt64 :
        ElementType.Undefined;
}
