namespace EdgeAgent.Uplink.Sparkplug.Payload;

/// <summary>Datatypes of metrics and properties that a gateway uses (Sparkplug 3.0, 6.4.16); the numbers are those of the wire.</summary>
public enum SparkplugType : uint
{
    /// <summary>Signed, 32 bits; travels as the two's complement in `int_value`.</summary>
    Int32 = 3,

    /// <summary>Signed, 64 bits; travels as the two's complement in `long_value`.</summary>
    Int64 = 4,

    /// <summary>Float of 64 bits.</summary>
    Double = 10,

    /// <summary>True or false.</summary>
    Boolean = 11,

    /// <summary>UTF-8 text.</summary>
    String = 12,

    /// <summary>Milliseconds since 1970-01-01 UTC; travels in `long_value`.</summary>
    DateTime = 13,
}
