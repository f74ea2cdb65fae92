using System.Globalization;
using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Makes fields of a sound frame. Passwords and operator codes are passed over.</summary>
internal sealed class Dlt645Fields(Dlt645Edition edition, List<DecodedField> fields)
{
    private const byte BroadcastTime = 0x08;
    private const byte BlockEnd = 0xAA;
    private const byte Write2007 = 0x14;
    private const byte WriteAddress2007 = 0x15;
    private const byte Freeze2007 = 0x16;
    private const byte Baud2007 = 0x17;
    private const byte Write1997 = 0x04;
    private const byte WriteAddress1997 = 0x0A;
    private const byte Baud1997 = 0x0C;
    private const int SecretsOf2007 = 8;
    private const int SecretsOf1997 = 4;
    private const int LowestBaud = 300;

    private readonly ItemCatalog _catalog = ItemCatalog.Of(edition);

    /// <summary>Adds all fields of <paramref name="frame"/>.</summary>
    public void Add(in Dlt645Frame frame)
    {
        var data = new byte[frame.DataLength];
        frame.CopyData(0, data);
        if (frame.IsError)
        {
            AddError(data);
        }
        else if (frame.IsReply)
        {
            AddReply(frame, data);
        }
        else
        {
            AddRequest(frame.Function, data);
        }
    }

    /// <summary>Identifier of a frame in hex, as it is written in the standard.</summary>
    public static string IdentifierText(in Dlt645Frame frame, Dlt645Edition edition)
    {
        var data = new byte[frame.DataLength];
        frame.CopyData(0, data);
        return Hex(IdentifierOf(data, Dlt645Request.IdentifierLength(edition)), Dlt645Request.IdentifierLength(edition));
    }

    private int Head => Dlt645Request.IdentifierLength(edition);

    private void AddError(byte[] data)
    {
        fields.Add(data.Length > 0
            ? new DecodedField(FieldNames.Error, data[0], "", "", ErrorBits.TextOf(edition, data[0]))
            : new DecodedField(FieldNames.Error, null, "", "the error byte is missing"));
    }

    private void AddReply(in Dlt645Frame frame, byte[] data)
    {
        switch (frame.Function)
        {
            case Dlt645Request.Read2007 or Dlt645Request.Read1997:
                AddValues(data, data.Length, frame.HasMore);
                break;
            case Dlt645Request.ReadNext2007 or Dlt645Request.ReadNext1997:
                AddContinuation(data);
                break;
            case Dlt645Request.ReadAddress2007:
                AddItem(new ItemFormat(ItemKind.Identity, Dlt645Address.Length), FieldNames.MeterAddress, "", data);
                break;
            case Baud2007 or Baud1997:
                AddBaud(data);
                break;
            default:
                AddRest(data, frame.Function);
                break;
        }

        if (frame.HasMore)
        {
            fields.Add(new DecodedField(FieldNames.MoreFollows, 1));
        }
    }

    private void AddRequest(byte function, byte[] data)
    {
        switch (function)
        {
            case Dlt645Request.Read2007 or Dlt645Request.Read1997 or Dlt645Request.ReadNext2007 or Dlt645Request.ReadNext1997:
                AddIdentifier(data);
                if (function == Dlt645Request.ReadNext2007 && data.Length > Head)
                {
                    fields.Add(new DecodedField(FieldNames.Sequence, data[Head]));
                }

                break;
            case Write2007 or Write1997:
                AddIdentifier(data);
                AddWritten(data);
                break;
            case WriteAddress2007 or WriteAddress1997:
                AddItem(new ItemFormat(ItemKind.Identity, Dlt645Address.Length), FieldNames.MeterAddress, "", data);
                break;
            case BroadcastTime:
                AddItem(new ItemFormat(ItemKind.Moment, 6), FieldNames.Time, "", data);
                break;
            case Baud2007 or Baud1997:
                AddBaud(data);
                break;
            case Freeze2007 when data.Length >= 4:
                fields.Add(new DecodedField(FieldNames.Time, null, "", "a moment that comes again, 99 for any", $"{data[3]:X2}-{data[2]:X2}T{data[1]:X2}:{data[0]:X2}"));
                break;
            default:
                AddRest(data, function);
                break;
        }
    }

