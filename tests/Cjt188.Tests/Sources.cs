using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Cjt188;

namespace EdgeAgent.Tests.Cjt188;

/// <summary>Binds a source as the site loader does: schema first, then the kind.</summary>
internal static class Sources
{
    public static (BusPlan? Plan, List<ConfigFault> Faults) Bind(string source)
    {
        var site = $$"""{ "gateway": { "id": "g", "district": "d" }, "profile": "p", "sources": [ {{source}} ] }""";
        var bytes = Encoding.UTF8.GetBytes(site);
        var map = JsonMap.Of("site.json", bytes, default);
        var faults = new List<ConfigFault>();
        var kind = new Cjt188Kind();
        using var document = JsonDocument.Parse(bytes);
        using var schema = JsonDocument.Parse(Schemas.Site([kind]));
        SchemaWalker.Check(schema.RootElement, document.RootElement, map, faults);
        var plan = faults.Count > 0 ? null : kind.Bind(document.RootElement.GetProperty("sources")[0], new BindContext("sources[0]", map, faults));
        return ((BusPlan?)plan, faults);
    }

    public static BusPlan Plan(string devices, string members = "")
    {
        var (plan, faults) = Bind($$"""{ "kind": "{{new Cjt188Kind().Name}}", "port": "rs485-1"{{members}}, "devices": [ {{devices}} ] }""");
        Assert.Empty(faults);
        return plan!;
    }
}
