using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Wire;

/// <summary>A stored summary as a CloudEvents 1.0 JSON object: wire v1. Thread-safe.</summary>
/// <param name="gateway">The gateway's id.</param>
/// <param name="epoch">The store's epoch.</param>
public sealed class CloudEventJson(string gateway, string epoch)
{
    private const int MaxDigits = 20;
    private static readonly string[] GradeNames = ["public", "internal", "personal"];
    private static readonly string[] ClockNames = ["unsynced", "ntp", "gnss", "rtc"];

    // Encoded once: a page holds thousands of summaries, and escaping is most of what writing them costs.
    private static readonly JsonEncodedText[] Grades = [.. GradeNames.Select(n => JsonEncodedText.Encode(n))];
    private static readonly JsonEncodedText[] Clocks = [.. ClockNames.Select(n => JsonEncodedText.Encode(n))];
    private static readonly JsonEncodedText[] Classes = [.. SummaryClasses.All.Select(c => JsonEncodedText.Encode(SummaryClasses.NameOf(c)))];
    private static readonly JsonEncodedText[] Types = [.. SummaryTypes.All.Select(t => JsonEncodedText.Encode(SummaryTypes.TypeOf(t)))];
    private static readonly JsonEncodedText[] Schemas = [.. SummaryTypes.All.Select(t => JsonEncodedText.Encode(SummaryTypes.SchemaOf(t)))];

    private readonly JsonEncodedText _source = JsonEncodedText.Encode($"urn:edge:gateway:{gateway}");
    private readonly JsonEncodedText _epoch = JsonEncodedText.Encode(epoch);
    private readonly byte[][] _idStarts = [.. SummaryClasses.All.Select(c => Encoding.ASCII.GetBytes($"{gateway}/{epoch}/{SummaryClasses.NameOf(c)}/"))];
    private BootText _boot = new(0, JsonEncodedText.Encode("00000000"));

    /// <summary>Wire name of a clock quality.</summary>
    public static string NameOf(ClockQuality clock) => ClockNames[(int)clock];

    /// <summary>Wire name of a grade.</summary>
    public static string NameOf(Grade grade) => GradeNames[(int)grade];

    /// <summary>The summary's id: `{gateway}/{epoch}/{class}/{seq}`.</summary>
    public string IdOf(SummaryClass summaryClass, ulong seq) =>
        string.Create(CultureInfo.InvariantCulture, $"{gateway}/{epoch}/{SummaryClasses.NameOf(summaryClass)}/{seq}");

    /// <summary>
    /// Writes one JSON object. A merged window, or a window or gap that covers more than one number, tells `firstSeq`/`lastSeq` in its data; any other type that does (the numbers
    /// before its own were windows that are now merged into later ones) tells the first in the extension attribute `edgefirst`, decimal text.
    /// </summary>
    public void Write(Utf8JsonWriter writer, in StoredSummary stored)
    {
        var summary = stored.Summary;
        writer.WriteStartObject();
        writer.WriteString(Names.SpecVersion, Names.Version1);
        WriteId(writer, summary.Class, stored.Seq);
        writer.WriteString(Names.Source, _source);
        writer.WriteString(Names.Type, Types[(int)summary.Type - 1]);
        if (summary.Subject.Length > 0)
        {
            writer.WriteString(Names.Subject, summary.Subject);
        }

        WireJson.WriteTime(writer, Names.Time, summary.Made.UtcMs);
        writer.WriteString(Names.DataContentType, Names.Json);
        writer.WriteString(Names.DataSchema, Schemas[(int)summary.Type - 1]);
        writer.WriteString(Names.Class, Classes[(int)summary.Class]);
        writer.WriteString(Names.Epoch, _epoch);
        WriteText(writer, Names.Sequence, stored.Seq);
        if (stored.FirstSeq < stored.Seq && summary.Data is JsonData)
        {
            WriteText(writer, Names.First, stored.FirstSeq);
        }

        writer.WriteString(Names.Clock, Clocks[(int)summary.Made.Clock]);
        writer.WriteString(Names.Boot, BootOf(summary.Made.Boot));
        writer.WriteNumber(Names.Uptime, summary.Made.MonoMs);
        writer.WriteString(Names.Grade, Grades[(int)summary.Grade]);
        WriteData(writer, stored);
        writer.WriteEndObject();
    }

    private void WriteId(Utf8JsonWriter writer, SummaryClass summaryClass, ulong seq)
    {
        var start = _idStarts[(int)summaryClass];
        Span<byte> id = stackalloc byte[start.Length + MaxDigits];
        start.CopyTo(id);
        seq.TryFormat(id[start.Length..], out var length, default, CultureInfo.InvariantCulture);
        writer.WriteString(Names.Id, id[..(start.Length + length)]);
    }

