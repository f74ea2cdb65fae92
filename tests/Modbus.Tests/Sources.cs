using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Modbus;

namespace EdgeAgent.Tests.Modbus;

/// <summary>Binds a source as the site loader does: schema first, then the kind.</summary>
internal static class Sources
{
    public static (BusPlan? Plan, List<ConfigFault> Faults) Bind(string source)
    {
        var site = $$"""{ "gateway": { "id": "g", "district": "d" }, "profile": "p", "sources": [ {{source}} ] }""";
        var bytes = Encoding.UTF8.GetBytes(site);
        var map = JsonMap.Of("site.json", bytes, default);
        var faults = new List<ConfigFault>();
        var kind = new ModbusKind(ModbusFraming.Rtu);
        using var document = JsonDocument.Parse(bytes);
        using var schema = JsonDocument.Parse(Schemas.Site([kind]));
        SchemaWalker.Check(schema.RootElement, document.RootElement, map, faults);
        var plan = faults.Count > 0 ? null : (BusPlan?)kind.Bind(document.RootElement.GetProperty("sources")[0], new BindContext("sources[0]", map, faults));
        return (plan, faults);
    }

    public static string WithPoints(string points) =>
        $$"""{ "kind": "modbus-rtu", "port": "rs485-1", "devices": [ { "name": "pump-1", "address": 2, "points": [ {{points}} ] } ] }""";
}
