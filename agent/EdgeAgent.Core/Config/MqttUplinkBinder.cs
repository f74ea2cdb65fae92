using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.Core.Config;

/// <summary>Binds an uplink of kind `mqtt` that fits its schema, and tells what must fit together.</summary>
internal static partial class MqttUplinkBinder
{
    /// <summary>Binds it; faults and warnings go to <paramref name="at"/> and <paramref name="warnings"/>.</summary>
    public static MqttUplinkConfig Bind(JsonElement uplink, BindContext at, List<ConfigFault> warnings)
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
            IsApplication = uplink.Text("delivery", "broker") == "application",
            RedeliverMs = uplink.DurationMs("redeliver", 300_000),
            BacklogRate = uplink.Integer("backlogRate") ?? 200,
            Batch = uplink.Integer("batch") ?? 1,
            BatchBytes = (int)uplink.Bytes("batchBytes", 128 * 1024),
            IsGzip = uplink.Text("compress", "none") == "gzip",
            TakesCommands = uplink.Flag("commands"),
        };
        Check(config, at, warnings);
        CheckUse(config, uplink, at, warnings);
        return config;
    }

    private static void Check(MqttUplinkConfig config, BindContext at, List<ConfigFault> warnings)
    {
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

    private static void CheckUse(MqttUplinkConfig config, JsonElement uplink, BindContext at, List<ConfigFault> warnings)
    {
        // A broker that lets anybody in lets anybody command.
        if (config.TakesCommands && config.CertFile.Length == 0 && (config.User.Length == 0 || config.PasswordSecret.Length == 0))
        {
            at.At("commands").Fault("commands from a broker that does not know who connects", "\"user\" and \"password\", or \"cert\" and \"key\", beside it");
        }

        if (!config.IsApplication && uplink.TryGetProperty("redeliver", out _))
        {
            warnings.Add(at.Note("\"redeliver\" is not used, because the broker's acknowledgement releases", "\"delivery\": \"application\" beside it"));
        }

        if (config.Batch == 1 && uplink.TryGetProperty("batchBytes", out _))
        {
            warnings.Add(at.Note("\"batchBytes\" is not used, because a message holds one summary", "\"batch\" of 2 or more beside it"));
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

    [GeneratedRegex("\\{[^}]*\\}", RegexOptions.CultureInvariant)]
    private static partial Regex FieldPattern();
}
