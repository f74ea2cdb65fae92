using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Core.Config;

/// <summary>Binds the members of <see cref="SourceSchema"/>, so that they mean the same in every kind of source. Stateless.</summary>
public static class SourceBinding
{
    private const long DefaultTimeoutMs = 1_000;
    private const long DefaultPollMs = 1_000;

    /// <summary>Settings of a serial line, with the kind's defaults.</summary>
    public static SerialSettings Serial(JsonElement source, int baud, SerialParity parity, int dataBits = 8) => new(
        source.Integer("baud") ?? baud,
        source.Text("parity", "") switch { "none" => SerialParity.None, "odd" => SerialParity.Odd, "even" => SerialParity.Even, _ => parity },
        source.Integer("dataBits") ?? dataBits,
        source.Integer("stopBits") ?? 1);

    /// <summary>Port or server of a source; tells when it has neither or both, or a server that cannot be read.</summary>
    /// <param name="source">The source.</param>
    /// <param name="context">Its place.</param>
    /// <param name="defaultPort">TCP port when the server is given without one; 0 when it must be given.</param>
    public static (string Port, ServerAddress? Server) Line(JsonElement source, BindContext context, int defaultPort = 0)
    {
        var port = source.Text("port", "");
        var text = source.Text("server", "");
        if ((port.Length == 0) == (text.Length == 0))
        {
            context.At(port.Length == 0 ? "port" : "server").Fault(port.Length == 0 ? "no port and no server" : "a port and a server", "\"port\" for a serial line, or \"server\" for one over the network");
            return ("", null);
        }

        if (text.Length == 0)
        {
            return (port, null);
        }

        if (TryServer(text, defaultPort, out var server))
        {
            return ("", server);
        }

        context.At("server").Fault($"{JsonShow.Cut(text)} is no host and port", "host:port, as in serial-1.lan:4001, 192.0.2.7:4001 or [2001:db8::7]:4001");
        return ("", null);
    }

    /// <summary>Reads `host:port`, IPv6 in brackets; the port may be left out where there is a default.</summary>
    public static bool TryServer(string text, int defaultPort, out ServerAddress server)
    {
        server = new ServerAddress("", 0);
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : 0;
        var colon = text.IndexOf(':', end);
        var host = (colon < 0 ? text : text[..colon]).Trim('[', ']');
        var port = defaultPort;
        if (colon >= 0 && !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port))
        {
            return false;
        }

        server = new ServerAddress(host, port);
        return port is > 0 and <= 65535 && Uri.CheckHostName(host) != UriHostNameType.Unknown && (end > 0) == (Uri.CheckHostName(host) == UriHostNameType.IPv6);
    }

    /// <summary>Silence before a request, ns: as the source says, or 3.5 characters, fixed to 1.75 ms above 19,200 baud (Modbus over Serial Line 1.02, 2.5.1.1).</summary>
    public static long GapNs(JsonElement source, SerialSettings serial)
    {
        var gapMs = source.DurationMs("gap", -1);
        return gapMs >= 0 ? gapMs * 1_000_000 : serial.Baud > 19_200 ? 1_750_000 : serial.CharacterNs * 7 / 2;
    }

    /// <summary>What the data path knows of a device.</summary>
    public static DeviceDescriptor Device(JsonElement device) =>
        new(device.Text("name", ""), device.Text("label", ""), device.Text("alarm", "") == "lost", Grade(device, Points.Grade.Internal));

    /// <summary>What a polled bus knows of a device: its own patience, or its source's.</summary>
    public static PollDevice Polled(JsonElement source, JsonElement device) =>
        new(device.Text("name", ""), device.DurationMs("timeout", source.DurationMs("timeout", DefaultTimeoutMs)), device.Integer("retries") ?? source.Integer("retries") ?? 1);

    /// <summary>Time between two readings of a point, ms: its own, or its device's.</summary>
    public static long PollMs(JsonElement device, JsonElement point, long otherwise = DefaultPollMs) => point.DurationMs("poll", device.DurationMs("poll", otherwise));

    /// <summary>Priority of a point, or of its device.</summary>
    public static PollPriority Priority(JsonElement device, JsonElement point) => point.Text("priority", device.Text("priority", "normal")) switch
    {
        "high" => PollPriority.High,
        "low" => PollPriority.Low,
        _ => PollPriority.Normal,
    };

    /// <summary>Grade of an element.</summary>
    public static Grade Grade(JsonElement element, Grade otherwise) => element.Text("grade", "") switch
    {
        "public" => Points.Grade.Public,
        "internal" => Points.Grade.Internal,
        "personal" => Points.Grade.Personal,
        _ => otherwise,
    };

    /// <summary>
    /// What the data path knows of a point, of the members that all kinds share. Tells an upside-down range and an alarm without one. What the kind knows by itself
    /// (unit, kind, writable, states) it sets with `with`.
    /// </summary>
    public static PointDescriptor Point(DeviceDescriptor device, JsonElement point, BindContext context, long pollMs)
    {
        var range = point.Items("range").Select(v => v.GetDouble()).ToList();
        if (range.Count == 2 && range[0] > range[1])
        {
            context.At("range").Fault(string.Create(CultureInfo.InvariantCulture, $"the lowest value {range[0]} is above the highest {range[1]}"), "[lowest, highest]");
        }

        if (point.Text("alarm", "").Length > 0 && range.Count == 0)
        {
            context.At("alarm").Fault("outOfRange without a range", "\"range\": [lowest, highest] beside it");
        }

        return new PointDescriptor
        {
            Name = $"{device.Name}/{point.Text("name", "")}",
            Label = point.Text("label", ""),
            Grade = Grade(point, device.Grade),
            PollMs = pollMs,
            RangeMin = range.Count == 2 ? range[0] : null,
            RangeMax = range.Count == 2 ? range[1] : null,
            AlarmOutOfRange = point.Text("alarm", "") == "outOfRange",
        };
    }

    /// <summary>Names of states by value; null when the point has none.</summary>
    public static IReadOnlyDictionary<int, string>? States(JsonElement point) => point.TryGetProperty("states", out var names)
        ? names.EnumerateObject().ToDictionary(s => int.Parse(s.Name, CultureInfo.InvariantCulture), s => s.Value.GetString()!)
        : null;

    /// <summary>
    /// The points of a device with their places. Tells a device without any, and a name that stands twice.
    /// </summary>
    public static IEnumerable<(JsonElement Point, BindContext At)> PointsOf(JsonElement device, BindContext context)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        foreach (var point in device.Items("points"))
        {
            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"points[{count++}]"));
            if (!names.Add(point.Text("name", "")))
            {
                at.At("name").Fault($"\"{device.Text("name", "")}\" has a point \"{point.Text("name", "")}\" already", "each name once in a device");
            }

            yield return (point, at);
        }

        if (count == 0)
        {
            context.Fault($"\"{device.Text("name", "")}\" has no points", "\"points\", or a \"template\" that has some");
        }
    }
}
