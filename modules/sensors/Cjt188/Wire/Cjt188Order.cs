namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Order of the two bytes of a data identifier on the wire; meters differ.</summary>
public enum Cjt188Order : byte
{
    /// <summary>As written: 90 1F.</summary>
    HighFirst,

    /// <summary>1F 90.</summary>
    LowFirst,
}