    private static void WriteText(Utf8JsonWriter writer, JsonEncodedText name, ulong number)
    {
        Span<byte> text = stackalloc byte[MaxDigits];
        number.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }

    // Nearly all summaries are of one boot.
    private JsonEncodedText BootOf(uint boot)
    {
        var known = Volatile.Read(ref _boot);
        if (known.Boot != boot)
        {
            known = new BootText(boot, JsonEncodedText.Encode(boot.ToString("x8", CultureInfo.InvariantCulture)));
            Volatile.Write(ref _boot, known);
        }

        return known.Text;
    }

    private static void WriteData(Utf8JsonWriter writer, in StoredSummary stored)
    {
        switch (stored.Summary.Data)
        {
            case WindowData window:
                writer.WriteStartObject(Names.Data);
                WriteWindow(writer, window, stored);
                writer.WriteEndObject();
                break;
            case GapData gap:
                writer.WriteStartObject(Names.Data);
                WriteGap(writer, gap);
                writer.WriteEndObject();
                break;
            case JsonData json:
                writer.WritePropertyName(Names.Data);
                writer.WriteRawValue(json.Utf8.Span, skipInputValidation: true);
                break;
        }
    }

    private static void WriteWindow(Utf8JsonWriter writer, WindowData window, in StoredSummary stored)
    {
        WireJson.WriteTime(writer, Names.DataFrom, window.FromMs);
        WireJson.WriteTime(writer, Names.DataTo, window.ToMs);
        if (window.Unit.Length > 0)
        {
            writer.WriteString(Names.DataUnit, window.Unit);
        }

        writer.WriteNumber(Names.DataExpected, window.Expected);
        writer.WriteNumber(Names.DataGood, window.Good);
        WriteFigures(writer, window);
        if (window.Bad.Count > 0)
        {
            writer.WriteStartObject(Names.DataBad);
            foreach (var bad in window.Bad)
            {
                writer.WriteNumber(QualityNames.NameOf(bad.Quality), bad.Count);
            }

            writer.WriteEndObject();
        }

        if (window.Merged > 1)
        {
            writer.WriteNumber(Names.DataMerged, window.Merged);
        }

        if (window.Merged > 1 || stored.FirstSeq < stored.Seq)
        {
            writer.WriteNumber(Names.DataFirstSeq, stored.FirstSeq);
            writer.WriteNumber(Names.DataLastSeq, stored.Seq);
        }
    }

    private static void WriteFigures(Utf8JsonWriter writer, WindowData window)
    {
        switch (window.Kind)
        {
            case PointKind.Gauge:
                WriteFigure(writer, Names.DataMin, window.Gauge?.Min);
                WriteFigure(writer, Names.DataMax, window.Gauge?.Max);
                WriteFigure(writer, Names.DataMean, window.Gauge?.Mean);
                WriteFigure(writer, Names.DataFirst, window.Gauge?.First);
                WriteFigure(writer, Names.DataLast, window.Gauge?.Last);
                WriteFigure(writer, Names.DataStddev, window.Gauge?.StdDev);
                break;
            case PointKind.Counter:
                WriteFigure(writer, Names.DataFirst, window.Counter?.First);
                WriteFigure(writer, Names.DataLast, window.Counter?.Last);
                WriteFigure(writer, Names.DataDelta, window.Counter?.Delta);
                WriteFigure(writer, Names.DataResets, window.Counter?.Resets);
                break;
            default:
                WriteFigure(writer, Names.DataFirst, window.Discrete?.First);
                WriteFigure(writer, Names.DataLast, window.Discrete?.Last);
                WriteFigure(writer, Names.DataChanges, window.Discrete?.Changes);
                WriteStates(writer, window.Discrete);
                break;
        }
    }

    private static void WriteStates(Utf8JsonWriter writer, DiscreteFigures? discrete)
    {
        if (discrete is null)
        {
            writer.WriteNull(Names.DataStatesMs);
            return;
        }

        writer.WriteStartObject(Names.DataStatesMs);
        foreach (var time in discrete.Times)
        {
            writer.WriteNumber(time.Name, time.Ms);
        }

        writer.WriteEndObject();
    }

    private static void WriteGap(Utf8JsonWriter writer, GapData gap)
    {
        writer.WriteString(Names.DataEpoch, gap.Epoch);
        writer.WriteString(Names.DataClass, SummaryClasses.NameOf(gap.Class));
        WriteNullable(writer, Names.DataFirstSeq, gap.FirstSeq);
        WriteNullable(writer, Names.DataLastSeq, gap.LastSeq);
        WriteNullable(writer, Names.DataCount, gap.Count);
        WriteTimeOrNull(writer, Names.DataFrom, gap.FromMs);
        WriteTimeOrNull(writer, Names.DataTo, gap.ToMs);
        writer.WriteString(Names.DataReason, gap.Reason);
    }

