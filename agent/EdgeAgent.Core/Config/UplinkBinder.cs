using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.Core.Config;

/// <summary>Binds the uplinks and the status page of a site document, each part that fits its schema, and tells what must fit together.</summary>
internal sealed partial class UplinkBinder(JsonElement root, BindContext context, SubtreeFaults faults, List<ConfigFault> warnings)
{
    private const int PullPort = 8470;
    private const int ConsolePort = 8471;

    private readonly List<MqttUplinkConfig> _mqtt = [];
    private readonly Dictionary<IPEndPoint, string> _listening = [];

    /// <summary>MQTT uplinks; only to be used when no fault was told.</summary>
    public IReadOnlyList<MqttUplinkConfig> Mqtt => _mqtt;

    /// <summary>The pull API, or null.</summary>
    public PullConfig? Pull { get; private set; }

    /// <summary>The status page, or null.</summary>
    public ConsoleConfig? Console { get; private set; }

    /// <summary>Binds all of them.</summary>
    public void Bind()
    {
        var index = 0;
        var pullAt = "";
        foreach (var uplink in faults.IsSoundItself("uplinks") ? root.Items("uplinks") : [])
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"uplinks[{index++}]");
            var kind = uplink.ValueKind == JsonValueKind.Object ? uplink.Text("kind", "") : "";
            if (kind == "mqtt" && faults.IsSound(path))
            {
                BindMqtt(uplink, context.At(path));
            }
            else if (kind == "pull" && pullAt.Length > 0)
            {
                context.At(path).Fault($"a second uplink of kind pull; the first is {pullAt}", "one, with several addresses in \"listen\"");
            }
            else if (kind == "pull")
            {
                pullAt = path;
                Pull = faults.IsSound(path) ? BindPull(uplink, path) : null;
            }
        }

        if (root.TryGetProperty("console", out var console) && faults.IsSound("console"))
        {
            Console = new ConsoleConfig(BindListen(console, "console", ConsolePort));
        }

        if (Pull is not null)
        {
            CheckConsumers(pullAt);
        }
    }

    private void BindMqtt(JsonElement uplink, BindContext at)
    {
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
        CheckMqtt(config, uplink, at);
        _mqtt.Add(config);
    }

    private void CheckMqtt(MqttUplinkConfig config, JsonElement uplink, BindContext at)
    {
        if (_mqtt.Any(u => u.Name == config.Name))
        {
            (uplink.TryGetProperty("name", out _) ? at.At("name") : at).Fault($"two uplinks are called \"{config.Name}\"", "a \"name\" of its own for each");
        }

        if ((config.CertFile.Length > 0) != (config.KeyFile.Length > 0))
        {
            at.Fault("a client certificate needs both \"cert\" and \"key\"", "both or none");
        }

        // MQTT 3.1.1, 3.1.2.9: no password without a user name.
        if (config.PasswordSecret.Length > 0 && config.User.Length == 0)
        {
            at.At("password").Fault("a password without a \"user\"", "a \"user\" beside it");
        }

        foreach (var field in FieldPattern().Matches(config.Topic).Select(m => m.Value).Where(f => f is not ("{district}" or "{gateway}" or "{class}")))
        {
            at.At("topic").Fault($"\"{JsonShow.Cut(field)}\" is not filled in{NearestWord.Hint(field, ["{district}", "{gateway}", "{class}"])}", "{district}, {gateway} and {class} alone");
        }

        if (config.CaFile.Length + config.CertFile.Length > 0 && config.Servers.All(s => s.Scheme == "mqtt"))
        {
            warnings.Add(at.Note("no server is mqtts://, so its \"ca\", \"cert\" and \"key\" are not used", "mqtts:// in \"servers\""));
        }
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

            if (uri.Host.Length == 0 || uri.AbsolutePath.Trim('/').Length > 0 || uri.Query.Length + uri.Fragment.Length > 0)
            {
                place.Fault("the address is not a host and a port", "mqtt://host:port or mqtts://host:port");
            }

            if (servers.Contains(uri))
            {
                place.Fault("this server stands here twice", "each server once");
            }

            servers.Add(uri);
        }

        return servers;
    }

    private PullConfig BindPull(JsonElement uplink, string path) => new()
    {
        Listen = BindListen(uplink, path, PullPort),
        RequiredConsumers = [.. uplink.Items("required").Select(r => r.GetString()!)],
    };

    // The buffer knows consumers by name: a pulling client with an uplink's name would move that uplink's position.
    private void CheckConsumers(string pullAt)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Pull!.RequiredConsumers.Count; i++)
        {
            var name = Pull.RequiredConsumers[i];
            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"{pullAt}.required[{i}]"));
            if (!seen.Add(name))
            {
                at.Fault($"consumer \"{name}\" stands here twice", "each consumer once");
            }

            if (_mqtt.Any(u => u.Name == name))
            {
                at.Fault($"\"{name}\" is the name of an MQTT uplink, which keeps a position of its own", "a name that no uplink has");
            }
        }
    }

    private List<IPEndPoint> BindListen(JsonElement element, string path, int port)
    {
        var result = new List<IPEndPoint>();
        if (!element.TryGetProperty("listen", out var listen))
        {
            result.AddRange([new IPEndPoint(IPAddress.Loopback, port), new IPEndPoint(IPAddress.IPv6Loopback, port)]);
            result.ForEach(e => TakeEndPoint(e, path));
            return result;
        }

        var isList = listen.ValueKind == JsonValueKind.Array;
        foreach (var item in isList ? listen.EnumerateArray() : Enumerable.Repeat(listen, 1))
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.listen{(isList ? $"[{result.Count}]" : "")}");
            _ = SchemaText.TryEndPoint(item.GetString()!, out var endPoint);
            if (!IPAddress.IsLoopback(endPoint.Address))
            {
                context.At(at).Fault($"\"{item.GetString()}\" is not loopback", "127.0.0.1 or [::1]: other addresses need TLS and sign-in, which this version does not have");
            }

            TakeEndPoint(endPoint, at);
            result.Add(endPoint);
        }

        return result;
    }

    private void TakeEndPoint(IPEndPoint endPoint, string at)
    {
        if (!_listening.TryAdd(endPoint, at))
        {
            context.At(at).Fault($"{endPoint} is taken by {_listening[endPoint]} already", "an address and port of its own");
        }
    }

    [GeneratedRegex("\\{[^}]*\\}", RegexOptions.CultureInvariant)]
    private static partial Regex FieldPattern();
}
