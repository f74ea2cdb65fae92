using System.Text;
using EdgeAgent.Core.Config;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Core.Tests.Config;

/// <summary>Device templates: filled in before everything else is looked at, and told as what they are when they are wrong.</summary>
public sealed class TemplateTests : IDisposable
{
    private const string Gauge = """{ "name": "gauge", "kinds": ["fake"], "points": [ { "name": "level", "unit": "m", "range": [0, 10] }, { "name": "battery", "unit": "V" } ] }""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_device_gets_the_points_of_its_template()
    {
        var site = Load("""{ "name": "a", "template": "gauge" }, { "name": "b", "template": "gauge", "points": [ { "name": "door" } ] }""", Gauge).Site!;
        Assert.Equal(["a/level", "a/battery", "b/door", "b/level", "b/battery"], site.Table.Points.Select(p => p.Name));
    }

    [Fact]
    public void A_point_of_its_own_goes_before_and_keeps_what_it_does_not_say()
    {
        var result = Load("""{ "name": "a", "template": "gauge", "points": [ { "name": "battery", "range": [5, 1] } ] }""", Gauge);
        var fault = Assert.Single(result.Faults);
        Assert.Equal(("sources[0].devices[0].points[0].range", "upside down"), (fault.Path, fault.Problem));
        Assert.Equal(["a/battery", "a/level"], Load("""{ "name": "a", "template": "gauge", "points": [ { "name": "battery" } ] }""", Gauge).Site!.Table.Points.Select(p => p.Name));
    }

    [Fact]
    public void A_template_beside_the_site_file_goes_before_a_shipped_one_and_counts_in_the_hash()
    {
        var shipped = Load("""{ "name": "a", "template": "gauge" }""", Gauge).Site!;
        Directory.CreateDirectory(_folder["templates"]);
        File.WriteAllText(_folder["templates/gauge.json"], Gauge.Replace("battery", "supply", StringComparison.Ordinal));
        var own = Load("""{ "name": "a", "template": "gauge" }""", Gauge).Site!;
        Assert.Equal(["a/level", "a/supply"], own.Table.Points.Select(p => p.Name));
        Assert.NotEqual(shipped.Hash, own.Hash);
    }

    [Theory]
    [InlineData("guage", Gauge, "no device template \"guage\"", "gauge")]
    [InlineData("gauge", """{ "name": "gauge", "kinds": ["fake"], "points": [ { "name": "level", "unit": "°C" } ] }""", "the device template \"gauge\" has faults", "sound")]
    [InlineData("gauge", """{ "name": "gauge", "kinds": ["other"], "points": [ { "name": "level" } ] }""", "the device template \"gauge\" has faults", "sound")]
    [InlineData("gauge", """{ "name": "gorge", "kinds": ["fake"], "points": [ { "name": "level" } ] }""", "the device template \"gauge\" has faults", "sound")]
    [InlineData("gauge", """{ "name": "gauge", "kinds": ["fake"], "device": { "adress": 1 }, "points": [ { "name": "level" } ] }""", "the device template \"gauge\" has faults", "sound")]
    [InlineData("gauge", """{ "name": "gauge" """, "the device template \"gauge\" has faults", "sound")]
    public void What_is_wrong_is_told_in_the_site_and_in_the_template(string name, string template, string problem, string expected)
    {
        var faults = Load($$"""{ "name": "a", "points": [ { "name": "p" } ], "template": "{{name}}" }""", template).Faults;
        var told = Assert.Single(faults, f => f.Path == "sources[0].devices[0].template");
        Assert.StartsWith(problem, told.Problem, StringComparison.Ordinal);
        Assert.Contains(expected, told.Expected, StringComparison.Ordinal);
        Assert.True(told.Line > 0);
        Assert.Equal(name == "gauge", faults.Any(f => f.File == "template gauge"));
    }

    private SiteResult Load(string devices, string template)
    {
        File.WriteAllText(_folder["profile.json"], """{ "name": "bench", "arch": "linux-x64", "cores": 1, "memory": "1 GiB", "ports": { "line": { "match": "path:/dev/null" } }, "sources": ["a test"] }""");
        File.WriteAllText(_folder["site.json"], $$"""
            { "gateway": { "id": "g", "district": "d" }, "profile": "./profile.json",
              "sources": [ { "kind": "fake", "port": "line", "devices": [ {{devices}} ] } ] }
            """);
        return SiteLoader.Load(_folder["site.json"], [], [new FakeKind()], new Dictionary<string, byte[]> { ["gauge"] = Encoding.UTF8.GetBytes(template) });
    }
}
