using System.Globalization;
using System.Text;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>`edgeagent decode hj212`; see <see cref="IFrameDecoder"/>. Tolerates white space around the frame and a missing end of line.</summary>
public sealed class Hj212Decoder : IFrameDecoder
{
    /// <inheritdoc/>
    public string Protocol => "hj212";

    /// <inheritdoc/>
    public DecodeResult Decode(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> request)
    {
        var start = 0;
        while (start < frame.Length && frame[start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            start++;
        }

        var rest = frame[start..];
        if (rest.Length == 0 || Hj212Frame.Judge(rest, allowSwapped: false, out var length, out _) != FrameVerdict.Frame)
        {
            return FrameFault(rest, start);
        }

        var end = start + Hj212Frame.Header + length + Hj212Frame.CrcDigits;
        var behind = frame[end..];
        if (behind.ContainsAnyExcept(" \t\r\n"u8))
        {
            var at = behind.IndexOfAnyExcept(" \t\r\n"u8);
            return new DecodeFault("bytes behind the frame", "CR LF or the end", Excerpt.Of(behind[at..]), end + at);
        }

        var segment = rest.Slice(Hj212Frame.Header, length);
        if (!Hj212Message.TryParse(segment, out var message, out var misfit))
        {
            return new DecodeFault(misfit.Error, misfit.Expected, Excerpt.Of(segment[misfit.Offset..]), start + Hj212Frame.Header + misfit.Offset);
        }

        var fields = new List<DecodedField>();
        AddHeader(message, fields);
        var reader = new CpReader(message.Cp);
        while (reader.Next())
        {
            if (!reader.HasValue)
            {
                return new DecodeFault("no key and value in CP", "key=value", Excerpt.Of(reader.Key), start + Hj212Frame.Header + message.CpOffset + reader.Offset);
            }

            Add(reader, message.Cp, fields);
        }

        return new DecodedFrame(Encoding.Latin1.GetString(message.Mn), message.Cn.ToString("D4", CultureInfo.InvariantCulture), fields);
    }

    private static DecodeFault FrameFault(ReadOnlySpan<byte> rest, int start)
    {
        if (!rest.StartsWith("##"u8))
        {
            return new DecodeFault("no start of a frame", "##", Excerpt.Of(rest[..Math.Min(2, rest.Length)]), start);
        }

        var digits = rest[2..Math.Min(Hj212Frame.Header, rest.Length)];
        if (digits.Length < 4 || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return new DecodeFault("no length", "4 decimal digits", Excerpt.Of(digits), start + 2);
        }

        var length = int.Parse(Encoding.ASCII.GetString(digits), CultureInfo.InvariantCulture);
        if (length > Hj212Frame.MaxSegment)
        {
            return new DecodeFault("segment too long", $"{Hj212Frame.MaxSegment} bytes at most", Excerpt.Of(digits), start + 2);
        }

        var whole = Hj212Frame.Header + length + Hj212Frame.CrcDigits;
        if (rest.Length < whole)
        {
            return new DecodeFault("frame ends early", Excerpt.Bytes(whole), Excerpt.Bytes(rest.Length), start + rest.Length);
        }

        var crcAt = Hj212Frame.Header + length;
        var crc = Hj212Crc.Compute(rest.Slice(Hj212Frame.Header, length));
        return new DecodeFault("wrong check sum", crc.ToString("X4", CultureInfo.InvariantCulture), Excerpt.Of(rest.Slice(crcAt, Hj212Frame.CrcDigits)), start + crcAt);
    }

    private static void AddHeader(in Hj212Message message, List<DecodedField> fields)
    {
        if (message.Qn.Length > 0)
        {
            fields.Add(Moment(FieldNames.MessageTime, message.Qn));
        }

        if (message.St.Length > 0)
        {
            fields.Add(Number(FieldNames.StationType, message.St, "", TypeText(message.St)));
        }

        if (message.Flag >= 0)
        {
            fields.Add(new DecodedField(FieldNames.MessageFlags, message.Flag, "", "", message.WantsAnswer ? "an answer is wanted" : "no answer is wanted"));
        }

        if (message.PacketTotal > 0)
        {
            fields.Add(new DecodedField(FieldNames.PacketTotal, message.PacketTotal));
            fields.Add(new DecodedField(FieldNames.PacketNumber, message.PacketNumber));
        }
    }

    private static void Add(in CpReader item, ReadOnlySpan<byte> cp, List<DecodedField> fields)
    {
        if (item.Factor.Length == 0)
        {
            fields.Add(Parameter(item));
            return;
        }

        var factor = Hj212Factor.Find(item.Factor);
        var name = factor?.Name ?? $"factor.{Shown(item.Factor)}";
        if (item.Statistic.SequenceEqual("Flag"u8))
        {
            fields.Add(new DecodedField($"{name}.flag", null, "", "a letter, no number", Hj212Value.MeaningOf(item.Value)));
            return;
        }

        if (item.Statistic.SequenceEqual("SampleTime"u8))
        {
            fields.Add(Moment($"{name}.sampled", item.Value));
            return;
        }

        var suffix = SuffixOf(item.Statistic);
        var unit = suffix == ".total" ? factor?.TotalUnit : factor?.Unit;
        fields.Add(Number(name + suffix, item.Value, unit ?? "", FlagText(item.Factor, cp)));
    }

    private static string FlagText(ReadOnlySpan<byte> factor, ReadOnlySpan<byte> cp)
    {
        var reader = new CpReader(cp);
        while (reader.Next())
        {
            if (reader.Factor.SequenceEqual(factor) && reader.Statistic.SequenceEqual("Flag"u8))
            {
                return Hj212Value.MeaningOf(reader.Value);
            }
        }

        return "";
    }

    private static DecodedField Parameter(in CpReader item) => item.Key switch
    {
        _ when item.Key.SequenceEqual("DataTime"u8) => Moment(FieldNames.Time, item.Value),
        _ when item.Key.SequenceEqual("RtdInterval"u8) => Number($"{FieldNames.Interval}.realtime", item.Value, "s", ""),
        _ when item.Key.SequenceEqual("MinInterval"u8) => Number($"{FieldNames.Interval}.minute", item.Value, "min", ""),
        _ when item.Key.SequenceEqual("RestartTime"u8) => Moment("restart.time", item.Value),
        _ when item.Key.SequenceEqual("SystemTime"u8) => Moment("system.time", item.Value),
        _ when item.Key.SequenceEqual("BeginTime"u8) => Moment("begin.time", item.Value),
        _ when item.Key.SequenceEqual("EndTime"u8) => Moment("end.time", item.Value),
        _ => Number($"parameter.{Shown(item.Key)}", item.Value, "", ""),
    };

    private static string SuffixOf(ReadOnlySpan<byte> statistic) => statistic switch
    {
        _ when statistic.SequenceEqual("Rtd"u8) || statistic.SequenceEqual("Data"u8) => "",
        _ when statistic.SequenceEqual("Avg"u8) => ".avg",
        _ when statistic.SequenceEqual("Min"u8) => ".min",
        _ when statistic.SequenceEqual("Max"u8) => ".max",
        _ when statistic.SequenceEqual("Cou"u8) => ".total",
        _ when statistic.SequenceEqual("ZsRtd"u8) => ".converted",
        _ when statistic.SequenceEqual("ZsAvg"u8) => ".converted.avg",
        _ when statistic.SequenceEqual("ZsMin"u8) => ".converted.min",
        _ when statistic.SequenceEqual("ZsMax"u8) => ".converted.max",
        _ when statistic.SequenceEqual("DayData"u8) => ".day",
        _ when statistic.SequenceEqual("NightData"u8) => ".night",
        _ => $".{Shown(statistic)}",
    };

    private static DecodedField Number(string name, ReadOnlySpan<byte> value, string unit, string text) => Hj212Value.TryNumber(value, out var number)
        ? new DecodedField(name, number, unit, "", text)
        : new DecodedField(name, null, unit, value.Length == 0 ? "empty" : $"no number: {Excerpt.Of(value)}", text);

    private static DecodedField Moment(string name, ReadOnlySpan<byte> value) => Hj212Value.TryTime(value, out var utcMs)
        ? MomentField.Of(name, utcMs)
        : new DecodedField(name, null, "", value.Length == 0 ? "empty" : $"no such moment: {Excerpt.Of(value)}");

    private static string Shown(ReadOnlySpan<byte> code) => code.ContainsAnyExceptInRange((byte)'!', (byte)'~') ? Convert.ToHexString(code) : Encoding.ASCII.GetString(code);

    private static string TypeText(ReadOnlySpan<byte> type) => type switch
    {
        [(byte)'2', (byte)'1'] => "surface water",
        [(byte)'2', (byte)'2'] => "air",
        [(byte)'2', (byte)'3'] => "noise",
        [(byte)'3', (byte)'1'] => "source of air pollution",
        [(byte)'3', (byte)'2'] => "source of water pollution",
        [(byte)'3', (byte)'9'] => "dust",
        [(byte)'9', (byte)'1'] => "system",
        _ => "",
    };
}
