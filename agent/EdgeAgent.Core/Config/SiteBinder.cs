using System.Globalization;
using System.Net;
using System.Text.Json;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Core.Config;

/// <summary>Binds a site document that fits its schema, and tells what a schema cannot: what must fit together.</summary>
internal sealed class SiteBinder(JsonElement root, BindContext context, Profile profile, IReadOnlyList<ISourceKind> kinds, List<ConfigFault> warnings)
{
    private const long DayMs = 86_400_000;
    private const int PullPort = 8470;
    private const int ConsolePort = 8471;
    private const int MaxPoints = 10_000;

    private readonly List<BusPlan> _buses = [];

    /// <summary>The site; only to be used when no fault was told.</summary>
    public Site Bind(string hash)
    {
        BindSources();
        var windows = BindWindows();
        WarnOfSlowPolls(windows);
        return new Site
        {
            Gateway = BindGateway(root.GetProperty("gateway")),
            Profile = profile,
            Table = BindTable(),
            Buses = _buses,
            Windows = windows,
            Buffer = BindBuffer(),
            Mqtt = BindMqtt(),
            Pull = BindPull(),
            Console = root.TryGetProperty("console", out var console) ? new ConsoleConfig(BindListen(console, "console", ConsolePort)) : null,
            Log = root.TryGetProperty("log", out var log) ? new LogConfig { Level = log.Text("level", "information"), File = log.Text("file", "") } : new LogConfig(),
            Hash = hash,
        };
    }

    private static GatewayConfig BindGateway(JsonElement gateway) => new()
    {
        Id = gateway.GetProperty("id").GetString()!,
        Label = gateway.Text("label", ""),
        District = gateway.GetProperty("district").GetString()!,
        Division = gateway.Text("division", ""),
        TimeZone = gateway.Text("timeZone", "Asia/Shanghai"),
        Place = gateway.TryGetProperty("place", out var place)
            ? new PlaceConfig(place.GetProperty("lat").GetDouble(), place.GetProperty("lon").GetDouble(), place.Text("datum", "wgs84"), place.Text("floor", ""))
            : null,
    };

    private void BindSources()
    {
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        var index = 0;
        foreach (var source in root.Items("sources"))
        {
            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"sources[{index}]"));
            var kind = kinds.First(k => k.Name == source.GetProperty("kind").GetString());
            if (source.TryGetProperty("port", out var port))
            {
                CheckPort(port.GetString()!, index, ports, at.At("port"));
            }

            if (kind.Bind(source, at) is { } plan)
            {
                _buses.Add(plan);
            }

