namespace EdgeAgent.Core.Sensing.Decoding;

/// <summary>Quantities of electricity, water, gas and heat meters. Names of energies and demands go on with `.rate1`..`.rate63` and `.settlement1`..`.settlement12`; those of phases end in `.a`, `.b`, `.c`.</summary>
public static partial class FieldNames
{
    /// <summary>Reactive energy as the meter is set to combine quadrants, first register, kvar.h.</summary>
    public const string EnergyReactiveCombined1 = "energy.reactive.combined1";

    /// <summary>Reactive energy as the meter is set to combine quadrants, second register, kvar.h.</summary>
    public const string EnergyReactiveCombined2 = "energy.reactive.combined2";

    /// <summary>Reactive energy drawn, kvar.h.</summary>
    public const string EnergyReactiveForward = "energy.reactive.forward";

    /// <summary>Reactive energy fed in, kvar.h.</summary>
    public const string EnergyReactiveReverse = "energy.reactive.reverse";

    /// <summary>Reactive energy of a quadrant, with its number 1..4 behind, kvar.h.</summary>
    public const string EnergyReactiveQuadrant = "energy.reactive.quadrant";

    /// <summary>Apparent energy drawn, kV.A.h.</summary>
    public const string EnergyApparentForward = "energy.apparent.forward";

    /// <summary>Apparent energy fed in, kV.A.h.</summary>
    public const string EnergyApparentReverse = "energy.apparent.reverse";

    /// <summary>Begin of the names of highest demands, which go on as those of energies do: kW, kvar, kV.A; with `.time` when each was reached.</summary>
    public const string Demand = "demand";

    /// <summary>Voltage of a phase, V.</summary>
    public const string Voltage = "voltage";

    /// <summary>Current of a phase, A.</summary>
    public const string Current = "current";

    /// <summary>Current of the neutral conductor, A.</summary>
    public const string CurrentNeutral = "current.neutral";

    /// <summary>Active power, kW.</summary>
    public const string PowerActive = "power.active";

    /// <summary>Mean active power of the last minute, kW.</summary>
    public const string PowerActiveMean = "power.active.mean";

    /// <summary>Reactive power, kvar.</summary>
    public const string PowerReactive = "power.reactive";

    /// <summary>Apparent power, kV.A.</summary>
    public const string PowerApparent = "power.apparent";

    /// <summary>Power factor, -1..1.</summary>
    public const string PowerFactor = "power.factor";

    /// <summary>Angle between voltage and current of a phase, deg.</summary>
    public const string PhaseAngle = "phase.angle";

    /// <summary>Distortion of a phase's voltage, %.</summary>
    public const string VoltageDistortion = "voltage.distortion";

    /// <summary>Distortion of a phase's current, %.</summary>
    public const string CurrentDistortion = "current.distortion";

    /// <summary>Mains frequency, Hz.</summary>
    public const string Frequency = "frequency";

    /// <summary>Demand of the running period: `.active` kW, `.reactive` kvar, `.apparent` kV.A.</summary>
    public const string DemandPresent = "demand.present";

    /// <summary>Voltage of the battery of the device's clock, V.</summary>
    public const string BatteryClockVoltage = "battery.clock.voltage";

    /// <summary>Voltage of the battery for reading without mains, V.</summary>
    public const string BatteryReadingVoltage = "battery.reading.voltage";

    /// <summary>How long the device has run from its battery, min.</summary>
    public const string BatteryTime = "battery.time";

    /// <summary>A day: seconds since 1970-01-01 UTC at its begin in China, and ISO 8601 in the text.</summary>
    public const string Date = "date";

    /// <summary>Day of the week, 0 Sunday to 6 Saturday.</summary>
    public const string Weekday = "weekday";


    /// <summary>Address that a meter answers to, all digits in the text.</summary>
    public const string MeterAddress = "meter.address";

    /// <summary>Number of a meter, all digits in the text.</summary>
    public const string MeterNumber = "meter.number";

    /// <summary>Number of a meter's user, all digits in the text.</summary>
    public const string UserNumber = "user.number";

    /// <summary>Asset code of a meter, in the text.</summary>
    public const string AssetCode = "asset.code";

    /// <summary>Pulses for a kW.h.</summary>
    public const string ConstantActive = "constant.active";

    /// <summary>Pulses for a kvar.h.</summary>
    public const string ConstantReactive = "constant.reactive";

    /// <summary>Status word of a meter, with its number behind; bits as in the standard.</summary>
    public const string StatusWord = "status.word";

    /// <summary>Status bytes of a device as they are, low byte first.</summary>
    public const string Status = "status";

    /// <summary>Which data a frame asks for; the identifier in hex in the text.</summary>
    public const string DataIdentifier = "data.identifier";

    /// <summary>Data that the decoder cannot read: never a value, the bytes in the text.</summary>
    public const string Data = "data";

    /// <summary>Number of a frame in a sequence.</summary>
    public const string Sequence = "sequence";

    /// <summary>1 when more frames belong to the reply.</summary>
    public const string MoreFollows = "more.follows";

    /// <summary>Bytes before the frame that were passed over, By.</summary>
    public const string Noise = "noise";

    /// <summary>Baud rate that is asked for or confirmed, Bd.</summary>
    public const string Baud = "baud";

    /// <summary>Volume at the last settlement day, m3; with a number behind, of so many settlements ago.</summary>
    public const string VolumeSettlement = "volume.settlement";

    /// <summary>Heat given off; in the unit of the frame, W.h or J with a prefix.</summary>
    public const string EnergyHeat = "energy.heat";

    /// <summary>Heat at the last settlement day; units as of <see cref="EnergyHeat"/>.</summary>
    public const string EnergyHeatSettlement = "energy.heat.settlement";

    /// <summary>Cold given off; units as of <see cref="EnergyHeat"/>.</summary>
    public const string EnergyCooling = "energy.cooling";

    /// <summary>Cold at the last settlement day; units as of <see cref="EnergyHeat"/>.</summary>
    public const string EnergyCoolingSettlement = "energy.cooling.settlement";

    /// <summary>Heat power; in the unit of the frame: W, kW or MW.</summary>
    public const string PowerHeat = "power.heat";

    /// <summary>Temperature of the supply, Cel.</summary>
    public const string TemperatureSupply = "temperature.supply";

    /// <summary>Temperature of the return, Cel.</summary>
    public const string TemperatureReturn = "temperature.return";

    /// <summary>How long the device has worked, h.</summary>
    public const string OperatingTime = "operating.time";
}
