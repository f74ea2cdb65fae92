using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Wire;

namespace EdgeCtl.Pull;

/// <summary>
/// Reads the envelope of one summary (CloudEvents 1.0, wire v1) and refuses one that contradicts itself: the id must be made of its gateway, epoch, class and number, a gap or merged
/// window must end at its own number. Fields that it does not know are passed over. Pure.
/// </summary>
internal ref struct ItemReader
{
    /// <summary>Longest JSON of one summary, bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int EpochLength = 13;
    private const int MaxTypeLength = 128;
    private const int MaxSubjectLength = 512;

    private readonly ReadOnlySpan<byte> _json;
    private readonly string _gateway;
    private string? _id;
    private string? _source;
    private string? _type;
    private string? _subject;
    private string? _class;
    private string? _epoch;
    private string? _sequence;
    private string? _first;
    private string? _version;
    private string? _time;
    private (int Start, int Length) _data;

    private ItemReader(ReadOnlySpan<byte> json, string gateway)
    {
        _json = json;
        _gateway = gateway;
    }

    /// <summary>Reads one JSON object; null with what was found and what was expected.</summary>
    /// <param name="json">The object and nothing else.</param>
    /// <param name="gateway">Gateway that it must be from.</param>
    /// <param name="fault">What is wrong; empty when nothing is.</param>
    public static PulledItem? Read(ReadOnlySpan<byte> json, string gateway, out string fault)
    {
        if (json.Length > MaxBytes)
        {
            fault = $"{json.Length} bytes; expected at most {MaxBytes}";
            return null;
        }

        if (!System.Text.Unicode.Utf8.IsValid(json))
        {
            fault = "its text is no UTF-8";
            return null;
        }

        try
        {
            var reader = new ItemReader(json, gateway);
            fault = "";
            return reader.ReadEnvelope(ref fault) ? reader.Check(ref fault) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            fault = $"no valid JSON object: {e.Message}";
            return null;
        }
    }

    private bool ReadEnvelope(ref string fault)
    {
        var reader = new Utf8JsonReader(_json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            fault = "no JSON object";
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "data")
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                _data = (start, (int)reader.BytesConsumed - start);
            }
            else if (!TryKeep(name, ref reader))
            {
                fault = $"{name} stands there twice, or is no text";
                return false;
            }
        }

        return true;
    }

    private bool TryKeep(string name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case "id": return TryText(ref reader, ref _id);
            case "source": return TryText(ref reader, ref _source);
            case "type": return TryText(ref reader, ref _type);
            case "subject": return TryText(ref reader, ref _subject);
            case "time": return TryText(ref reader, ref _time);
            case "specversion": return TryText(ref reader, ref _version);
            case "edgeclass": return TryText(ref reader, ref _class);
            case "edgeepoch": return TryText(ref reader, ref _epoch);
            case "sequence": return TryText(ref reader, ref _sequence);
            case "edgefirst": return TryText(ref reader, ref _first);
            default:
                reader.Skip();
                return true;
        }
    }

    private static bool TryText(ref Utf8JsonReader reader, ref string? into)
    {
        if (into is not null || reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        into = reader.GetString();
        return true;
    }

    private readonly PulledItem? Check(ref string fault)
    {
        if (_version != "1.0")
        {
            return Fault(ref fault, "specversion", _version, "1.0");
        }

        if (_source != $"urn:edge:gateway:{_gateway}")
        {
            return Fault(ref fault, "source", _source, $"urn:edge:gateway:{_gateway}");
        }

        if (!SummaryClasses.TryParse(_class, out var summaryClass))
        {
            return Fault(ref fault, "edgeclass", _class, "alarm, event, routine or bulk");
        }

        if (_epoch is null || !IsEpoch(_epoch))
        {
            return Fault(ref fault, "edgeepoch", _epoch, "13 letters and digits");
        }

        if (!TryNumber(_sequence, out var seq))
        {
            return Fault(ref fault, "sequence", _sequence, "a whole number from 1, as text");
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"{_gateway}/{_epoch}/{_class}/{seq}");
        if (_id != id)
        {
            return Fault(ref fault, "id", _id, id);
        }

        if (!IsPlain(_type, MaxTypeLength) || (_subject is not null && !IsPlain(_subject, MaxSubjectLength)))
        {
            return Fault(ref fault, "type, subject", $"{_type}, {_subject}", $"1 to {MaxTypeLength} and {MaxSubjectLength} characters, no control characters");
        }

        if (!DateTimeOffset.TryParse(_time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var made))
        {
            return Fault(ref fault, "time", _time, "a time as RFC 3339 has it");
        }

        var item = new PulledItem(id, _epoch, summaryClass, seq, seq, _type!, _subject ?? "", made, null);
        return WithRun(item, ref fault);
    }

    // What it covers: a gap and a window tell it in their data, anything else by an attribute.
    private readonly PulledItem? WithRun(PulledItem item, ref string fault)
    {
        var first = item.Seq;
        if (_first is not null && (!TryNumber(_first, out first) || first > item.Seq))
        {
            return Fault(ref fault, "edgefirst", _first, $"a number from 1 to its own, {item.Seq}");
        }

        var data = _data.Length == 0 ? default : RunReader.Read(_json.Slice(_data.Start, _data.Length));
        if (item.Type == SummaryTypes.TypeOf(SummaryType.Gap))
        {
            return WithGap(item, data, ref fault);
        }

        if (item.Type == SummaryTypes.TypeOf(SummaryType.Window) && data.First is { } from)
        {
            first = from;
            if (data.Last != item.Seq || first < 1 || first > item.Seq)
            {
                return Fault(ref fault, "data.firstSeq..lastSeq", $"{data.First}..{data.Last}", $"a run that ends at its own number, {item.Seq}");
            }
        }

        return item with { FirstSeq = first };
    }

    private static PulledItem? WithGap(PulledItem item, RunReader data, ref string fault)
    {
        if (!IsPlain(data.Epoch, MaxTypeLength) || !IsPlain(data.Reason, MaxTypeLength) || data.Class != SummaryClasses.NameOf(item.Class))
        {
            return Fault(ref fault, "data", $"a gap of class {data.Class}", $"epoch, reason, and class {SummaryClasses.NameOf(item.Class)}");
        }

        var gap = new PulledGap(data.Epoch!, data.First, data.Last, data.Count, data.From, data.To, data.Reason!);
        if (gap.FirstSeq is null && gap.LastSeq is null)
        {
            return item with { Gap = gap };
        }

        var isRun = gap.FirstSeq >= 1 && gap.FirstSeq <= gap.LastSeq && (gap.Count is null || gap.Count == gap.LastSeq - gap.FirstSeq + 1);
        if (!isRun || (gap.Epoch == item.Epoch && gap.LastSeq != item.Seq))
        {
            return Fault(ref fault, "data.firstSeq..lastSeq, count", $"{gap.FirstSeq}..{gap.LastSeq}, {gap.Count}", $"an exact run that ends at its own number, {item.Seq}");
        }

        return item with { Gap = gap, FirstSeq = gap.Epoch == item.Epoch ? gap.FirstSeq!.Value : item.Seq };
    }

    private static PulledItem? Fault(ref string fault, string where, string? found, string expected)
    {
        fault = $"{where}: '{Shown.Cut(found ?? "nothing")}' found; expected {expected}";
        return null;
    }

    private static bool IsPlain(string? text, int maxLength) => text is { Length: > 0 } && text.Length <= maxLength && !text.Any(char.IsControl);

    private static bool TryNumber(string? text, out long number)
    {
        number = 0;
        return text is { Length: > 0 } && text[0] is >= '1' and <= '9' && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>True for what an epoch looks like.</summary>
    public static bool IsEpoch(string text) => text.Length == EpochLength && text.All(char.IsAsciiLetterOrDigit);
}
