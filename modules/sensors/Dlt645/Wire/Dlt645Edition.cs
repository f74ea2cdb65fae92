namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Edition of the standard: the frame is the same, control codes and identifiers are not.</summary>
public enum Dlt645Edition : byte
{
    /// <summary>DL/T 645-2007: identifiers of four bytes.</summary>
    Of2007,

    /// <summary>DL/T 645-1997: identifiers of two bytes.</summary>
    Of1997,
}
