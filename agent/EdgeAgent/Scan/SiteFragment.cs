using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Scan;

/// <summary>Writes what was found as `sources` of a site file.</summary>
internal static class SiteFragment
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = ScanJson.OneLine.Encoder };

    /// <summary>An object with `sources`, indented, for a site file.</summary>
    public static string Text(ScanReport report, ScanTarget target) => Encoding.UTF8.GetString(Write(Indented, json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("sources");
        WriteSources(json, report, target);
        json.WriteEndObject();
    }));

    /// <summary>The array of `sources` alone, in one line.</summary>
    public static string Sources(ScanReport report, ScanTarget target) => Encoding.UTF8.GetString(Write(ScanJson.OneLine, json => WriteSources(json, report, target)));

    /// <summary>What the fragment leaves out or takes for granted, a line each.</summary>
    public static IEnumerable<string> Remarks(ScanReport report, ScanTarget target, bool hasProfile)
    {
        foreach (var finding in report.Findings.Where(f => !CanStand(f)))
        {
            yield return $"{finding.Probe.Protocol} {finding.Probe.Address} is left out: no point of it is known; give it \"points\" by its manual";
        }

        if (target.Server is null && !hasProfile && report.Findings.Count > 0)
        {
            yield return $$"""the port is called "{{target.Name}}" here; the profile needs it under "ports", as { "match": "path:{{target.Path}}" }, or name it so as the profile does""";
        }
    }

    /// <summary>One source with one device, which <paramref name="device"/> writes.</summary>
    public static byte[] Source(ScanFinding finding, ScanTarget target, Action<Utf8JsonWriter> device) => Write(ScanJson.OneLine, json =>
    {
        BeginSource(json, finding, target);
        json.WriteStartArray("devices");
        device(json);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Writes the members of a JSON object given as text.</summary>
    public static void WriteMembers(Utf8JsonWriter json, string text)
    {
        using var document = JsonDocument.Parse(text);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            member.WriteTo(json);
        }
    }

    private static byte[] Write(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options))
        {
            write(json);
        }

        return stream.ToArray();
    }

    private static void WriteSources(Utf8JsonWriter json, ScanReport report, ScanTarget target)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        json.WriteStartArray();
        foreach (var source in report.Findings.Where(CanStand).GroupBy(f => (f.Probe.Protocol, f.Line, f.Probe.SourceJson)))
        {
            BeginSource(json, source.First(), target);
            if (source.First().Probe.DeviceJson.Length > 0)
            {
                json.WriteStartArray("devices");
                foreach (var finding in source)
                {
                    WriteDevice(json, finding, names);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // A device without a template needs points.
    private static bool CanStand(ScanFinding finding)
    {
        using var points = JsonDocument.Parse(finding.Probe.PointsJson);
        return finding.Template.Length > 0 || points.RootElement.GetArrayLength() > 0 || finding.Probe.DeviceJson.Length == 0;
    }

    private static void BeginSource(Utf8JsonWriter json, ScanFinding finding, ScanTarget target)
    {
        json.WriteStartObject();
        json.WriteString("kind", finding.Probe.Protocol);
        if (target.Server is { } server)
        {
            json.WriteString("server", server.ToString()["tcp:".Length..]);
        }
        else
        {
            json.WriteString("port", target.Name);
        }

        if (finding.Line is { } line)
        {
            json.WriteNumber("baud", line.Baud);
            json.WriteString("parity", ScanJson.NameOf(line.Parity));
            json.WriteNumber("dataBits", line.DataBits);
        }

        if (finding.HasEcho)
        {
            json.WriteBoolean("echo", true);
        }

        WriteMembers(json, finding.Probe.SourceJson);
    }

    private static void WriteDevice(Utf8JsonWriter json, ScanFinding finding, HashSet<string> names)
    {
        json.WriteStartObject();
        json.WriteString("name", NameOf(finding, names));
        if (finding.Probe.Label.Length > 0)
        {
            json.WriteString("label", finding.Probe.Label[..Math.Min(finding.Probe.Label.Length, 128)]);
        }

        WriteMembers(json, finding.Probe.DeviceJson);
        if (finding.Template.Length > 0)
        {
            json.WriteString("template", finding.Template);
        }
        else
        {
            json.WritePropertyName("points");
            json.WriteRawValue(finding.Probe.PointsJson);
        }

        json.WriteEndObject();
    }

    private static string NameOf(ScanFinding finding, HashSet<string> names)
    {
        var address = string.Concat(finding.Probe.Address.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
        var stem = finding.Template.Length > 0 ? finding.Template : finding.Probe.NameHint;
        var name = address.Length > 0 ? $"{stem[..Math.Min(stem.Length, 32)]}-{address[..Math.Min(address.Length, 24)]}" : stem;
        var unique = name;
        for (var i = 2; !names.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        }

        return unique;
    }
}
