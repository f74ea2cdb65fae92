namespace EdgeAgent.Sensors.I2c;

/// <summary>A quantity that a chip measures.</summary>
/// <param name="Name">Name of the channel in the site file.</param>
/// <param name="Unit">UCUM code.</param>
/// <param name="Min">Lowest value that the datasheet allows, in the unit.</param>
/// <param name="Max">Highest value.</param>
internal sealed record ChannelInfo(string Name, string Unit, double Min, double Max);

/// <summary>A point of a chip.</summary>
/// <param name="Channel">Index of its channel.</param>
/// <param name="Scale">Factor from the channel's unit to the point's.</param>
/// <param name="Offset">Added after scaling, in the point's unit.</param>
/// <param name="Output">True for a line that is driven.</param>
/// <param name="FailSafe">Value of such a line at start and stop.</param>
internal sealed record ChipPoint(int Channel, double Scale, double Offset, bool Output = false, int FailSafe = 0);

/// <summary>A chip of the site file.</summary>
/// <param name="Name">Device name.</param>
/// <param name="Address">7-bit address.</param>
/// <param name="IntervalMs">Time between two readings, ms.</param>
/// <param name="Points">Its points, in the order of the plan.</param>
internal sealed record ChipPlan(string Name, byte Address, long IntervalMs, IReadOnlyList<ChipPoint> Points)
{
    /// <summary>INA219: resistor that the current flows through, Ohm.</summary>
    public double ShuntOhm { get; init; } = 0.1;

    /// <summary>ADS1115: voltage that reads full, V.</summary>
    public double FullScaleV { get; init; } = 2.048;
}
