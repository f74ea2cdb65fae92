namespace EdgeAgent.Uplink.Sparkplug.Payload;

/// <summary>Which field of the wire's value union is set.</summary>
public enum SparkplugValueKind : byte
{
    /// <summary>None: there is no value.</summary>
    None,

    /// <summary>`int_value`.</summary>
    Int,

    /// <summary>`long_value`.</summary>
    Long,

    /// <summary>`float_value`.</summary>
    Float,

    /// <summary>`double_value`.</summary>
    Double,

    /// <summary>`boolean_value`.</summary>
    Boolean,

    /// <summary>`string_value`.</summary>
    Text,

    /// <summary>Something that a gateway neither sends nor takes: bytes, data sets, templates, property sets.</summary>
    Other,
}

/// <summary>A value of a metric or property: one of the fields of the wire's union. Immutable; two that say the same are equal, NaN included.</summary>
public readonly record struct SparkplugValue
{
    private readonly ulong _bits;

    private SparkplugValue(SparkplugValueKind kind, ulong bits, string? text)
    {
        Kind = kind;
        _bits = bits;
        Text = text;
    }

    /// <summary>Which field is set.</summary>
    public SparkplugValueKind Kind { get; }

    /// <summary>`string_value`; null for other kinds.</summary>
    public string? Text { get; }

    /// <summary>`int_value`: 32 bits as they travel.</summary>
    public uint AsUInt32 => (uint)_bits;

    /// <summary>`long_value`: 64 bits as they travel.</summary>
    public ulong AsUInt64 => _bits;

    /// <summary>`boolean_value`.</summary>
    public bool AsBoolean => _bits != 0;

    /// <summary>`double_value`.</summary>
    public double AsDouble => BitConverter.UInt64BitsToDouble(_bits);

    /// <summary>`float_value`.</summary>
    public float AsFloat => BitConverter.UInt32BitsToSingle((uint)_bits);

    /// <summary>A value that is there but not of a kind that a gateway takes.</summary>
    public static SparkplugValue Other { get; } = new(SparkplugValueKind.Other, 0, null);

    /// <summary>An <see cref="SparkplugType.Int32"/>.</summary>
    public static SparkplugValue Of(int value) => new(SparkplugValueKind.Int, unchecked((uint)value), null);

    /// <summary>32 bits as they came.</summary>
    public static SparkplugValue Of(uint value) => new(SparkplugValueKind.Int, value, null);

    /// <summary>An <see cref="SparkplugType.Int64"/> or <see cref="SparkplugType.DateTime"/>.</summary>
    public static SparkplugValue Of(long value) => new(SparkplugValueKind.Long, unchecked((ulong)value), null);

    /// <summary>64 bits as they came.</summary>
    public static SparkplugValue Of(ulong value) => new(SparkplugValueKind.Long, value, null);

    /// <summary>A <see cref="SparkplugType.Double"/>.</summary>
    public static SparkplugValue Of(double value) => new(SparkplugValueKind.Double, BitConverter.DoubleToUInt64Bits(value), null);

    /// <summary>A float of 32 bits.</summary>
    public static SparkplugValue Of(float value) => new(SparkplugValueKind.Float, BitConverter.SingleToUInt32Bits(value), null);

    /// <summary>A <see cref="SparkplugType.Boolean"/>.</summary>
    public static SparkplugValue Of(bool value) => new(SparkplugValueKind.Boolean, value ? 1UL : 0, null);

    /// <summary>A <see cref="SparkplugType.String"/>.</summary>
    public static SparkplugValue Of(string value) => new(SparkplugValueKind.Text, 0, value);
}
