using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EdgeCtl.Simulate;

/// <summary>Writes the site file and the bench profile that fit a simulation, so that `edgeagent run` works at once.</summary>
internal static class SiteWriter
{
    private static readonly JsonWriterOptions Pretty = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Name of a bus's port in the profile, from 0.</summary>
    public static string PortOf(int bus) => string.Create(CultureInfo.InvariantCulture, $"rs485-{bus + 1}");

    /// <summary>The bench profile: each port a path.</summary>
    public static byte[] Profile(IReadOnlyList<string> ports) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("name", "bench");
        json.WriteString("arch", System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "linux-arm64" : "linux-x64");
        json.WriteNumber("cores", Math.Clamp(Environment.ProcessorCount, 1, 256));
        json.WriteString("memory", "2 GiB");
        json.WriteBoolean("clockBattery", true);
        json.WriteStartObject("ports");
        for (var i = 0; i < ports.Count; i++)
        {
            json.WriteStartObject(PortOf(i));
            json.WriteString("match", "path:" + ports[i]);
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

    /// <summary>The site file: all buses, devices and points of the simulation, a pull uplink and the status page on loopback.</summary>
    /// <param name="buses">The simulated buses.</param>
    /// <param name="baud">Baud rate.</param>
    /// <param name="profile">Name of a profile, or the path of one as the site file shall name it.</param>
    public static byte[] Site(IReadOnlyList<PumpRoomBus> buses, int baud, string profile) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("gateway");
        json.WriteString("id", "bench-1");
        json.WriteString("label", "模拟水泵房");
        json.WriteString("district", "bench");
        json.WriteEndObject();
        json.WriteString("profile", profile);
        json.WriteStartArray("sources");
        for (var i = 0; i < buses.Count; i++)
        {
            WriteBus(json, buses[i], PortOf(i), baud);
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

    private static void WriteBus(Utf8JsonWriter json, PumpRoomBus bus, string port, int baud)
    {
        json.WriteStartObject();
        json.WriteString("kind", "modbus-rtu");
        json.WriteString("port", port);
        json.WriteNumber("baud", baud);
        json.WriteString("parity", "none");
        json.WriteString("timeout", "300 ms");
        json.WriteStartArray("devices");
        foreach (var device in bus.Devices)
        {
            json.WriteStartObject();
            json.WriteString("name", device.Name);
            json.WriteNumber("address", device.Address);
            json.WriteString("poll", "1 s");
            json.WriteStartArray("points");
            foreach (var point in device.Points)
            {
                WritePoint(json, point);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePoint(Utf8JsonWriter json, PointSpec point)
    {
        json.WriteStartObject();
        json.WriteString("name", point.Name);
        json.WriteString("label", point.Label);
        json.WriteString("register", point.Register);
        json.WriteString("type", point.Type);
        if (point.Order.Length > 0)
        {
            json.WriteString("order", point.Order);
        }

        if (point.Scale != 1)
        {
            json.WriteNumber("scale", point.Scale);
        }

        if (point.Unit.Length > 0)
        {
            json.WriteString("unit", point.Unit);
        }

        if (point.Range is { } range)
        {
            json.WriteStartArray("range");
            json.WriteNumberValue(range.Min);
            json.WriteNumberValue(range.Max);
            json.WriteEndArray();
        }

        if (point.Alarm)
        {
            json.WriteString("alarm", "outOfRange");
        }

        if (point.Counter)
        {
            json.WriteBoolean("counter", true);
        }

        if (point.States is { } states)
        {
            json.WriteStartObject("states");
            json.WriteString("0", states.Off);
            json.WriteString("1", states.On);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

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
