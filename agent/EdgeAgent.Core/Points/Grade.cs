namespace EdgeAgent.Core.Points;

/// <summary>How far a point's data may travel. The numbers are stored: never renumber.</summary>
public enum Grade : byte
{
    /// <summary>May be published.</summary>
    Public = 0,

    /// <summary>For the district alone; the default.</summary>
    Internal = 1,

    /// <summary>Readings and windows never leave the gateway; only events made from them do, without the value.</summary>
    Personal = 2,
}
