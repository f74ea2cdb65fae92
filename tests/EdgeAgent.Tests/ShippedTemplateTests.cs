using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Run;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests;

/// <summary>Every template that the agent brings along makes a device, for each kind that it names, by its name and an address alone.</summary>
public sealed class ShippedTemplateTests
{
    // What a site must say of a device of a kind besides its name and template.
    private static readonly Dictionary<string, string> Addresses = new(StringComparer.Ordinal)
    {
        ["modbus-rtu"] = "\"address\": 1",
        ["modbus-ascii"] = "\"address\": 1",
        ["modbus-tcp"] = "\"address\": 1",
        ["dlt645"] = "\"address\": \"000000000161\"",
        ["dlt645-1997"] = "\"address\": \"000000000161\"",
        ["cjt188"] = "\"address\": \"00000805000001\"",
        ["hj212"] = "\"mn\": \"010000A8900016F000169DC0\"",
        ["sl651"] = "\"station\": \"0012345678\"",
        ["nmea"] = "",
        ["mqtt"] = "\"topic\": \"a/b\"",
    };

    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var (name, text) in ShippedTemplates.All)
            {
                using var template = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
                foreach (var kind in template.RootElement.GetProperty("kinds").EnumerateArray())
                {
                    all.Add(name, kind.GetString()!);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_template_makes_a_device_of_each_of_its_kinds(string name, string kind)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["profile.json"], """{ "name": "bench", "arch": "linux-x64", "cores": 1, "memory": "1 GiB", "ports": { "line": { "match": "path:/dev/null" } }, "sources": ["a test"] }""");
        var line = kind switch { "modbus-tcp" => "\"server\": \"127.0.0.1\"", "mqtt" => "\"server\": \"mqtt://127.0.0.1\"", _ => "\"port\": \"line\"" };
        var address = Addresses[kind].Length > 0 ? ", " + Addresses[kind] : "";
        File.WriteAllText(folder["site.json"], $$"""
            { "gateway": { "id": "g", "district": "d" }, "profile": "./profile.json",
              "sources": [ { "kind": "{{kind}}", {{line}}, "devices": [ { "name": "box", "template": "{{name}}"{{address}} } ] } ] }
            """);
        var loaded = SiteLoader.Load(folder["site.json"], [], SourceKinds.All, ShippedTemplates.All);
        Assert.True(loaded.Site is not null, string.Join('\n', loaded.Faults));
        Assert.NotEmpty(loaded.Site!.Table.Points);
        Assert.All(loaded.Site.Table.Points, p => Assert.NotEmpty(p.Label));
    }
}
