using System.Globalization;
using System.Text;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Nmea;

/// <summary>`edgeagent decode nmea`; see <see cref="IFrameDecoder"/>. Tolerates white space around the sentence; the check sum must be there.</summary>
public sealed class NmeaDecoder : IFrameDecoder
{
    private const int MaxFields = 64;

    /// <inheritdoc/>
    public string Protocol => "nmea";

    /// <inheritdoc/>
    public DecodeResult Decode(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> request)
    {
        var start = 0;
        while (start < frame.Length && frame[start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            start++;
        }

        var rest = frame[start..];
        if (rest.Length == 0 || NmeaSentence.Judge(rest, out var length) != FrameVerdict.Frame)
        {
            return Fault(rest, start);
        }

        var behind = frame[(start + length)..];
        if (behind.ContainsAnyExcept(" \t\r\n"u8))
        {
            var at = behind.IndexOfAnyExcept(" \t\r\n"u8);
            return new DecodeFault("bytes behind the sentence", "CR LF or the end", Excerpt.Of(behind[at..]), start + length + at);
        }

        var sentence = NmeaSentence.Of(rest[..length]);
        Span<NmeaItem> items = stackalloc NmeaItem[NmeaReader.MaxItems];
        var count = NmeaReader.Read(sentence, items);
        var fields = count >= 0 ? Known(items[..count]) : Unknown(sentence);
        return new DecodedFrame(Encoding.ASCII.GetString(sentence.Talker), Encoding.ASCII.GetString(sentence.Name), fields);
    }

    private static DecodeFault Fault(ReadOnlySpan<byte> rest, int start)
    {
        if (rest.Length == 0 || rest[0] != '$')
        {
            return new DecodeFault("no start of a sentence", "$", Excerpt.Of(rest[..Math.Min(1, rest.Length)]), start);
        }

        var known = rest[..Math.Min(rest.Length, NmeaSentence.MaxLength)];
        var end = known[1..].IndexOfAnyExcept(NmeaSentence.Allowed) + 1;
        if (end == 0)
        {
            return known.Length == NmeaSentence.MaxLength
                ? new DecodeFault("sentence too long", $"* within {NmeaSentence.MaxLength} bytes", Excerpt.Of(rest[known.Length..]), start + known.Length)
                : new DecodeFault("sentence ends early", "* and two hex digits", Excerpt.Of(default), start + rest.Length);
        }

        if (known[end] != '*')
        {
            return new DecodeFault("no check sum", "* and two hex digits", Excerpt.Of(known[end..]), start + end);
        }

        if (end + NmeaSentence.CheckLength > NmeaSentence.MaxLength)
        {
            return new DecodeFault("sentence too long", $"* and two hex digits within {NmeaSentence.MaxLength} bytes", Excerpt.Of(rest[end..]), start + end);
        }

        if (rest.Length < end + NmeaSentence.CheckLength)
        {
            return new DecodeFault("sentence ends early", "two hex digits", Excerpt.Of(rest[(end + 1)..]), start + rest.Length);
        }

        var sum = NmeaSentence.Sum(rest[1..end]).ToString("X2", CultureInfo.InvariantCulture);
        var actual = Excerpt.Of(rest.Slice(end + 1, 2));
        return string.Equals(sum, actual, StringComparison.OrdinalIgnoreCase)
            ? new DecodeFault("no talker and name", "letters between $ and *", Excerpt.Of(rest[1..end]), start + 1)
            : new DecodeFault("wrong check sum", sum, actual, start + end + 1);
    }

    private static List<DecodedField> Known(ReadOnlySpan<NmeaItem> items)
    {
        var fields = new List<DecodedField>(items.Length);
        foreach (var item in items)
        {
            var (name, unit) = NmeaNames.Of(item.Quantity);
            if (item.Why != NmeaWhy.None)
            {
                fields.Add(new DecodedField(name, null, unit, item.Why == NmeaWhy.Empty ? "the field is empty" : "no such number, place or time"));
            }
            else if (item.Quantity == NmeaQuantity.Time)
            {
                fields.Add(MomentField.Of(name, (long)Math.Round(item.Value * 1000), 0));
            }
            else
            {
                fields.Add(new DecodedField(name, item.Value, unit, "", TextOf(item)));
            }
        }

        return fields;
    }

    private static List<DecodedField> Unknown(in NmeaSentence sentence)
    {
        var fields = new List<DecodedField>();
        var count = Math.Min(MaxFields, sentence.Fields.Length == 0 ? 0 : sentence.Fields.Count((byte)',') + 1);
        for (var i = 1; i <= count; i++)
        {
            var text = sentence.Field(i);
            var name = string.Create(CultureInfo.InvariantCulture, $"field.{i}");
            fields.Add(NmeaValue.TryNumber(text, out var value)
                ? new DecodedField(name, value)
                : new DecodedField(name, null, "", text.Length == 0 ? "the field is empty" : "no number", Encoding.ASCII.GetString(text)));
        }

        return fields;
    }

    private static string TextOf(in NmeaItem item) => item.Quantity switch
    {
        NmeaQuantity.TimeOfDay => TimeSpan.FromMilliseconds(Math.Round(item.Value * 1000)).ToString(item.Value % 1 == 0 ? @"hh\:mm\:ss" : @"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture),
        NmeaQuantity.Valid => item.Value == 1 ? "A: valid" : "V: not valid",
        NmeaQuantity.Fix => NmeaNames.FixText(item.Value),
        NmeaQuantity.Dimensions => item.Value switch { 1 => "none", 2 => "in the plane", 3 => "in space", _ => "" },
        _ => "",
    };
}
