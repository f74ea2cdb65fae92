using System.Globalization;
using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Makes fields of a sound frame.</summary>
internal static class Cjt188Fields
{
    private const double ZoneSeconds = 8 * 3_600;
    private const int TimeLength = 7;
    private const int StatusLength = 2;

    /// <summary>Adds all fields of <paramref name="frame"/>.</summary>
    public static void Add(in Cjt188Frame frame, List<DecodedField> fields)
    {
        var data = frame.Data;
        if (frame.IsError)
        {
            AddError(data, fields);
            return;
        }

        if (data.Length < Cjt188Request.DataHead)
        {
            if (data.Length > 0)
            {
                fields.Add(new DecodedField(FieldNames.Data, null, "", $"{data.Length} bytes, too few for identifier and serial number", Convert.ToHexString(data)));
            }

            return;
        }

        var identifier = Cjt188Request.IdentifierOf(data);
        var payload = data[Cjt188Request.DataHead..];
        if (frame.IsReply)
        {
            AddReply(frame, identifier, payload, fields);
        }
        else
        {
            fields.Add(new DecodedField(FieldNames.DataIdentifier, identifier, "", "", identifier.ToString("X4", CultureInfo.InvariantCulture) + NameOf(identifier)));
            AddWritten(identifier, payload, fields);
        }

        fields.Add(new DecodedField(FieldNames.Sequence, data[2]));
    }

    private static void AddReply(in Cjt188Frame frame, ushort identifier, ReadOnlySpan<byte> payload, List<DecodedField> fields)
    {
        switch (identifier)
        {
            case Cjt188Request.MeterData or (>= Cjt188Request.FirstHistory and <= Cjt188Request.LastHistory):
                AddValues(frame.Address.Type, identifier, payload, fields);
                break;
            case Cjt188Request.AddressData:
                fields.Add(new DecodedField(FieldNames.MeterAddress, ulong.TryParse(frame.Address.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, "",
                    frame.Address.ToString().AsSpan().ContainsAnyInRange('A', 'F') ? "no decimal digits" : "", frame.Address.ToString()));
                break;
            case Cjt188Request.Valve when payload.Length >= StatusLength:
                AddValue(StatusReader.Valve(StatusLayout.Standard, payload[^StatusLength..]), frame.Address.Type, "", fields);
                AddValue(StatusReader.Battery(StatusLayout.Standard, payload[^StatusLength..]), frame.Address.Type, "", fields);
                AddValue(StatusReader.Word(payload[^StatusLength..]), frame.Address.Type, "", fields);
                break;
            default:
                AddUnknown(identifier, payload, fields);
                break;
        }
    }

    private static void AddValues(byte type, ushort identifier, ReadOnlySpan<byte> payload, List<DecodedField> fields)
    {
        Span<MeterValue> values = new MeterValue[PayloadReader.MaxValues];
        var count = PayloadReader.Read(type, identifier, payload, StatusLayout.Standard, values);
        var suffix = identifier == Cjt188Request.MeterData ? "" : (identifier - Cjt188Request.FirstHistory + 1).ToString(CultureInfo.InvariantCulture);
        foreach (ref readonly var value in values[..count])
        {
            AddValue(value, type, suffix, fields);
        }

        if (count == 0)
        {
            fields.Add(new DecodedField(FieldNames.Data, null, "", $"{payload.Length} bytes are no payload that a meter of type {type:X2} is known to send", Convert.ToHexString(payload)));
        }
    }

    private static void AddValue(in MeterValue value, byte type, string suffix, List<DecodedField> fields)
    {
        var unit = value.Unit?.Ucum ?? QuantityNames.FixedUnitOf(value.Quantity);
        var text = value.Why != NoValue.None ? "" : value.Quantity switch
        {
            Quantity.Time => DateTime.UnixEpoch.AddSeconds(value.Number + ZoneSeconds).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "+08:00",
            Quantity.Valve => value.Number switch { StatusReader.Open => "open", StatusReader.Closed => "closed", _ => "fault" },
            Quantity.BatteryLow => value.Number == 0 ? "good" : "low",
            Quantity.Status => $"{(byte)value.Number:X2}{(byte)(value.Number >> 8):X2}",
            _ => "",
        };
        fields.Add(new DecodedField(QuantityNames.Of(value.Quantity, type) + suffix, value.Why == NoValue.None ? value.Told : null, unit, NoValueText.Of(value.Why), text));
    }

    private static void AddWritten(ushort identifier, ReadOnlySpan<byte> payload, List<DecodedField> fields)
    {
        switch (identifier)
        {
            case Cjt188Request.Valve when payload.Length == 1 && payload[0] is Cjt188Request.ValveOpen or Cjt188Request.ValveClose:
                var isOpen = payload[0] == Cjt188Request.ValveOpen;
                fields.Add(new DecodedField(FieldNames.Valve, isOpen ? StatusReader.Open : StatusReader.Closed, "", "", isOpen ? "open" : "closed"));
                break;
            case Cjt188Request.Clock when payload.Length == TimeLength:
                var why = MeterBcd.ReadTime(payload, out var seconds);
                AddValue(new MeterValue(Quantity.Time, seconds, 0, null, why), 0, "", fields);
                break;
            default:
                if (payload.Length > 0)
                {
                    AddUnknown(identifier, payload, fields);
                }

                break;
        }
    }

    // A refusal carries the serial number and the status bytes.
    private static void AddError(ReadOnlySpan<byte> data, List<DecodedField> fields)
    {
        if (data.Length < StatusLength)
        {
            fields.Add(new DecodedField(FieldNames.Error, null, "", "the status bytes are missing", Convert.ToHexString(data)));
            return;
        }

        var status = data[^StatusLength..];
        fields.Add(new DecodedField(FieldNames.Error, status[0] | (status[1] << 8), "", "", $"refused, status {Convert.ToHexString(status)}"));
    }

    private static void AddUnknown(ushort identifier, ReadOnlySpan<byte> payload, List<DecodedField> fields)
    {
        if (payload.Length > 0 || NameOf(identifier).Length == 0)
        {
            fields.Add(new DecodedField(FieldNames.Data, null, "", NameOf(identifier).Length == 0 ? $"unknown data identifier 0x{identifier:X4}" : $"data of 0x{identifier:X4} are not decoded", Convert.ToHexString(payload)));
        }
    }

    private static string NameOf(ushort identifier) => identifier switch
    {
        Cjt188Request.MeterData => " meter data",
        >= Cjt188Request.FirstHistory and <= Cjt188Request.LastHistory => " settlement data",
        Cjt188Request.AddressData => " address",
        Cjt188Request.Valve => " valve",
        Cjt188Request.Clock => " clock",
        _ => "",
    };
}
