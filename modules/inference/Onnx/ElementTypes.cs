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
        where T : unmanaged
    {
        // Decided when the code is compiled: of a value type each comparison is a constant.
        if (typeof(T) == typeof(float)) return ElementType.Float32;
        if (typeof(T) == typeof(byte)) return ElementType.UInt8;
        if (typeof(T) == typeof(sbyte)) return ElementType.Int8;
        if (typeof(T) == typeof(ushort)) return ElementType.UInt16;
        if (typeof(T) == typeof(short)) return ElementType.Int16;
        if (typeof(T) == typeof(int)) return ElementType.Int32;
        if (typeof(T) == typeof(long)) return ElementType.Int64;
        if (typeof(T) == typeof(bool)) return ElementType.Bool;
        if (typeof(T) == typeof(Half)) return ElementType.Float16;
        if (typeof(T) == typeof(double)) return ElementType.Float64;
        if (typeof(T) == typeof(uint)) return ElementType.UInt32;
        return typeof(T) == typeof(ulong) ? ElementType.UInt64 : ElementType.Undefined;
    }
}
