using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Scan;

/// <summary>A scan's results as JSON.</summary>
internal static class ScanJson
{
    /// <summary>How JSON is written: one line, letters of any language as they are.</summary>
    public static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document of a whole scan; <paramref name="sources"/>, when not empty, is the site fragment's array.</summary>
    public static string Document(ScanReport report, string sources) => Write(json => WriteReport(json, report, sources, withFindings: true));

    /// <summary>A line for a finding.</summary>
    public static string Line(ScanFinding finding) => Write(json => WriteFinding(json, finding, "finding"));

    /// <summary>The last line.</summary>
    public static string End(ScanReport report, string sources) => Write(json => WriteReport(json, report, sources, withFindings: false));

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, OneLine))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteReport(Utf8JsonWriter json, ScanReport report, string sources, bool withFindings)
    {
        json.WriteStartObject();
        if (!withFindings)
        {
            json.WriteString("kind", "end");
        }

        json.WriteString("port", report.Port);
        json.WriteString("path", report.Path);
        json.WriteBoolean("complete", report.IsComplete);
        json.WriteString("fault", report.Fault);
        json.WriteNumber("seconds", Math.Round(report.TookS, 3));
        json.WriteNumber("count", report.Findings.Count);
        if (withFindings)
        {
            json.WriteStartArray("findings");
            foreach (var finding in report.Findings)
            {
                WriteFinding(json, finding, "");
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("noise");
        foreach (var noise in report.Noise)
        {
            json.WriteStartObject();
            WriteLine(json, noise.Line, isParityTested: true);
            json.WriteNumber("bytes", noise.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTexts(json, "collisions", report.Collisions);
        WriteTexts(json, "notes", report.Notes);
        if (sources.Length > 0)
        {
            json.WritePropertyName("sources");
            json.WriteRawValue(sources);
        }

        json.WriteEndObject();
    }

    /// <summary>An array of texts.</summary>
    public static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteFinding(Utf8JsonWriter json, ScanFinding finding, string kind)
    {
        var probe = finding.Probe;
        json.WriteStartObject();
        if (kind.Length > 0)
        {
            json.WriteString("kind", kind);
        }

        json.WriteString("protocol", probe.Protocol);
        json.WriteString("address", probe.Address);
        json.WriteString("number", probe.Number);
        WriteLine(json, finding.Line, finding.IsParityTested);
        json.WriteString("device", probe.Device);
        json.WritePropertyName("first");
        WriteValue(json, probe.First);
        json.WriteString("template", finding.Template);
        WriteTexts(json, "fits", finding.Fits);
        json.WriteStartArray("values");
        foreach (var value in finding.Values)
        {
            WriteValue(json, value);
        }

        json.WriteEndArray();
        json.WriteBoolean("echo", finding.HasEcho);
        json.WriteString("note", probe.Note);
        json.WriteEndObject();
    }

    private static void WriteLine(Utf8JsonWriter json, SerialSettings? line, bool isParityTested)
    {
        if (line is null)
        {
            json.WriteNull("baud");
            json.WriteString("parity", "untested");
            return;
        }

        json.WriteNumber("baud", line.Baud);
        json.WriteString("parity", isParityTested ? NameOf(line.Parity) : "untested");
        json.WriteNumber("dataBits", line.DataBits);
        json.WriteNumber("stopBits", line.StopBits);
    }

    private static void WriteValue(Utf8JsonWriter json, ProbeValue? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("name", value.Name);
        if (value.Value is { } number && double.IsFinite(number))
        {
            json.WriteNumber("value", number);
        }
        else
        {
            json.WriteNull("value");
        }

        json.WriteString("unit", value.Unit);
        if (value.Text.Length > 0)
        {
            json.WriteString("text", value.Text);
        }

        json.WriteEndObject();
    }

    /// <summary>A parity as a site file has it.</summary>
    public static string NameOf(SerialParity parity) => parity switch { SerialParity.Even => "even", SerialParity.Odd => "odd", _ => "none" };
}
