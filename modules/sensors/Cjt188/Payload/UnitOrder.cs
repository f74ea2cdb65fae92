namespace EdgeAgent.Sensors.Cjt188;

/// <summary>
/// Whether the unit stands before or behind the digits of the five-byte fields of a payload. An order is taken when every field fits it (a unit of what the field measures, decimal digits or FF)
/// and not every field fits the other one. When no order fits all, because a meter has a unit of its own somewhere, the same is asked of the main fields alone. When both orders fit, none is taken.
/// </summary>
internal static class UnitOrder
{
    /// <summary>Bytes of a field.</summary>
    public const int FieldLength = 5;

    private const byte Absent = 0xFF;

    /// <summary>Finds the order: 1 unit first, -1 unit last, 0 not certain.</summary>
    public static int Find(ReadOnlySpan<byte> payload, ReadOnlySpan<FieldPlan> fields)
    {
        var order = Compare(payload, fields, mainOnly: false);
        return order != 0 || FitsAll(payload, fields, false, true) ? order : Compare(payload, fields, mainOnly: true);
    }

    /// <summary>True when a field makes sense in an order.</summary>
    public static bool Fits(ReadOnlySpan<byte> field, UnitClass unitClass, bool unitFirst)
    {
        if (!field.ContainsAnyExcept(Absent))
        {
            return true;
        }

        var unit = MeterUnit.Of(unitFirst ? field[0] : field[^1]);
        var digits = unitFirst ? field[1..] : field[..^1];
        return unit is not null && Measures(unit, unitClass) && (!digits.ContainsAnyExcept(Absent) || MeterBcd.IsDecimal(digits));
    }

    /// <summary>True when a unit measures what a field carries; none stands for energy or volume.</summary>
    public static bool Measures(MeterUnit unit, UnitClass unitClass) => unitClass == UnitClass.None ? unit.Class is UnitClass.Energy or UnitClass.Volume : unit.Class == unitClass;

    private static int Compare(ReadOnlySpan<byte> payload, ReadOnlySpan<FieldPlan> fields, bool mainOnly)
    {
        var first = FitsAll(payload, fields, mainOnly, unitFirst: true);
        var last = FitsAll(payload, fields, mainOnly, unitFirst: false);
        return first == last ? 0 : first ? 1 : -1;
    }

    private static bool FitsAll(ReadOnlySpan<byte> payload, ReadOnlySpan<FieldPlan> fields, bool mainOnly, bool unitFirst)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if ((!mainOnly || fields[i].IsMain) && !Fits(payload.Slice(i * FieldLength, FieldLength), fields[i].Class, unitFirst))
            {
                return false;
            }
        }

        return true;
    }
}
