namespace EdgeAgent.Sensors.Cjt188;

/// <summary>What a unit measures.</summary>
public enum UnitClass : byte
{
    /// <summary>Nothing: a code, a time, a temperature.</summary>
    None,

    /// <summary>Heat or cold.</summary>
    Energy,

    /// <summary>Heat per time.</summary>
    Power,

    /// <summary>Volume.</summary>
    Volume,

    /// <summary>Volume per time.</summary>
    Flow,
}
