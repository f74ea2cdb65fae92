using System.Text;
using System.Text.Json;
using EdgeAgent.Inference.Video.Onvif;

namespace EdgeAgent.Scan.Cameras;

/// <summary>Writes cameras as `sources` of a site file.</summary>
internal static class CameraSite
{
    private const string Module = "nanodet-g";
    private const int Fps = 5;
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = ScanJson.OneLine.Encoder };

    /// <summary>An object with `sources`, indented, for a site file.</summary>
    public static string Text(CameraScanReport report, string user) => Write(Indented, json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("sources");
        WriteSources(json, report, user);
        json.WriteEndObject();
    });

    /// <summary>The array of `sources` alone, in one line.</summary>
    public static string Sources(CameraScanReport report, string user) => Write(ScanJson.OneLine, json => WriteSources(json, report, user));

    /// <summary>What the fragment leaves out or takes for granted, a line each.</summary>
    public static IEnumerable<string> Remarks(CameraScanReport report, string user)
    {
        foreach (var finding in report.Findings.Where(f => f.Chosen is null))
        {
            yield return $"{finding.Name} is left out: no stream of it is known";
        }

        foreach (var finding in report.Findings.Where(f => f.Chosen is not null && f.Report.Place.Host.IsIPv6LinkLocal))
        {
            yield return $"{finding.Name} has a link-local address, good on this gateway and this interface alone: give it an address of its own";
        }

        if (user.Length > 0 && report.Findings.Any(f => f.Chosen is not null))
        {
            yield return "each camera's password is put beside the site file by: edgeagent secret set NAME --data DIR";
        }
    }

    private static string Write(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteSources(Utf8JsonWriter json, CameraScanReport report, string user)
    {
        json.WriteStartArray();
        foreach (var finding in report.Findings.Where(f => f.Chosen is not null))
        {
            json.WriteStartObject();
            json.WriteString("kind", "camera");
            json.WriteString("module", Module);
            json.WriteStartArray("cameras");
            WriteCamera(json, finding, finding.Chosen!, user);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCamera(Utf8JsonWriter json, CameraFinding finding, CameraProfile profile, string user)
    {
        var scopes = finding.Report.Camera.Scopes;
        var label = scopes.Name.Length > 0 ? scopes.Name : finding.Report.Model;
        json.WriteStartObject();
        json.WriteString("name", finding.Name);
        if (label.Length > 0)
        {
            json.WriteString("label", label);
        }

        json.WriteString("url", profile.Url);
        if (user.Length > 0)
        {
            json.WriteString("user", user);
            json.WriteString("secret", finding.Name);
        }

        json.WriteNumber("fps", profile.Fps > 0 ? Math.Min(Fps, profile.Fps) : Fps);
        json.WriteEndObject();
    }
}
