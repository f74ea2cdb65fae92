using System.Globalization;
using System.Text;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>`edgeagent decode sl651`, both forms; see <see cref="IFrameDecoder"/>. Tolerates white space around the frame.</summary>
public sealed class Sl651Decoder : IFrameDecoder
{
    /// <inheritdoc/>
    public string Protocol => "sl651";

    /// <inheritdoc/>
    public DecodeResult Decode(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> request)
    {
        var start = 0;
        while (start < frame.Length && frame[start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            start++;
        }

        var rest = frame[start..];
        if (rest.Length == 0 || Sl651Message.Judge(rest, out var message, out var length) != FrameVerdict.Frame)
        {
            return Sl651Fault.Of(rest, start);
        }

        var behind = frame[(start + length)..];
        if (behind.ContainsAnyExcept(" \t\r\n"u8))
        {
            var at = behind.IndexOfAnyExcept(" \t\r\n"u8);
            return new DecodeFault("bytes behind the frame", "the end", Excerpt.Of(behind[at..]), start + length + at);
        }

        var fields = new List<DecodedField> { new("function", message.Function, "", "", Sl651Function.NameOf(message.Function)), new("centre", message.Centre) };
        if (message.PacketTotal > 0)
        {
            fields.Add(new DecodedField(FieldNames.PacketTotal, message.PacketTotal));
            fields.Add(new DecodedField(FieldNames.PacketNumber, message.PacketNumber));
        }

        var fault = message.PacketNumber > 1 ? null : AddBody(message, start, fields);
        fields.Add(new DecodedField("end", message.End, "", "", EndText(message.End)));
        return fault ?? new DecodedFrame(message.Station.ToString("X10", CultureInfo.InvariantCulture), message.Function.ToString("X2", CultureInfo.InvariantCulture), fields) as DecodeResult;
    }

    private static DecodeFault? AddBody(in Sl651Message message, int start, List<DecodedField> fields)
    {
        var offset = start + message.BodyOffset;
        if (!Sl651Body.TryBegin(message.Body, message.IsAscii, message.Function, out var body))
        {
            return message.Body.Length == 0
                ? null
                : new DecodeFault("no serial number and time", Excerpt.Bytes(Sl651Body.HeadOf(message.IsAscii)), Excerpt.Of(message.Body), offset);
        }

        fields.Add(new DecodedField(FieldNames.MessageSerial, body.Serial));
        fields.Add(Sl651Number.TryTime(body.SentDigits, hasSeconds: true, out var utcMs)
            ? MomentField.Of(FieldNames.MessageTime, utcMs)
            : new DecodedField(FieldNames.MessageTime, null, "", "no such moment"));

        // What a centre asks for has a form of its own for each function: its elements have no values.
        if (message.IsDown)
        {
            var head = Sl651Body.HeadOf(message.IsAscii);
            if (message.Body.Length > head)
            {
                fields.Add(new DecodedField("request", null, "", "not read", message.IsAscii ? Excerpt.Of(message.Body[head..]) : Convert.ToHexString(message.Body[head..])));
            }

            return null;
        }

        while (body.Next())
        {
            fields.Add(FieldOf(body.Item, message));
        }

        // A packet of several may end within an element: the next one goes on.
        return body.Misfit is { } misfit && message.PacketTotal == 0
            ? new DecodeFault(misfit.Error, misfit.Expected, Excerpt.Of(message.Body[misfit.Offset..]), offset + misfit.Offset)
            : null;
    }

    private static DecodedField FieldOf(in Sl651Item item, in Sl651Message message)
    {
        var body = message.Body;
        var value = item.Why == Sl651Why.None && double.IsFinite(item.Value) ? item.Value : (double?)null;
        if (item.Kind == Sl651ItemKind.Value && !Sl651Function.HasElements(message.Function))
        {
            var id = item.Id >= 0 ? item.Id.ToString("X2", CultureInfo.InvariantCulture) : Excerpt.Of(body.Slice(item.TextOffset, item.TextLength));
            return new DecodedField($"parameter.{id}", value, "", WhyText(item.Why));
        }

        var name = NameOf(item, body);
        var unit = item.Element?.Unit ?? "";
        switch (item.Kind)
        {
            case Sl651ItemKind.Time:
                return item.Why == Sl651Why.None ? MomentField.Of(FieldNames.Time, item.TimeMs) : new DecodedField(FieldNames.Time, null, "", "no such moment");
            case Sl651ItemKind.Step:
                return new DecodedField(FieldNames.Interval, value, "s", WhyText(item.Why));
            case Sl651ItemKind.StationClass:
                return new DecodedField(FieldNames.StationType, item.Value, "", "", ClassText((byte)item.Value));
            case Sl651ItemKind.Text:
                return new DecodedField("text", null, "", "a text, no number", Encoding.Latin1.GetString(body.Slice(item.TextOffset, item.TextLength)));
            case Sl651ItemKind.Raw:
                return new DecodedField("data", null, "", "not read", Excerpt.Bytes(item.TextLength));
            case Sl651ItemKind.Series:
                var text = item.TimeMs == 0 ? "" : "until " + MomentField.Of("", item.TimeMs).Text;
                return new DecodedField($"{name}.{(item.Index + 1).ToString(CultureInfo.InvariantCulture)}", value, unit, WhyText(item.Why), text);
            default:
                return new DecodedField(name, value, unit, WhyText(item.Why));
        }
    }

    private static string NameOf(in Sl651Item item, ReadOnlySpan<byte> body) =>
        item.Element is { } element ? element.Name
        : item.Id >= 0 ? $"element.{item.Id.ToString("X2", CultureInfo.InvariantCulture)}"
        : $"element.{Excerpt.Of(body.Slice(item.TextOffset, item.TextLength))}";

    private static string WhyText(Sl651Why why) => why switch
    {
        Sl651Why.Absent => "the station tells that it has none",
        Sl651Why.NoNumber => "no decimal digits",
        Sl651Why.NoTime => "no such moment",
        _ => "",
    };

    private static string EndText(byte end) => end switch
    {
        Sl651Layout.Etx => "ETX: the end",
        Sl651Layout.Etb => "ETB: more follows",
        Sl651Layout.Enq => "ENQ: a question",
        Sl651Layout.Eot => "EOT: the end, hang up",
        Sl651Layout.Ack => "ACK: go on",
        Sl651Layout.Nak => "NAK: send again",
        _ => "ESC: the end, stay connected",
    };

    private static string ClassText(byte type) => type switch
    {
        (byte)'P' => "P: rain",
        (byte)'H' => "H: river",
        (byte)'K' => "K: reservoir",
        (byte)'Z' => "Z: gate",
        (byte)'D' => "D: pumping station",
        (byte)'T' => "T: tide",
        (byte)'M' => "M: soil",
        (byte)'G' => "G: groundwater",
        (byte)'Q' => "Q: water quality",
        (byte)'I' => "I: intake",
        (byte)'O' => "O: outlet",
        _ => "",
    };
}
