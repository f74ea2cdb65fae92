using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeCtl.Simulate.Modbus;
using EdgeCtl.Simulate.Scenarios;
using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate;

/// <summary>Writes the site file and the bench profile that fit a simulation, so that `edgeagent run` works at once.</summary>
internal static class SiteWriter
{
    private static readonly JsonWriterOptions Pretty = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Name of a bus's port in the profile, from 0.</summary>
    public static string PortOf(int bus) => string.Create(CultureInfo.InvariantCulture, $"rs485-{bus + 1}");

    /// <summary>The bench profile of lines named as <see cref="PortOf"/> does: each port a path.</summary>
    public static byte[] Profile(IReadOnlyList<string> ports) => Profile([.. ports.Select((path, i) => (PortOf(i), path))]);

    /// <summary>The bench profile: each port a path.</summary>
    public static byte[] Profile(IReadOnlyList<(string Name, string Path)> ports) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("name", "bench");
        json.WriteString("arch", System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "linux-arm64" : "linux-x64");
        json.WriteNumber("cores", Math.Clamp(Environment.ProcessorCount, 1, 256));
        json.WriteString("memory", "2 GiB");
        json.WriteBoolean("clockBattery", true);
        json.WriteStartObject("ports");
        foreach (var (name, path) in ports)
        {
            json.WriteStartObject(name);
            json.WriteString("match", "path:" + path);
            json.WriteString("direction", "auto");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("storage");
        json.WriteString("kind", "disk");
        json.WriteString("size", "16 GB");
        json.WriteEndObject();
        json.WriteStartArray("sources");
        json.WriteStringValue("a bench of pseudo terminals made by edgectl simulate");
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The site file of pump rooms: all buses, devices and points, a pull uplink and the status page on loopback.</summary>
    /// <param name="buses">The simulated buses.</param>
    /// <param name="baud">Baud rate.</param>
    /// <param name="profile">Name of a profile, or the path of one as the site file shall name it.</param>
    public static byte[] Site(IReadOnlyList<PumpRoomBus> buses, int baud, string profile) => Site(
        PumpRoomScenario.Label,
        [.. buses.Select((bus, i) => ((SiteFragment)new ModbusFragment("modbus-rtu", baud, "none", bus.Devices), new SitePlace(PortOf(i), "")))],
        profile);

    /// <summary>The site file of a scenario: all its sources, a pull uplink and the status page on loopback.</summary>
    /// <param name="label">What people call the site.</param>
    /// <param name="sources">The sources, and where each is met.</param>
    /// <param name="profile">Name of a profile, or the path of one as the site file shall name it.</param>
    public static byte[] Site(string label, IReadOnlyList<(SiteFragment Source, SitePlace Place)> sources, string profile) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("gateway");
        json.WriteString("id", "bench-1");
        json.WriteString("label", label);
        json.WriteString("district", "bench");
        json.WriteEndObject();
        json.WriteString("profile", profile);
        json.WriteStartArray("sources");
        foreach (var (source, place) in sources)
        {
            source.Write(json, place);
        }

        json.WriteEndArray();
        json.WriteStartObject("windows");
        json.WriteString("length", "1 min");
        json.WriteEndObject();
        json.WriteStartArray("uplinks");
        json.WriteStartObject();
        json.WriteString("kind", "pull");
        json.WriteString("listen", "127.0.0.1:8470");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("console");
        json.WriteString("listen", "127.0.0.1:8471");
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static byte[] Write(Action<Utf8JsonWriter> body)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Pretty))
        {
            body(json);
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }
}
