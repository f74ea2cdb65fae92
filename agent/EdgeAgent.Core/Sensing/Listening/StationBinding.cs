using System.Net;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing.Listening;

/// <summary>Members that sources of stations share, and their binding. Stateless.</summary>
public static class StationBinding
{
    private const long DefaultIntervalMs = 60_000;
    private const long LeastIdleMs = 600_000;
    private const long LeastSilenceMs = 5_000;
    private const int SilentIntervals = 3;

    /// <summary>Members of a source besides a serial line's, as lines of `properties`.</summary>
    public const string SourceSchema = """
        "listen": { "description": "Address and port to listen on for stations that connect to the gateway, or several; left out: a serial port.", "$ref": "#/$defs/listen" },
        "idle": { "description": "A connection without a sound frame for so long is dropped; left out: 10 min, or the longest silence of its devices.", "type": "string", "format": "duration", "x-min": 1000, "x-max": 172800000 }
        """;

    /// <summary>Members of a device, as lines of `properties`.</summary>
    public const string DeviceSchema = """
        "name": { "description": "Name, unique in the site.", "$ref": "#/$defs/name" },
        "label": { "description": "What people call it.", "$ref": "#/$defs/label" },
        "template": { "description": "Name of a device template, whose points and settings it takes over; its own go before them; left out: none.", "$ref": "#/$defs/template" },
        "interval": { "description": "How often it speaks.", "type": "string", "format": "duration", "x-min": 100, "x-max": 86400000, "default": "1 min" },
        "silence": { "description": "After how long without anything good it is lost; left out: 3 times the interval, 5 s at least.", "type": "string", "format": "duration", "x-min": 1000, "x-max": 604800000 },
        "alarm": { "description": "lost: its loss is an alarm; left out: an event.", "enum": ["lost"] },
        "grade": { "description": "How far data of its points may travel.", "$ref": "#/$defs/grade" }
        """;

    /// <summary>A member `password`, as a line of `properties`.</summary>
    public const string PasswordSchema = """
        "password": {
          "description": "Where the station's password is, never in this file; left out: any is taken. For stations that connect over the network.", "type": "object",
          "required": ["secret"], "additionalProperties": false,
          "properties": { "secret": { "description": "name of a file, mode 0600, in the data path's folder secrets", "type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,62}$" } }
        }
        """;

    /// <summary>How often a device speaks, ms.</summary>
    public static long IntervalMs(JsonElement device, long otherwise = DefaultIntervalMs) => device.DurationMs("interval", otherwise);

    /// <summary>After how long a device is lost, ms.</summary>
    public static long SilenceMs(JsonElement device, long otherwise = DefaultIntervalMs) => device.DurationMs("silence", Math.Max(LeastSilenceMs, SilentIntervals * IntervalMs(device, otherwise)));

    /// <summary>Where a source listens; empty for a serial port. Tells when it has neither or both.</summary>
    public static IReadOnlyList<IPEndPoint> Listen(JsonElement source, BindContext context)
    {
        var isPort = source.Text("port", "").Length > 0;
        var isListen = source.TryGetProperty("listen", out var listen);
        if (isPort == isListen)
        {
            context.At(isPort ? "listen" : "port").Fault(isPort ? "a port and an address to listen on" : "no port and no address to listen on", "\"port\" for a serial line, or \"listen\" for stations that connect over the network");
            return [];
        }

        var result = new List<IPEndPoint>();
        if (isListen)
        {
            foreach (var item in listen.ValueKind == JsonValueKind.Array ? listen.EnumerateArray() : Enumerable.Repeat(listen, 1))
            {
                result.Add(IPEndPoint.Parse(item.GetString()!));
            }
        }

        return result;
    }

    /// <summary>The plan of a source of stations: its serial port alone, or a listener of its own.</summary>
    /// <param name="source">The source.</param>
    /// <param name="listen">Where it listens; empty for a serial port.</param>
    /// <param name="devices">Its devices.</param>
    /// <param name="points">Its points.</param>
    /// <param name="baud">Default baud rate.</param>
    /// <param name="group">Makes the group: (index of the first point, index of the first device, secrets and log of a listener; null on a serial port, which has neither).</param>
    public static SourcePlan Plan(
        JsonElement source, IReadOnlyList<IPEndPoint> listen, IReadOnlyList<DeviceDescriptor> devices, IReadOnlyList<PointDescriptor> points, int baud, Func<int, int, SourceParts?, StationGroup> group)
    {
        var kind = source.Text("kind", "");
        if (listen.Count == 0)
        {
            var port = source.Text("port", "");
            return new BusPlan
            {
                Kind = kind, Devices = devices, Points = points, Port = port, Serial = SourceBinding.Serial(source, baud, SerialParity.None),
                Listen = (pointBase, deviceBase) => new StationBusDriver(group(pointBase, deviceBase, null), port),
            };
        }

        var limits = Limits(source);
        return new HostedPlan(
            "listen:" + string.Join(' ', listen),
            (parts, pointBase, deviceBase) => new StationListenHost(kind, listen, group(pointBase, deviceBase, parts), parts, limits))
        {
            Kind = kind, Devices = devices, Points = points,
        };
    }

    /// <summary>Bounds of a listener.</summary>
    public static ListenLimits Limits(JsonElement source)
    {
        var longestMs = source.Items("devices").Select(d => SilenceMs(d)).DefaultIfEmpty(0).Max();
        return new ListenLimits { IdleMs = source.DurationMs("idle", Math.Max(LeastIdleMs, longestMs)) };
    }

    /// <summary>Name of a device's password; empty for none. Tells one on a serial line.</summary>
    public static string PasswordOf(JsonElement device, BindContext context, bool isSerial)
    {
        if (!device.TryGetProperty("password", out var password))
        {
            return "";
        }

        if (isSerial)
        {
            context.At("password").Fault("a password of a station on a cable", "no password, or \"listen\" in place of \"port\"");
        }

        return password.Text("secret", "");
    }
}