    private void AddIdentifier(byte[] data)
    {
        if (data.Length < Head)
        {
            fields.Add(new DecodedField(FieldNames.DataIdentifier, null, "", $"{data.Length} bytes in place of {Head}", Convert.ToHexString(data)));
            return;
        }

        var identifier = IdentifierOf(data, Head);
        var items = new List<MeterItem>();
        var names = _catalog.TryLayout(identifier, byte.MaxValue, items) ? items.Count > 8 ? $" {items[0].Name}..{items[^1].Name}" : " " + string.Join(' ', items.Select(i => i.Name)) : "";
        fields.Add(new DecodedField(FieldNames.DataIdentifier, identifier, "", "", Hex(identifier, Head) + names));
    }

    private void AddWritten(byte[] data)
    {
        var from = Head + (edition == Dlt645Edition.Of2007 ? SecretsOf2007 : SecretsOf1997);
        if (data.Length > from)
        {
            AddValues([.. data[..Head], .. data[from..]], data.Length - from + Head);
        }
    }

    private void AddValues(byte[] data, int length, bool hasMore = false)
    {
        if (length < Head)
        {
            fields.Add(new DecodedField(FieldNames.Data, null, "", $"{length} bytes, too few for an identifier", Convert.ToHexString(data)));
            return;
        }

        var identifier = IdentifierOf(data, Head);
        var values = data.AsSpan(Head);
        var items = new List<MeterItem>();
        if (!_catalog.TryLayout(identifier, values.Length, items))
        {
            fields.Add(new DecodedField(FieldNames.Data, null, "", $"unknown data identifier 0x{Hex(identifier, Head)}", Convert.ToHexString(values)));
            return;
        }

        var end = 0;
        foreach (var item in items)
        {
            var from = Math.Min(item.Offset, values.Length);
            AddItem(item.Format, item.Name, item.Unit, values[from..]);
            end = Math.Max(end, item.Offset + item.Format.Bytes);
        }

        if (values.Length > end && !(values.Length == end + 1 && values[end] == BlockEnd))
        {
            var why = hasMore ? "a value that goes on in the next frame" : $"{values.Length - end} bytes more than 0x{Hex(identifier, Head)} has";
            fields.Add(new DecodedField(FieldNames.Data, null, "", why, Convert.ToHexString(values[end..])));
        }
    }

    private void AddContinuation(byte[] data)
    {
        var tail = edition == Dlt645Edition.Of2007 ? 1 : 0;
        if (data.Length < Head + tail)
        {
            fields.Add(new DecodedField(FieldNames.Data, null, "", $"{data.Length} bytes, too few for a follow-up frame", Convert.ToHexString(data)));
            return;
        }

        var values = data.AsSpan(Head, data.Length - Head - tail);
        fields.Add(new DecodedField(FieldNames.Data, null, "", $"continues 0x{Hex(IdentifierOf(data, Head), Head)}: where its values begin only the frames before tell", Convert.ToHexString(values)));
        if (tail > 0)
        {
            fields.Add(new DecodedField(FieldNames.Sequence, data[^1]));
        }
    }

    private void AddItem(in ItemFormat format, string name, string unit, ReadOnlySpan<byte> data)
    {
        var why = ItemReader.Read(format, data, out var value);
        fields.Add(new DecodedField(name, why == NoValue.None ? value : null, unit, NoValueText.Of(why), ItemReader.TextOf(format, data)));
    }

    // One bit a rate: 2007 from 600 on, 1997 from 300 on (bit 0).
    private void AddBaud(byte[] data)
    {
        var isOne = data.Length > 0 && byte.IsPow2(data[0]) && data[0] < 0x80;
        var baud = isOne ? LowestBaud << byte.Log2(data[0]) : 0;
        fields.Add(isOne ? new DecodedField(FieldNames.Baud, baud, "Bd") : new DecodedField(FieldNames.Baud, null, "Bd", "no rate of the standard", Convert.ToHexString(data)));
    }

    // What it says is not known; it may hold a password, so that its bytes are not shown.
    private void AddRest(byte[] data, byte function)
    {
        if (data.Length > 0)
        {
            fields.Add(new DecodedField(FieldNames.Data, null, "", string.Create(CultureInfo.InvariantCulture, $"{data.Length} bytes of control code 0x{function:X2}, which is not decoded")));
        }
    }

    private static uint IdentifierOf(ReadOnlySpan<byte> data, int bytes)
    {
        var identifier = 0U;
        for (var i = Math.Min(bytes, data.Length) - 1; i >= 0; i--)
        {
            identifier = (identifier << 8) | data[i];
        }

        return identifier;
    }

    private static string Hex(uint identifier, int bytes) => identifier.ToString(bytes == 4 ? "X8" : "X4", CultureInfo.InvariantCulture);
}
