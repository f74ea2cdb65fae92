using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Inference.Video.Onvif;

namespace EdgeAgent.Scan.Cameras;

/// <summary>Cameras as JSON.</summary>
internal static class CameraJson
{
    /// <summary>The document of a whole search; <paramref name="sources"/>, when not empty, is the site fragment's array.</summary>
    public static string Document(CameraScanReport report, string sources) => Write(json => WriteReport(json, report, sources, withCameras: true));

    /// <summary>A line for a camera.</summary>
    public static string Line(CameraFinding finding) => Write(json => WriteCamera(json, finding, "finding"));

    /// <summary>The last line.</summary>
    public static string End(CameraScanReport report, string sources) => Write(json => WriteReport(json, report, sources, withCameras: false));

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, ScanJson.OneLine))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteReport(Utf8JsonWriter json, CameraScanReport report, string sources, bool withCameras)
    {
        json.WriteStartObject();
        if (!withCameras)
        {
            json.WriteString("kind", "end");
        }

        json.WriteBoolean("complete", report.IsComplete);
        json.WriteNumber("seconds", Math.Round(report.TookS, 3));
        json.WriteNumber("count", report.Findings.Count);
        json.WriteNumber("malformed", report.Malformed);
        if (withCameras)
        {
            json.WriteStartArray("cameras");
            foreach (var finding in report.Findings)
            {
                WriteCamera(json, finding, "");
            }

            json.WriteEndArray();
        }

        ScanJson.WriteTexts(json, "notes", report.Remarks);
        if (sources.Length > 0)
        {
            json.WritePropertyName("sources");
            json.WriteRawValue(sources);
        }

        json.WriteEndObject();
    }

    private static void WriteCamera(Utf8JsonWriter json, CameraFinding finding, string kind)
    {
        var report = finding.Report;
        json.WriteStartObject();
        if (kind.Length > 0)
        {
            json.WriteString("kind", kind);
        }

        json.WriteString("name", finding.Name);
        json.WriteString("label", report.Camera.Scopes.Name);
        json.WriteString("location", report.Camera.Scopes.Location);
        json.WriteString("address", CameraAddress.Show(report.Place.Host));
        json.WriteString("interface", report.Place.Interface);
        json.WriteString("endpoint", OnvifText.Clean(report.Camera.Endpoint, CameraScopes.MostChars));
        json.WriteString("device", report.Place.Device.AbsoluteUri);
        json.WriteString("hardware", report.Camera.Scopes.Hardware);
        json.WriteString("manufacturer", report.Maker);
        json.WriteString("model", report.Model);
        json.WriteString("firmware", report.Firmware);
        json.WriteString("serial", report.Serial);
        WriteClock(json, report.Clock);
        json.WriteStartArray("profiles");
        foreach (var profile in report.Profiles)
        {
            WriteProfile(json, profile, ReferenceEquals(profile, finding.Chosen));
        }

        json.WriteEndArray();
        json.WriteString("fault", report.Fault);
        ScanJson.WriteTexts(json, "notes", report.Notes);
        json.WriteEndObject();
    }

    private static void WriteClock(Utf8JsonWriter json, CameraClock? clock)
    {
        if (clock is null)
        {
            json.WriteNull("clock");
            return;
        }

        json.WriteStartObject("clock");
        json.WriteString("utc", clock.ToldUtc.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteNumber("offsetMs", clock.OffsetMs);
        json.WriteNumber("errorMs", clock.ErrorMs);
        json.WriteBoolean("off", clock.IsOff(CameraFinding.ClockLimitMs));
        json.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter json, CameraProfile profile, bool isChosen)
    {
        json.WriteStartObject();
        json.WriteString("token", OnvifText.Clean(profile.Token, CameraScopes.MostChars));
        json.WriteString("name", profile.Name);
        json.WriteString("codec", profile.Codec);
        json.WriteNumber("width", profile.Width);
        json.WriteNumber("height", profile.Height);
        json.WriteNumber("fps", profile.Fps);
        json.WriteString("url", profile.Url);
        json.WriteBoolean("chosen", isChosen);
        json.WriteString("note", profile.Note);
        json.WriteEndObject();
    }
}
