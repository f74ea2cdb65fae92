using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Words of the vocabulary for quantities.</summary>
public static class QuantityNames
{
    private const byte FirstHeat = 0x20;
    private const byte LastHeat = 0x2F;
    private const byte Cooling = 0x21;
    private const string SettlementSuffix = ".settlement";

    private static readonly Quantity[] OfHeat = Enum.GetValues<Quantity>();
    private static readonly Quantity[] OfVolume = [Quantity.Volume, Quantity.VolumeSettlement, Quantity.Time, Quantity.Valve, Quantity.BatteryLow, Quantity.Status];
    private static readonly Quantity[] OfOther = [.. OfVolume, Quantity.Energy, Quantity.EnergySettlement];

    /// <summary>The word for a quantity of a meter of <paramref name="type"/>.</summary>
    public static string Of(Quantity quantity, byte type) => quantity switch
    {
        Quantity.Volume => FieldNames.Volume,
        Quantity.VolumeSettlement => FieldNames.VolumeSettlement,
        Quantity.Energy => type == Cooling ? FieldNames.EnergyCooling : type >= FirstHeat && type <= LastHeat ? FieldNames.EnergyHeat : FieldNames.EnergyActiveForward,
        Quantity.EnergySettlement => Of(Quantity.Energy, type) + SettlementSuffix,
        Quantity.Power => FieldNames.PowerHeat,
        Quantity.Flow => FieldNames.Flow,
        Quantity.SupplyTemperature => FieldNames.TemperatureSupply,
        Quantity.ReturnTemperature => FieldNames.TemperatureReturn,
        Quantity.OperatingTime => FieldNames.OperatingTime,
        Quantity.Time => FieldNames.Time,
        Quantity.Valve => FieldNames.Valve,
        Quantity.BatteryLow => FieldNames.BatteryLow,
        _ => FieldNames.Status,
    };

    /// <summary>What a meter of <paramref name="type"/> tells.</summary>
    public static IReadOnlyList<Quantity> Of(byte type) => type is >= FirstHeat and <= LastHeat ? OfHeat : type >= 0x40 ? OfOther : OfVolume;

    /// <summary>What the unit of a quantity measures; none where it carries none.</summary>
    public static UnitClass ClassOf(Quantity quantity) => quantity switch
    {
        Quantity.Volume or Quantity.VolumeSettlement => UnitClass.Volume,
        Quantity.Energy or Quantity.EnergySettlement => UnitClass.Energy,
        Quantity.Power => UnitClass.Power,
        Quantity.Flow => UnitClass.Flow,
        _ => UnitClass.None,
    };

    /// <summary>Unit of a quantity that carries none in the frame.</summary>
    public static string FixedUnitOf(Quantity quantity) => quantity switch
    {
        Quantity.SupplyTemperature or Quantity.ReturnTemperature => "Cel",
        Quantity.OperatingTime => "h",
        _ => "",
    };
}
