using EdgeAgent.Core.Config;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Core.Tests.Config;

/// <summary>How an uplink by MQTT is written in a site file.</summary>
public sealed class MqttUplinkConfigTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public MqttUplinkConfigTests()
    {
        Directory.CreateDirectory(_folder["board"]);
        File.WriteAllText(_folder["board/profile.json"], """
            { "name": "board", "arch": "linux-x64", "cores": 1, "memory": "1 GiB", "sources": ["a test"], "ports": { "rs485-1": { "match": "path:/dev/null" } } }
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_key_binds()
    {
        var mqtt = Load("""
            "delivery": "application", "redeliver": "20 s", "backlogRate": 50, "batch": 100, "batchBytes": "64 KiB", "compress": "gzip", "commands": true, "user": "u",
            "password": { "secret": "broker" }
            """).Site!.Mqtt.Single();
        Assert.Equal((true, 20_000L, 50, 100, 65_536, true, true), (mqtt.IsApplication, mqtt.RedeliverMs, mqtt.BacklogRate, mqtt.Batch, mqtt.BatchBytes, mqtt.IsGzip, mqtt.TakesCommands));
    }

    [Fact]
    public void Left_out_keys_have_their_defaults()
    {
        var result = Load("\"inFlight\": 20");
        Assert.Empty(result.Warnings);
        var mqtt = result.Site!.Mqtt.Single();
        Assert.Equal((false, 300_000L, 200, 1, 131_072, false, false), (mqtt.IsApplication, mqtt.RedeliverMs, mqtt.BacklogRate, mqtt.Batch, mqtt.BatchBytes, mqtt.IsGzip, mqtt.TakesCommands));
    }

    [Theory]
    [InlineData("\"backlogRate\": 0", "backlogRate", "1")]
    [InlineData("\"backlogRate\": 100001", "backlogRate", "100000")]
    [InlineData("\"batch\": 501", "batch", "500")]
    [InlineData("\"redeliver\": \"1 s\"", "redeliver", "10 s")]
    [InlineData("\"delivery\": \"brain\"", "delivery", "application")]
    [InlineData("\"compress\": \"zip\"", "compress", "gzip")]
    [InlineData("\"commands\": true", "commands", "does not know who connects")]
    [InlineData("\"commands\": true, \"user\": \"u\"", "commands", "does not know who connects")]
    public void What_does_not_fit_is_told_with_its_place(string member, string key, string text)
    {
        var fault = Assert.Single(Load(member).Faults);
        Assert.Equal("uplinks[0]." + key, fault.Path);
        Assert.Contains(text, fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"redeliver\": \"20 s\"", "redeliver")]
    [InlineData("\"batchBytes\": \"64 KiB\"", "batchBytes")]
    public void What_has_no_effect_is_a_warning(string member, string key) =>
        Assert.Contains(key, Assert.Single(Load(member).Warnings).ToString(), StringComparison.Ordinal);

    private SiteResult Load(string members)
    {
        File.WriteAllText(_folder["site.json"], $$"""
            { "gateway": { "id": "g-1", "district": "putuo" }, "profile": "board", "sources": [{ "kind": "fake", "port": "rs485-1", "points": ["a"] }],
              "uplinks": [{ "kind": "mqtt", "servers": ["mqtt://h"], {{members}} }] }
            """);
        return SiteLoader.Load(_folder["site.json"], [_folder.Path], [new FakeKind()]);
    }
}
