using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Config;

/// <summary>Binds the uplinks and the status page of a site document, each part that fits its schema, and tells what must fit together.</summary>
internal sealed class UplinkBinder(JsonElement root, BindContext context, SubtreeFaults faults, List<ConfigFault> warnings)
{
    private const int ConsolePort = 8471;

    private readonly List<MqttUplinkConfig> _mqtt = [];
    private readonly SparkplugBinder _sparkplug = new(root, warnings);
    private readonly ListenBinder _listen = new(context);

    /// <summary>MQTT uplinks; only to be used when no fault was told.</summary>
    public IReadOnlyList<MqttUplinkConfig> Mqtt => _mqtt;

    /// <summary>Sparkplug uplinks; likewise.</summary>
    public IReadOnlyList<SparkplugUplinkConfig> Sparkplug => _sparkplug.Bound;

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
            if (kind is "mqtt" or "sparkplug" && faults.IsSound(path))
            {
                BindPush(kind, uplink, context.At(path));
            }
            else if (kind == "pull" && pullAt.Length > 0)
            {
                context.At(path).Fault($"a second uplink of kind pull; the first is {pullAt}", "one, with several addresses in \"listen\"");
            }
            else if (kind == "pull")
            {
                pullAt = path;
                Pull = faults.IsSound(path) ? PullBinder.Bind(uplink, path, context.At(path), _listen, warnings) : null;
            }
        }

        if (root.TryGetProperty("console", out var console) && faults.IsSound("console"))
        {
            Console = new ConsoleConfig(_listen.Bind(console, "console", ConsolePort, "127.0.0.1 or [::1]: the status page has no sign-in"));
        }

        if (Pull is not null)
        {
            CheckConsumers(pullAt);
        }
    }

    /// <summary>Looks at what uplinks make of the site's names.</summary>
    public void CheckNames(PointTable table) => _sparkplug.CheckNames(table);

    // The buffer knows consumers by name, and each uplink is one.
    private void BindPush(string kind, JsonElement uplink, BindContext at)
    {
        var name = uplink.Text("name", kind);
        if (HasPush(name))
        {
            (uplink.TryGetProperty("name", out _) ? at.At("name") : at).Fault($"two uplinks are called \"{name}\"", "a \"name\" of its own for each");
        }

        if (kind == "mqtt")
        {
            _mqtt.Add(MqttUplinkBinder.Bind(uplink, at, warnings));
        }
        else
        {
            _ = _sparkplug.Bind(uplink, at);
        }
    }

    private bool HasPush(string name) => _mqtt.Any(u => u.Name == name) || Sparkplug.Any(u => u.Link.Name == name);

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

            if (HasPush(name))
            {
                at.Fault($"\"{name}\" is the name of an MQTT uplink, which keeps a position of its own", "a name that no uplink has");
            }
        }
    }
}
