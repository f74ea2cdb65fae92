namespace EdgeAgent.Sensors.Cjt188;

/// <summary>
/// Reads the payload behind identifier and serial number, of any type of meter. Pure; allocates nothing; never throws on any bytes. The same for the live driver and the decoder.
/// The length tells which fields a payload has: each length stands for one combination, and any other is refused.
/// </summary>
public static class PayloadReader
{
    /// <summary>Most quantities of a payload.</summary>
    public const int MaxValues = 16;

    private const int TimeLength = 7;
    private const int StatusLength = 2;
    private const int MaxVendorStatus = 2;
    private const int TemperatureLength = 3;
    private const int HeatTail = 3 * TemperatureLength;
    private const int TemperatureDecimals = 2;

    private static readonly FieldPlan[] HeatFields =
    [
        new(Quantity.EnergySettlement, UnitClass.Energy, 2, true),
        new(Quantity.Energy, UnitClass.Energy, 2, true),
        new(Quantity.Power, UnitClass.Power, 2, false),
        new(Quantity.Flow, UnitClass.Flow, 4, false),
        new(Quantity.Volume, UnitClass.Volume, 2, true),
    ];

    private static readonly FieldPlan[] VolumeFields =
    [
        new(Quantity.Volume, UnitClass.Volume, 2, true),
        new(Quantity.VolumeSettlement, UnitClass.Volume, 2, false),
    ];

    private static readonly FieldPlan[] OtherFields =
    [
        new(Quantity.Energy, UnitClass.None, 2, true),
        new(Quantity.EnergySettlement, UnitClass.None, 2, false),
    ];

    /// <summary>
    /// Reads the payload of <paramref name="identifier"/> (901F or D120..D12B) of a meter of <paramref name="type"/>; answers how many quantities were put into <paramref name="values"/>
    /// (<see cref="MaxValues"/> at least), 0 when the payload has a length that no meter of the type is known to send.
    /// </summary>
    public static int Read(byte type, ushort identifier, ReadOnlySpan<byte> payload, StatusLayout layout, Span<MeterValue> values)
    {
        if (identifier != Cjt188Request.MeterData)
        {
            return payload.Length == UnitOrder.FieldLength ? ReadHistory(payload, values) : 0;
        }

        var isHeat = type is >= 0x20 and <= 0x2F;
        var fields = isHeat ? HeatFieldsOf(payload.Length) : default;
        if (fields.IsEmpty)
        {
            isHeat = false;
            fields = VolumeFieldsOf(type, payload.Length);
        }

        if (fields.IsEmpty)
        {
            return 0;
        }

        var count = ReadFields(payload, fields, type is >= 0x20 and <= 0x2F ? 1 : -1, values);
        var rest = payload[(fields.Length * UnitOrder.FieldLength)..];
        if (isHeat)
        {
            values[count++] = Digits(Quantity.SupplyTemperature, rest[..TemperatureLength], TemperatureDecimals);
            values[count++] = Digits(Quantity.ReturnTemperature, rest[TemperatureLength..(2 * TemperatureLength)], TemperatureDecimals);
            values[count++] = Digits(Quantity.OperatingTime, rest[(2 * TemperatureLength)..HeatTail], 0);
            rest = rest[HeatTail..];
        }

        return ReadTail(rest, layout, values, count);
    }

    private static ReadOnlySpan<FieldPlan> HeatFieldsOf(int length) =>
        IsTail(length - HeatTail - (HeatFields.Length * UnitOrder.FieldLength)) ? HeatFields
        : IsTail(length - HeatTail - ((HeatFields.Length - 1) * UnitOrder.FieldLength)) ? HeatFields.AsSpan(1)
        : default;

    private static ReadOnlySpan<FieldPlan> VolumeFieldsOf(byte type, int length)
    {
        var fields = type >= 0x40 ? OtherFields : VolumeFields;
        return IsTail(length - (fields.Length * UnitOrder.FieldLength)) ? fields
            : IsTail(length - UnitOrder.FieldLength) ? fields.AsSpan(0, 1)
            : default;
    }

    // The time, then the status bytes, if any; vendors add up to two more.
    private static bool IsTail(int length) => length == TimeLength || (length >= TimeLength + StatusLength && length <= TimeLength + StatusLength + MaxVendorStatus);

    private static int ReadFields(ReadOnlySpan<byte> payload, ReadOnlySpan<FieldPlan> fields, int standardOrder, Span<MeterValue> values)
    {
        var order = UnitOrder.Find(payload, fields);
        for (var i = 0; i < fields.Length; i++)
        {
            var field = payload.Slice(i * UnitOrder.FieldLength, UnitOrder.FieldLength);
            values[i] = ReadField(field, fields[i], order == 0 ? standardOrder : order, isCertain: order != 0);
        }

        return fields.Length;
    }

    private static MeterValue ReadField(ReadOnlySpan<byte> field, in FieldPlan plan, int order, bool isCertain)
    {
        var unitFirst = order > 0;
        var unit = MeterUnit.Of(unitFirst ? field[0] : field[^1]);
        var why = MeterBcd.Read(unitFirst ? field[1..] : field[..^1], out var number);
        var quantity = plan.Class == UnitClass.None && unit is { Class: UnitClass.Volume } ? plan.Quantity == Quantity.Energy ? Quantity.Volume : Quantity.VolumeSettlement : plan.Quantity;
        if (why == NoValue.Absent)
        {
            return new MeterValue(quantity, 0, 0, null, why);
        }

        if (unit is null || !UnitOrder.Measures(unit, plan.Class))
        {
            return new MeterValue(quantity, 0, 0, null, NoValue.NoUnit);
        }

        if (!isCertain && UnitOrder.Fits(field, plan.Class, !unitFirst))
        {
            why = NoValue.Ambiguous;
        }

        return new MeterValue(quantity, number, plan.Decimals, unit, why);
    }

    private static int ReadHistory(ReadOnlySpan<byte> payload, Span<MeterValue> values)
    {
        FieldPlan plan = new(Quantity.EnergySettlement, UnitClass.None, 2, true);
        var order = UnitOrder.Find(payload, [plan]);
        values[0] = ReadField(payload, plan, order == 0 ? -1 : order, isCertain: order != 0);
        return 1;
    }

    private static int ReadTail(ReadOnlySpan<byte> rest, StatusLayout layout, Span<MeterValue> values, int count)
    {
        var why = MeterBcd.ReadTime(rest[..TimeLength], out var seconds);
        values[count++] = new MeterValue(Quantity.Time, seconds, 0, null, why);
        var status = rest[TimeLength..];
        if (status.Length < StatusLength)
        {
            return count;
        }

        if (layout != StatusLayout.None)
        {
            values[count++] = StatusReader.Valve(layout, status);
            values[count++] = StatusReader.Battery(layout, status);
        }

        values[count++] = StatusReader.Word(status);
        return count;
    }

    private static MeterValue Digits(Quantity quantity, ReadOnlySpan<byte> bytes, int decimals)
    {
        var why = MeterBcd.Read(bytes, out var number);
        return new MeterValue(quantity, number, decimals, null, why);
    }
}
