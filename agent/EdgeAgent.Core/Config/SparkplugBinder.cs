using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Config;

/// <summary>Binds uplinks of kind `sparkplug` that fit their schema, and tells what must fit together among them and with the site's names.</summary>
internal sealed class SparkplugBinder(JsonElement root, List<ConfigFault> warnings)
{
    // Names under which the uplink publishes what is no point.
    private const string ReservedPoint = "alarms";

    private readonly List<(SparkplugUplinkConfig Config, BindContext At)> _bound = [];

    /// <summary>What was bound; only to be used when no fault was told.</summary>
    public IReadOnlyList<SparkplugUplinkConfig> Bound => [.. _bound.Select(b => b.Config)];

    /// <summary>Binds one; faults go to <paramref name="at"/>.</summary>
    public SparkplugUplinkConfig Bind(JsonElement uplink, BindContext at)
    {
        var config = new SparkplugUplinkConfig
        {
            Link = MqttUplinkBinder.Bind(uplink, at, warnings) with { Name = uplink.Text("name", "sparkplug") },
            Group = uplink.Text("group", GatewayText("district")),
            Node = uplink.Text("node", GatewayText("id")),
            PrimaryHost = uplink.Text("primaryHost", ""),
            IsVersion5 = uplink.Text("version", "3.1.1") == "5",
            Release = uplink.Text("release", "never") switch { "broker" => SparkplugRelease.Broker, "application" => SparkplugRelease.Application, _ => SparkplugRelease.Never },
            BacklogPerS = uplink.Integer("backlogRate") ?? 500,
        };
        CheckNode(config, uplink, at);
        _bound.Add((config, at));
        return config;
    }

    /// <summary>Looks at the names of devices and points: as ids and metrics they must differ by more than case.</summary>
    public void CheckNames(PointTable table)
    {
        if (_bound.Count == 0)
        {
            return;
        }

        var at = _bound[0].At;
        Collisions(table.Devices.Select(d => d.Name), "device", at);
        Collisions(table.Points.Select(p => p.Name), "point", at);
        foreach (var device in table.Devices.Where(d => d.Name.AsSpan().ContainsAny("+/#")))
        {
            at.Fault($"the device \"{device.Name}\" cannot be a Sparkplug device id", "device names without +, / and #");
        }

        foreach (var point in table.Points.Where(p => string.Equals(p.Name[(p.Name.LastIndexOf('/') + 1)..], ReservedPoint, StringComparison.OrdinalIgnoreCase)))
        {
            at.Fault($"the point \"{point.Name}\" has the name of the folder that its device's events stand in", "another name for the point");
        }
    }

    private static void Collisions(IEnumerable<string> names, string what, BindContext at)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            if (!seen.TryAdd(name, name) && seen[name] != name)
            {
                at.Fault($"the {what}s \"{seen[name]}\" and \"{name}\" differ by case alone, which Sparkplug ids must not", $"{what} names that differ otherwise");
            }
        }
    }

    // Two uplinks of one node would bury each other: their Wills and their numbers are the same node's.
    private void CheckNode(SparkplugUplinkConfig config, JsonElement uplink, BindContext at)
    {
        foreach (var (other, otherAt) in _bound)
        {
            if (string.Equals(other.Group, config.Group, StringComparison.OrdinalIgnoreCase) && string.Equals(other.Node, config.Node, StringComparison.OrdinalIgnoreCase))
            {
                (uplink.TryGetProperty("node", out _) ? at.At("node") : at).Fault(
                    string.Create(CultureInfo.InvariantCulture, $"{config.Group}/{config.Node} is the edge node of {otherAt.Path} already; ids that differ by case alone count as the same"),
                    "a \"group\" or \"node\" of its own, or one uplink with several \"servers\"");
            }
        }
    }

    private string GatewayText(string key) =>
        root.TryGetProperty("gateway", out var gateway) && gateway.ValueKind == JsonValueKind.Object ? gateway.Text(key, "") : "";
}
