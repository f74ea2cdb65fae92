using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Identifiers of DL/T 645-1997, annex A.</summary>
internal static class Catalog1997
{
    private static readonly string[] Phases = ["", ".a", ".b", ".c"];

    // The lowest digit is the tariff, F for all; bits 10 and 11 tell this month, the last, the one before.
    private static readonly ItemScheme Scheme = new(0, 0xF, 14, 10, 3, 2, [0x000F]);

    private static readonly (uint Identifier, string Energy, string Unit)[] Registers =
    [
        (0x9010, FieldNames.EnergyActiveForward, "kW.h"),
        (0x9020, FieldNames.EnergyActiveReverse, "kW.h"),
        (0x9110, FieldNames.EnergyReactiveForward, "kvar.h"),
        (0x9120, FieldNames.EnergyReactiveReverse, "kvar.h"),
        (0x9130, FieldNames.EnergyReactiveQuadrant + "1", "kvar.h"),
        (0x9140, FieldNames.EnergyReactiveQuadrant + "4", "kvar.h"),
        (0x9150, FieldNames.EnergyReactiveQuadrant + "2", "kvar.h"),
        (0x9160, FieldNames.EnergyReactiveQuadrant + "3", "kvar.h"),
    ];

    public static ItemCatalog Instance { get; } = new([.. RegisterRows(), .. OtherRows()], Scheme);

    private static IEnumerable<ItemRow> RegisterRows()
    {
        foreach (var (identifier, energy, unit) in Registers)
        {
            var demand = FieldNames.Demand + energy["energy".Length..];
            yield return new ItemRow(identifier, energy, unit, new(ItemKind.Number, 4, 2), 0, true);
            yield return new ItemRow(identifier + 0x1000, demand, unit[..^2], new(ItemKind.Number, 3, 4), 0, true);
            yield return new ItemRow(identifier + 0x2000, demand + ".time", "", new(ItemKind.YearlessMoment, 4), 0, true);
        }
    }

    private static IEnumerable<ItemRow> OtherRows() =>
    [
        .. Of(0xB610, FieldNames.Voltage, "V", new(ItemKind.ThreeDigits, 2), false),
        .. Of(0xB620, FieldNames.Current, "A", new(ItemKind.Number, 2, 2), false),
        .. Of(0xB630, FieldNames.PowerActive, "kW", new(ItemKind.Signed, 3, 4), true),
        .. Of(0xB640, FieldNames.PowerReactive, "kvar", new(ItemKind.Signed, 2, 2), true),
        .. Of(0xB650, FieldNames.PowerFactor, "", new(ItemKind.Signed, 2, 3), true),
        new(0xC010, FieldNames.Weekday, "", new(ItemKind.Weekday, 1)),
        new(0xC010, FieldNames.Date, "", new(ItemKind.Date, 3), 1),
        new(0xC011, FieldNames.TimeOfDay, "s", new(ItemKind.TimeOfDay, 3)),
        new(0xC020, FieldNames.StatusWord + "1", "", new(ItemKind.Binary, 1)),
        new(0xC021, FieldNames.StatusWord + "2", "", new(ItemKind.Binary, 1)),
        new(0xC030, FieldNames.ConstantActive, "", new(ItemKind.Number, 3)),
        new(0xC031, FieldNames.ConstantReactive, "", new(ItemKind.Number, 3)),
        new(0xC032, FieldNames.MeterNumber, "", new(ItemKind.Identity, 6)),
        new(0xC033, FieldNames.UserNumber, "", new(ItemKind.Identity, 6)),
        new(0xC034, FieldNames.AssetCode, "", new(ItemKind.Identity, 6)),
    ];

    private static IEnumerable<ItemRow> Of(uint group, string name, string unit, ItemFormat format, bool hasTotal)
    {
        for (var phase = hasTotal ? 0U : 1; phase < Phases.Length; phase++)
        {
            yield return new ItemRow(group | phase, name + Phases[phase], unit, format);
        }
    }
}