            index++;
        }
    }

    private void CheckPort(string port, int index, Dictionary<string, int> ports, BindContext at)
    {
        if (!profile.Ports.ContainsKey(port))
        {
            var near = NearestWord.Of(port, profile.Ports.Keys);
            at.Fault(
                $"the profile {profile.Name} has no port \"{port}\"{(near is null ? "" : $"; did you mean \"{near}\"?")}",
                profile.Ports.Count > 0 ? "one of " + string.Join(", ", profile.Ports.Keys) : "a profile with ports");
        }
        else if (!ports.TryAdd(port, index))
        {
            at.Fault($"port \"{port}\" is taken by sources[{ports[port]}] already", "one source a port");
        }
    }

    private PointTable BindTable()
    {
        var points = _buses.SelectMany(b => b.Points).ToList();
        var devices = _buses.SelectMany(b => b.Devices).ToList();
        TellDoubles(points.Select(p => p.Name), "points");
        TellDoubles(devices.Select(d => d.Name), "devices");
        if (points.Count > MaxPoints)
        {
            context.At("sources").Fault($"{points.Count} points", $"at most {MaxPoints}");
        }

        // Doubles are faults that were told; the table must still be made without throwing.
        return new PointTable([.. points.DistinctBy(p => p.Name)], devices);
    }

    private void TellDoubles(IEnumerable<string> names, string what)
    {
        foreach (var group in names.GroupBy(n => n).Where(g => g.Count() > 1))
        {
            context.At("sources").Fault($"{group.Count()} {what} are called \"{group.Key}\"", "each name once in a site");
        }
    }

    private WindowsConfig BindWindows()
    {
        if (!root.TryGetProperty("windows", out var windows))
        {
            return new WindowsConfig();
        }

        var lengthMs = windows.DurationMs("length", 60_000);
        if (DayMs % lengthMs != 0)
        {
            context.At("windows.length").Fault($"\"{windows.Text("length", "")}\" does not divide a day", "a length such as 10 s, 1 min, 5 min, 15 min, 1 h");
        }

        return new WindowsConfig { LengthMs = lengthMs, HealthMs = windows.DurationMs("health", 300_000) };
    }

    private void WarnOfSlowPolls(WindowsConfig windows)
    {
        foreach (var point in _buses.SelectMany(b => b.Points).Where(p => p.PollMs > windows.LengthMs))
        {
            warnings.Add(new ConfigFault(context.File, "sources", 0, 0, $"{point.Name} is read every {DurationText.Format(point.PollMs)}, windows are {DurationText.Format(windows.LengthMs)} long: most have no reading of it", ""));
        }
    }

    private BufferConfig BindBuffer() => !root.TryGetProperty("buffer", out var buffer) ? new BufferConfig() : new BufferConfig
    {
        Engine = buffer.Text("engine", "sqlite"),
        BudgetBytes = buffer.Bytes("budget", 512L << 20),
        CommitMs = (int)buffer.DurationMs("commit", 250),
    };

    private List<MqttUplinkConfig> BindMqtt()
    {
        var result = new List<MqttUplinkConfig>();
        var index = -1;
        foreach (var uplink in root.Items("uplinks"))
        {
            index++;
            if (uplink.GetProperty("kind").GetString() != "mqtt")
            {
                continue;
            }

            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"uplinks[{index}]"));
            var config = new MqttUplinkConfig
            {
                Name = uplink.Text("name", "mqtt"),
                Servers = BindServers(uplink, at),
                Topic = uplink.Text("topic", "edge/v1/{district}/{gateway}/{class}"),
                KeepAliveS = (int)(uplink.DurationMs("keepAlive", 30_000) / 1000),
                InFlight = uplink.Integer("inFlight") ?? 20,
                ProgressMs = (int)uplink.DurationMs("progress", 30_000),
                User = uplink.Text("user", ""),
                PasswordSecret = uplink.TryGetProperty("password", out var password) ? password.Text("secret", "") : "",
                CaFile = uplink.Text("ca", ""),
                CertFile = uplink.Text("cert", ""),
                KeyFile = uplink.Text("key", ""),
            };
            if (result.Any(u => u.Name == config.Name))
            {
                at.Fault($"two uplinks are called \"{config.Name}\"", "a \"name\" of its own for each");
            }

            if ((config.CertFile.Length > 0) != (config.KeyFile.Length > 0))
            {
                at.Fault("a client certificate needs both \"cert\" and \"key\"", "both or none");
            }

            result.Add(config);
        }

        return result;
    }

    private static List<Uri> BindServers(JsonElement uplink, BindContext at)
    {
        var servers = new List<Uri>();
        foreach (var server in uplink.Items("servers"))
        {
            var uri = new Uri(server.GetString()!);
            var place = at.At(string.Create(CultureInfo.InvariantCulture, $"servers[{servers.Count}]"));
            if (uri.UserInfo.Length > 0)
            {
                place.Fault("a user or password stands in the address", "\"user\" and \"password\": {\"secret\": ...} beside it");
            }

            if (uri.Host.Length == 0 || uri.AbsolutePath.Trim('/').Length > 0)
            {
                place.Fault("the address is not a host and a port", "mqtt://host:port or mqtts://host:port");
            }

            servers.Add(uri);
        }

        return servers;
    }

    private PullConfig? BindPull()
    {
        var pulls = root.Items("uplinks").Select((u, i) => (Uplink: u, Index: i)).Where(u => u.Uplink.GetProperty("kind").GetString() == "pull").ToList();
        foreach (var (_, index) in pulls.Skip(1))
        {
            context.At(string.Create(CultureInfo.InvariantCulture, $"uplinks[{index}]")).Fault("a second uplink of kind pull", "one, with several addresses in \"listen\"");
        }

        return pulls.Count == 0 ? null : new PullConfig
        {
            Listen = BindListen(pulls[0].Uplink, string.Create(CultureInfo.InvariantCulture, $"uplinks[{pulls[0].Index}]"), PullPort),
            RequiredConsumers = [.. pulls[0].Uplink.Items("required").Select(r => r.GetString()!)],
        };
    }

    private List<IPEndPoint> BindListen(JsonElement element, string path, int port)
    {
        if (!element.TryGetProperty("listen", out var listen))
        {
            return [new IPEndPoint(IPAddress.Loopback, port), new IPEndPoint(IPAddress.IPv6Loopback, port)];
        }

        var result = new List<IPEndPoint>();
        foreach (var item in listen.ValueKind == JsonValueKind.Array ? listen.EnumerateArray() : Enumerable.Repeat(listen, 1))
        {
            SchemaText.TryEndPoint(item.GetString()!, out var endPoint);
            if (!IPAddress.IsLoopback(endPoint.Address))
            {
                context.At($"{path}.listen").Fault($"\"{item.GetString()}\" is not loopback", "127.0.0.1 or [::1]: other addresses need TLS and sign-in, which this version does not have");
            }

            result.Add(endPoint);
        }

        return result;
    }
}
