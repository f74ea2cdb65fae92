using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>Site files with Sparkplug uplinks, loaded as the agent loads them.</summary>
internal static class SparkplugConfigs
{
    private const string Uplink = "\"kind\": \"sparkplug\", \"servers\": [\"mqtt://h\"]";

    /// <summary>Faults of a site with one uplink and some devices.</summary>
    public static List<string> Load(string members, string devices = "") => Bind($"{{ {Uplink}{Comma(members)} }}", devices).Faults;

    /// <summary>Faults of a site with two uplinks.</summary>
    public static List<string> LoadTwo(string first, string second) => Bind($"{{ {Uplink}{Comma(first)} }}, {{ {Uplink}, \"name\": \"two\"{Comma(second)} }}", "").Faults;

    /// <summary>The site, when there is no fault.</summary>
    public static (Site? Site, List<string> Faults) Bind(string uplinks, string devices)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["board"]);
        File.WriteAllText(folder["board/profile.json"], """{ "name": "board", "arch": "linux-x64", "cores": 1, "memory": "1 GiB", "sources": ["a test"], "ports": { "p": { "match": "path:/dev/null" } } }""");
        var sources = devices.Length == 0 ? "" : $$"""{ "kind": "free", "port": "p", "devices": [{{devices}}] }""";
        File.WriteAllText(folder["site.json"], $$"""{ "gateway": { "id": "g-1", "district": "putuo" }, "profile": "board", "sources": [{{sources}}], "uplinks": [{{uplinks}}] }""");
        var loaded = SiteLoader.Load(folder["site.json"], [folder.Path], [new FreeKind()]);
        return (loaded.Site, [.. loaded.Faults.Select(f => f.ToString())]);
    }

    private static string Comma(string members) => members.Length == 0 ? "" : ", " + members;

    /// <summary>A kind of source that lets any name through, as one that finds its devices by itself may.</summary>
    private sealed class FreeKind : ISourceKind
    {
        public string Name => "free";

        public string Schema => """
            { "type": "object", "required": ["kind", "port"], "additionalProperties": false,
              "properties": { "kind": { "const": "free" }, "port": { "type": "string" },
                "devices": { "type": "array", "items": { "type": "object", "required": ["name"], "additionalProperties": false, "properties": {
                  "name": { "type": "string" }, "points": { "type": "array", "items": { "type": "string" } } } } } } }
            """;

        public SourcePlan? Bind(JsonElement source, BindContext context)
        {
            var devices = source.Items("devices").Select(d => d.GetProperty("name").GetString()!).ToList();
            var points = source.Items("devices").SelectMany(d => d.Items("points").Select(p => $"{d.GetProperty("name").GetString()}/{p.GetString()}"));
            return new BusPlan
            {
                Kind = Name,
                Port = "p",
                Serial = new SerialSettings(9_600),
                Devices = [.. devices.Select(d => new DeviceDescriptor(d, "", false, Grade.Internal))],
                Points = [.. points.Select(p => new PointDescriptor { Name = p, PollMs = 1_000 })],
                Listen = (_, _) => throw new InvalidOperationException("nothing is read in this test"),
            };
        }
    }
}