    private static void WriteFigure(Utf8JsonWriter writer, JsonEncodedText name, double? value)
    {
        WireJson.WriteNumber(writer, name, value ?? double.NaN);
    }

    private static void WriteNullable(Utf8JsonWriter writer, JsonEncodedText name, ulong? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteTimeOrNull(Utf8JsonWriter writer, JsonEncodedText name, long? utcMs)
    {
        if (utcMs is { } time)
        {
            WireJson.WriteTime(writer, name, time);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private sealed record BootText(uint Boot, JsonEncodedText Text);

    // Names of attributes, then those of members of data.
    private static class Names
    {
        public static readonly JsonEncodedText SpecVersion = JsonEncodedText.Encode("specversion");
        public static readonly JsonEncodedText Version1 = JsonEncodedText.Encode("1.0");
        public static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
        public static readonly JsonEncodedText Source = JsonEncodedText.Encode("source");
        public static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
        public static readonly JsonEncodedText Subject = JsonEncodedText.Encode("subject");
        public static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
        public static readonly JsonEncodedText DataContentType = JsonEncodedText.Encode("datacontenttype");
        public static readonly JsonEncodedText Json = JsonEncodedText.Encode("application/json");
        public static readonly JsonEncodedText DataSchema = JsonEncodedText.Encode("dataschema");
        public static readonly JsonEncodedText Class = JsonEncodedText.Encode("edgeclass");
        public static readonly JsonEncodedText Epoch = JsonEncodedText.Encode("edgeepoch");
        public static readonly JsonEncodedText Sequence = JsonEncodedText.Encode("sequence");
        public static readonly JsonEncodedText First = JsonEncodedText.Encode("edgefirst");
        public static readonly JsonEncodedText Clock = JsonEncodedText.Encode("edgeclock");
        public static readonly JsonEncodedText Boot = JsonEncodedText.Encode("edgeboot");
        public static readonly JsonEncodedText Uptime = JsonEncodedText.Encode("edgeuptime");
        public static readonly JsonEncodedText Grade = JsonEncodedText.Encode("edgegrade");
        public static readonly JsonEncodedText DataBad = JsonEncodedText.Encode("bad");
        public static readonly JsonEncodedText DataChanges = JsonEncodedText.Encode("changes");
        public static readonly JsonEncodedText DataClass = JsonEncodedText.Encode("class");
        public static readonly JsonEncodedText DataCount = JsonEncodedText.Encode("count");
        public static readonly JsonEncodedText Data = JsonEncodedText.Encode("data");
        public static readonly JsonEncodedText DataDelta = JsonEncodedText.Encode("delta");
        public static readonly JsonEncodedText DataEpoch = JsonEncodedText.Encode("epoch");
        public static readonly JsonEncodedText DataExpected = JsonEncodedText.Encode("expected");
        public static readonly JsonEncodedText DataFirst = JsonEncodedText.Encode("first");
        public static readonly JsonEncodedText DataFirstSeq = JsonEncodedText.Encode("firstSeq");
        public static readonly JsonEncodedText DataFrom = JsonEncodedText.Encode("from");
        public static readonly JsonEncodedText DataGood = JsonEncodedText.Encode("good");
        public static readonly JsonEncodedText DataLast = JsonEncodedText.Encode("last");
        public static readonly JsonEncodedText DataLastSeq = JsonEncodedText.Encode("lastSeq");
        public static readonly JsonEncodedText DataMax = JsonEncodedText.Encode("max");
        public static readonly JsonEncodedText DataMean = JsonEncodedText.Encode("mean");
        public static readonly JsonEncodedText DataMerged = JsonEncodedText.Encode("merged");
        public static readonly JsonEncodedText DataMin = JsonEncodedText.Encode("min");
        public static readonly JsonEncodedText DataReason = JsonEncodedText.Encode("reason");
        public static readonly JsonEncodedText DataResets = JsonEncodedText.Encode("resets");
        public static readonly JsonEncodedText DataStatesMs = JsonEncodedText.Encode("statesMs");
        public static readonly JsonEncodedText DataStddev = JsonEncodedText.Encode("stddev");
        public static readonly JsonEncodedText DataTo = JsonEncodedText.Encode("to");
        public static readonly JsonEncodedText DataUnit = JsonEncodedText.Encode("unit");
    }
}
