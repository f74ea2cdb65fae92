namespace EdgeAgent.Sensors.Cjt188;

/// <summary>What a payload carries.</summary>
public enum Quantity : byte
{
    /// <summary>Volume that has passed.</summary>
    Volume,

    /// <summary>Volume at the last settlement day.</summary>
    VolumeSettlement,

    /// <summary>Heat or cold, by the type of the meter.</summary>
    Energy,

    /// <summary>Heat or cold at the last settlement day.</summary>
    EnergySettlement,

    /// <summary>Heat power.</summary>
    Power,

    /// <summary>Flow.</summary>
    Flow,

    /// <summary>Temperature of the supply.</summary>
    SupplyTemperature,

    /// <summary>Temperature of the return.</summary>
    ReturnTemperature,

    /// <summary>How long the meter has worked.</summary>
    OperatingTime,

    /// <summary>The meter's clock.</summary>
    Time,

    /// <summary>The valve.</summary>
    Valve,

    /// <summary>The battery.</summary>
    BatteryLow,

    /// <summary>The status bytes as they are.</summary>
    Status,
}
