using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Mqtt;

namespace EdgeAgent.Tests.Mqtt;

/// <summary>Binds a source as the site loader does: schema first, then the kind.</summary>
internal static class Sources
{
    public static (HostedPlan? Plan, List<ConfigFault> Faults) Bind(string source) => Bind(source, (element, context) => (HostedPlan?)new MqttKind().Bind(element, context));

    public static MqttSource Parts(string source)
    {
        var (parts, faults) = Bind(source, MqttKind.BindParts);
        Assert.Empty(faults);
        return parts!;
    }

    private static (T? Bound, List<ConfigFault> Faults) Bind<T>(string source, Func<JsonElement, BindContext, T?> bind)
        where T : class
    {
        var bytes = Encoding.UTF8.GetBytes($$"""{ "gateway": { "id": "g", "district": "d" }, "profile": "p", "sources": [ {{source}} ] }""");
        var map = JsonMap.Of("site.json", bytes, default);
        var faults = new List<ConfigFault>();
        using var document = JsonDocument.Parse(bytes);
        using var schema = JsonDocument.Parse(Schemas.Site([new MqttKind()]));
        SchemaWalker.Check(schema.RootElement, document.RootElement, map, faults);
        var bound = faults.Count > 0 ? null : bind(document.RootElement.GetProperty("sources")[0], new BindContext("sources[0]", map, faults));
        return (bound, faults);
    }

    public static string WithPoints(string points) =>
        $$"""{ "kind": "mqtt", "server": "mqtt://b.lan", "devices": [ { "name": "kitchen", "topic": "zigbee2mqtt/kitchen", "points": [ {{points}} ] } ] }""";
}
