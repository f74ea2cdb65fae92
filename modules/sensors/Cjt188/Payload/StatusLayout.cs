namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Where a vendor's meters keep valve and battery in the two status bytes.</summary>
public enum StatusLayout : byte
{
    /// <summary>The standard: first byte, bits 0 and 1 valve (00 open, 01 closed, 11 fault), bit 2 battery low.</summary>
    Standard,

    /// <summary>First byte, bits 6 and 7 valve (00 open, 01 closed, 11 fault), bit 5 battery low.</summary>
    HighBits,

    /// <summary>As the standard, in the second byte.</summary>
    SecondByte,

    /// <summary>As the standard, but with 00 closed and 01 open.</summary>
    Inverted,

    /// <summary>Nothing is known of them.</summary>
    None,
}
