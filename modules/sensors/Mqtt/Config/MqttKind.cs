using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>The source kind `mqtt`: devices that report to a broker. Stateless; any thread.</summary>
public sealed class MqttKind : ISourceKind
{
    /// <inheritdoc/>
    public string Name => "mqtt";

    /// <inheritdoc/>
    public string Schema => MqttSchema.Text;

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context) => BindParts(source, context) is not { } bound
        ? null
        : new HostedPlan(bound.Config.Place, (parts, pointBase, deviceBase) => new MqttHost(bound.Config, bound.Devices, pointBase, deviceBase, parts))
        {
            Kind = Name,
            Devices = bound.Descriptors,
            Points = bound.Points,
        };

    /// <summary>The parts of a source; null after faults.</summary>
    internal static MqttSource? BindParts(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var config = BindServer(source, context);
        var points = new List<PointDescriptor>();
        var descriptors = new List<DeviceDescriptor>();
        var devices = new List<MqttDevice>();
        var index = 0;
        foreach (var device in source.Items("devices"))
        {
            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{index++}]"));
            var known = SourceBinding.Device(device);
            if (descriptors.Exists(d => d.Name == known.Name))
            {
                at.At("name").Fault($"\"{known.Name}\" stands here twice", "each name once");
            }

            descriptors.Add(known);
            if (new DeviceBinder(source, device, at, known).Bind(points) is { } bound)
            {
                CheckOverlap(bound, devices, at);
                devices.Add(bound);
            }
        }

        return context.FaultCount > before ? null : new MqttSource(config, devices, descriptors, points);
    }

    // A broker may deliver a message once for each of two filters that it fits: it would be read twice.
    private static void CheckOverlap(MqttDevice device, List<MqttDevice> others, BindContext at)
    {
        if (others.Find(o => o.Topic.Text != device.Topic.Text && o.Topic.Overlaps(device.Topic)) is { } other)
        {
            at.At("topic").Fault($"messages to \"{device.Topic.Text}\" may come to \"{other.Topic.Text}\" of \"{other.Name}\" too, and be read twice", "topics of which no message fits two, or the same topic");
        }
    }

    private static MqttSourceConfig BindServer(JsonElement source, BindContext at)
    {
        var uri = new Uri(source.Text("server", ""));
        var place = at.At("server");
        if (uri.UserInfo.Length > 0)
        {
            place.Fault("a user or password stands in the address", "\"user\" and \"password\": {\"secret\": ...} beside it");
        }

        if (uri.Host.Length == 0 || uri.AbsolutePath.Trim('/').Length > 0 || uri.Query.Length + uri.Fragment.Length > 0)
        {
            place.Fault("the address is not a host and a port", "mqtt://host:port or mqtts://host:port");
        }

        var config = new MqttSourceConfig
        {
            Server = uri,
            ClientId = source.Text("clientId", ""),
            User = source.Text("user", ""),
            PasswordSecret = source.TryGetProperty("password", out var password) ? password.Text("secret", "") : "",
            CaFile = source.Text("ca", ""),
            CertFile = source.Text("cert", ""),
            KeyFile = source.Text("key", ""),
            KeepAliveS = (int)(source.DurationMs("keepAlive", 30_000) / 1_000),
            MaxMessageBytes = (int)source.Bytes("maxMessage", 64 * 1024),
            MaxDepth = source.Integer("maxDepth") ?? 32,
        };
        CheckAccess(config, at);
        return config;
    }

    private static void CheckAccess(MqttSourceConfig config, BindContext at)
    {
        if ((config.CertFile.Length > 0) != (config.KeyFile.Length > 0))
        {
            at.Fault("a client certificate needs both \"cert\" and \"key\"", "both or none");
        }

        if (config.CaFile.Length + config.CertFile.Length > 0 && !config.IsSecure)
        {
            at.At("server").Fault("\"ca\", \"cert\" and \"key\" need TLS", "mqtts:// in \"server\"");
        }

        // MQTT 3.1.1, 3.1.2.9: no password without a user name.
        if (config.PasswordSecret.Length > 0 && config.User.Length == 0)
        {
            at.At("password").Fault("a password without a \"user\"", "a \"user\" beside it");
        }
    }
}
