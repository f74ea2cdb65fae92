namespace EdgeAgent.Core.Sensing.Decoding;

/// <summary>The vocabulary of what frames carry: one name for one quantity, whatever the protocol. Listed with units in modules/sensors/README.md.</summary>
public static partial class FieldNames
{
    /// <summary>Active energy, both directions combined as the meter is set, kW.h.</summary>
    public const string EnergyActive = "energy.active";

    /// <summary>Active energy drawn, kW.h.</summary>
    public const string EnergyActiveForward = "energy.active.forward";

    /// <summary>Active energy fed in, kW.h.</summary>
    public const string EnergyActiveReverse = "energy.active.reverse";

    /// <summary>Water, gas or heat carrier that has passed, m3.</summary>
    public const string Volume = "volume";

    /// <summary>Flow, m3/h.</summary>
    public const string Flow = "flow";

    /// <summary>Water level, m.</summary>
    public const string Level = "level";

    /// <summary>Temperature, Cel.</summary>
    public const string Temperature = "temperature";

    /// <summary>Relative humidity, %.</summary>
    public const string Humidity = "humidity";

    /// <summary>A moment: seconds since 1970-01-01 UTC, and the same as ISO 8601 in the text.</summary>
    public const string Time = "time";

    /// <summary>Supply voltage of the device itself, V.</summary>
    public const string SupplyVoltage = "supply.voltage";

    /// <summary>Valve: 0 open, 1 closed, 3 fault.</summary>
    public const string Valve = "valve";

    /// <summary>Battery: 0 good, 1 low.</summary>
    public const string BatteryLow = "battery.low";

    /// <summary>Error or exception code of the protocol; its meaning in the text.</summary>
    public const string Error = "error";
}
