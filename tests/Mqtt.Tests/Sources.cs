using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Mqtt;

namespace EdgeAgent.Tests.Mqtt;

/// <summary>Binds a source as the site loader does: schema first, then the kind.</summary>
internal static class Sources
{
    public static (HostedPlan? Plan, List<ConfigFault> Faults) Bind(string source)
    {
        var bytes = Encoding.UTF8.GetBytes($$"""{ "gateway": { "id": "g", "district": "d" }, "profile": "p", "sources": [ {{source}} ] }""");
        var map = JsonMap.Of("site.json", bytes, default);
        var faults = new List<ConfigFault>();
        var kind = new MqttKind();
        using var document = JsonDocument.Parse(bytes);
        using var schema = JsonDocument.Parse(Schemas.Site([kind]));
        SchemaWalker.Check(schema.RootElement, document.RootElement, map, faults);
        var plan = faults.Count > 0 ? null : (HostedPlan?)kind.Bind(document.RootElement.GetProperty("sources")[0], new BindContext("sources[0]", map, faults));
        return (plan, faults);
    }

    public static string WithPoints(string points) =>
        $$"""{ "kind": "mqtt", "server": "mqtt://b.lan", "devices": [ { "name": "kitchen", "topic": "zigbee2mqtt/kitchen", "points": [ {{points}} ] } ] }""";
}
