using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Wire;

/// <summary>A stored summary as a CloudEvents 1.0 JSON object: wire v1. Thread-safe.</summary>
/// <param name="gateway">The gateway's id.</param>
/// <param name="epoch">The store's epoch.</param>
public sealed class CloudEventJson(string gateway, string epoch)
{
    private static readonly string[] GradeNames = ["public", "internal", "personal"];
    private static readonly string[] ClockNames = ["unsynced", "ntp", "gnss", "rtc"];
    private readonly string _source = $"urn:edge:gateway:{gateway}";

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
        writer.WriteString("specversion", "1.0");
        writer.WriteString("id", IdOf(summary.Class, stored.Seq));
        writer.WriteString("source", _source);
        writer.WriteString("type", SummaryTypes.TypeOf(summary.Type));
        if (summary.Subject.Length > 0)
        {
            writer.WriteString("subject", summary.Subject);
        }

        WireJson.WriteTime(writer, "time", summary.Made.UtcMs);
        writer.WriteString("datacontenttype", "application/json");
        writer.WriteString("dataschema", SummaryTypes.SchemaOf(summary.Type));
        writer.WriteString("edgeclass", SummaryClasses.NameOf(summary.Class));
        writer.WriteString("edgeepoch", epoch);
        Span<char> sequence = stackalloc char[20];
        stored.Seq.TryFormat(sequence, out var length, default, CultureInfo.InvariantCulture);
        writer.WriteString("sequence", sequence[..length]);
        if (stored.FirstSeq < stored.Seq && summary.Data is JsonData)
        {
            stored.FirstSeq.TryFormat(sequence, out length, default, CultureInfo.InvariantCulture);
            writer.WriteString("edgefirst", sequence[..length]);
        }

        writer.WriteString("edgeclock", NameOf(summary.Made.Clock));
        writer.WriteString("edgeboot", summary.Made.Boot.ToString("x8", CultureInfo.InvariantCulture));
        writer.WriteNumber("edgeuptime", summary.Made.MonoMs);
        writer.WriteString("edgegrade", NameOf(summary.Grade));
        WriteData(writer, stored);
        writer.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter writer, in StoredSummary stored)
    {
        switch (stored.Summary.Data)
        {
            case WindowData window:
                writer.WriteStartObject("data");
                WriteWindow(writer, window, stored);
                writer.WriteEndObject();
                break;
            case GapData gap:
                writer.WriteStartObject("data");
                WriteGap(writer, gap);
                writer.WriteEndObject();
                break;
            case JsonData json:
                writer.WritePropertyName("data");
                writer.WriteRawValue(json.Utf8.Span, skipInputValidation: true);
                break;
        }
    }

    private static void WriteWindow(Utf8JsonWriter writer, WindowData window, in StoredSummary stored)
    {
        WireJson.WriteTime(writer, "from", window.FromMs);
        WireJson.WriteTime(writer, "to", window.ToMs);
        if (window.Unit.Length > 0)
        {
            writer.WriteString("unit", window.Unit);
        }

        writer.WriteNumber("expected", window.Expected);
        writer.WriteNumber("good", window.Good);
        WriteFigures(writer, window);
        if (window.Bad.Count > 0)
        {
            writer.WriteStartObject("bad");
            foreach (var bad in window.Bad)
            {
                writer.WriteNumber(QualityNames.NameOf(bad.Quality), bad.Count);
            }

            writer.WriteEndObject();
        }

        if (window.Merged > 1)
        {
            writer.WriteNumber("merged", window.Merged);
        }

        if (window.Merged > 1 || stored.FirstSeq < stored.Seq)
        {
            writer.WriteNumber("firstSeq", stored.FirstSeq);
            writer.WriteNumber("lastSeq", stored.Seq);
        }
    }

    private static void WriteFigures(Utf8JsonWriter writer, WindowData window)
    {
        switch (window.Kind)
        {
            case PointKind.Gauge:
                WriteFigure(writer, "min", window.Gauge?.Min);
                WriteFigure(writer, "max", window.Gauge?.Max);
                WriteFigure(writer, "mean", window.Gauge?.Mean);
                WriteFigure(writer, "first", window.Gauge?.First);
                WriteFigure(writer, "last", window.Gauge?.Last);
                WriteFigure(writer, "stddev", window.Gauge?.StdDev);
                break;
            case PointKind.Counter:
                WriteFigure(writer, "first", window.Counter?.First);
                WriteFigure(writer, "last", window.Counter?.Last);
                WriteFigure(writer, "delta", window.Counter?.Delta);
                WriteFigure(writer, "resets", window.Counter?.Resets);
                break;
            default:
                WriteFigure(writer, "first", window.Discrete?.First);
                WriteFigure(writer, "last", window.Discrete?.Last);
                WriteFigure(writer, "changes", window.Discrete?.Changes);
                WriteStates(writer, window.Discrete);
                break;
        }
    }

    private static void WriteStates(Utf8JsonWriter writer, DiscreteFigures? discrete)
    {
        if (discrete is null)
        {
            writer.WriteNull("statesMs");
            return;
        }

        writer.WriteStartObject("statesMs");
        foreach (var time in discrete.Times)
        {
            writer.WriteNumber(time.Name, time.Ms);
        }

        writer.WriteEndObject();
    }

    private static void WriteGap(Utf8JsonWriter writer, GapData gap)
    {
        writer.WriteString("epoch", gap.Epoch);
        writer.WriteString("class", SummaryClasses.NameOf(gap.Class));
        WriteNullable(writer, "firstSeq", gap.FirstSeq);
        WriteNullable(writer, "lastSeq", gap.LastSeq);
        WriteNullable(writer, "count", gap.Count);
        WriteTimeOrNull(writer, "from", gap.FromMs);
        WriteTimeOrNull(writer, "to", gap.ToMs);
        writer.WriteString("reason", gap.Reason);
    }

    private static void WriteFigure(Utf8JsonWriter writer, string name, double? value)
    {
        WireJson.WriteNumber(writer, name, value ?? double.NaN);
    }

    private static void WriteNullable(Utf8JsonWriter writer, string name, ulong? value)
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

    private static void WriteTimeOrNull(Utf8JsonWriter writer, string name, long? utcMs)
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
}
