using System.Globalization;
using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Identifiers of DL/T 645-2007, annex A.</summary>
internal static class Catalog2007
{
    private const uint PhaseStep = 0x14;
    private const uint DemandOf = 0x0100_0000;
    private static readonly string[] Phases = ["", ".a", ".b", ".c"];

    // Low byte first: 00..3F tariffs in the second byte, settlement days 1..12 in the lowest; FF asks for all.
    private static readonly ItemScheme Scheme = new(8, 0xFF, 63, 0, 0xFF, 12, [0x0000_FF00, 0x0000_00FF]);

    private static readonly (uint Type, string Energy, string Unit, bool IsSigned)[] Registers =
    [
        (0x00, FieldNames.EnergyActive, "kW.h", true),
        (0x01, FieldNames.EnergyActiveForward, "kW.h", false),
        (0x02, FieldNames.EnergyActiveReverse, "kW.h", false),
        (0x03, FieldNames.EnergyReactiveCombined1, "kvar.h", true),
        (0x04, FieldNames.EnergyReactiveCombined2, "kvar.h", true),
        (0x05, FieldNames.EnergyReactiveQuadrant + "1", "kvar.h", false),
        (0x06, FieldNames.EnergyReactiveQuadrant + "2", "kvar.h", false),
        (0x07, FieldNames.EnergyReactiveQuadrant + "3", "kvar.h", false),
        (0x08, FieldNames.EnergyReactiveQuadrant + "4", "kvar.h", false),
        (0x09, FieldNames.EnergyApparentForward, "kV.A.h", false),
        (0x0A, FieldNames.EnergyApparentReverse, "kV.A.h", false),
    ];

    public static ItemCatalog Instance { get; } = new([.. RegisterRows(), .. PhaseRows(), .. OtherRows()], Scheme);

    private static IEnumerable<ItemRow> RegisterRows()
    {
        foreach (var (type, energy, unit, isSigned) in Registers)
        {
            for (var phase = 0U; phase < Phases.Length && (phase == 0 || type > 0); phase++)
            {
                var identifier = (type + (phase * PhaseStep)) << 16;
                yield return new ItemRow(identifier, energy + Phases[phase], unit, new(isSigned ? ItemKind.Signed : ItemKind.Number, 4, 2), 0, true);
                if (type > 0)
                {
                    var demand = FieldNames.Demand + energy["energy".Length..] + Phases[phase];
                    yield return new ItemRow(DemandOf | identifier, demand, unit[..^2], new(isSigned ? ItemKind.Signed : ItemKind.Number, 3, 4), 0, true);
                    yield return new ItemRow(DemandOf | identifier, demand + ".time", "", new(ItemKind.MinuteMoment, 5), 3, true);
                }
            }
        }
    }

    private static IEnumerable<ItemRow> PhaseRows() =>
    [
        .. Of(0x0201, FieldNames.Voltage, "V", new(ItemKind.Number, 2, 1), false),
        .. Of(0x0202, FieldNames.Current, "A", new(ItemKind.Signed, 3, 3), false),
        .. Of(0x0203, FieldNames.PowerActive, "kW", new(ItemKind.Signed, 3, 4), true),
        .. Of(0x0204, FieldNames.PowerReactive, "kvar", new(ItemKind.Signed, 3, 4), true),
        .. Of(0x0205, FieldNames.PowerApparent, "kV.A", new(ItemKind.Signed, 3, 4), true),
        .. Of(0x0206, FieldNames.PowerFactor, "", new(ItemKind.Signed, 2, 3), true),
        .. Of(0x0207, FieldNames.PhaseAngle, "deg", new(ItemKind.Number, 2, 1), false),
        .. Of(0x0208, FieldNames.VoltageDistortion, "%", new(ItemKind.Number, 2, 2), false),
        .. Of(0x0209, FieldNames.CurrentDistortion, "%", new(ItemKind.Number, 2, 2), false),
    ];

    private static IEnumerable<ItemRow> Of(uint group, string name, string unit, ItemFormat format, bool hasTotal)
    {
        for (var phase = hasTotal ? 0U : 1; phase < Phases.Length; phase++)
        {
            yield return new ItemRow((group << 16) | (phase << 8), name + Phases[phase], unit, format);
        }
    }

    private static IEnumerable<ItemRow> OtherRows() =>
    [
        new(0x02800001, FieldNames.CurrentNeutral, "A", new(ItemKind.Signed, 3, 3)),
        new(0x02800002, FieldNames.Frequency, "Hz", new(ItemKind.Number, 2, 2)),
        new(0x02800003, FieldNames.PowerActiveMean, "kW", new(ItemKind.Signed, 3, 4)),
        new(0x02800004, FieldNames.DemandPresent + ".active", "kW", new(ItemKind.Signed, 3, 4)),
        new(0x02800005, FieldNames.DemandPresent + ".reactive", "kvar", new(ItemKind.Signed, 3, 4)),
        new(0x02800006, FieldNames.DemandPresent + ".apparent", "kV.A", new(ItemKind.Signed, 3, 4)),
        new(0x02800007, FieldNames.Temperature, "Cel", new(ItemKind.Signed, 2, 1)),
        new(0x02800008, FieldNames.BatteryClockVoltage, "V", new(ItemKind.Number, 2, 2)),
        new(0x02800009, FieldNames.BatteryReadingVoltage, "V", new(ItemKind.Number, 2, 2)),
        new(0x0280000A, FieldNames.BatteryTime, "min", new(ItemKind.Number, 4)),
        new(0x04000101, FieldNames.Weekday, "", new(ItemKind.Weekday, 1)),
        new(0x04000101, FieldNames.Date, "", new(ItemKind.Date, 3), 1),
        new(0x04000102, FieldNames.TimeOfDay, "s", new(ItemKind.TimeOfDay, 3)),
        new(0x0400010C, FieldNames.Time, "", new(ItemKind.WeekdayMoment, 7)),
        new(0x04000401, FieldNames.MeterAddress, "", new(ItemKind.Identity, 6)),
        new(0x04000402, FieldNames.MeterNumber, "", new(ItemKind.Identity, 6)),
        new(0x04000403, FieldNames.AssetCode, "", new(ItemKind.Characters, 32)),
        new(0x04000409, FieldNames.ConstantActive, "", new(ItemKind.Number, 3)),
        new(0x0400040A, FieldNames.ConstantReactive, "", new(ItemKind.Number, 3)),
        .. Enumerable.Range(1, 7).Select(i => new ItemRow(0x04000500U + (uint)i, FieldNames.StatusWord + i.ToString(CultureInfo.InvariantCulture), "", new(ItemKind.Binary, 2))),
    ];
}
