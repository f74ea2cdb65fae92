using EdgeAgent.Core.Config;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>An uplink of kind `sparkplug` in a site file.</summary>
public sealed class SparkplugConfigTests
{
    [Fact]
    public void Left_out_keys_are_their_defaults()
    {
        var (site, faults) = SparkplugConfigs.Bind("""{ "kind": "sparkplug", "servers": ["mqtts://h:8883"] }""", "");
        Assert.Empty(faults);
        var uplink = Assert.Single(site!.Sparkplug);
        Assert.Equal(("sparkplug", "putuo", "g-1", "", false, SparkplugRelease.Never, 500), (uplink.Link.Name, uplink.Group, uplink.Node, uplink.PrimaryHost, uplink.IsVersion5, uplink.Release, uplink.BacklogPerS));
        Assert.Equal([uplink.Link], site.Links);
        Assert.Empty(site.Mqtt);
    }

    [Fact]
    public void All_keys_are_bound()
    {
        var (site, faults) = SparkplugConfigs.Bind(
            """
            { "kind": "sparkplug", "name": "scada", "servers": ["mqtt://a", "mqtt://b:1884"], "group": "Nanjing Lu", "node": "pump room 7", "primaryHost": "ignition", "version": "5",
              "release": "application", "backlogRate": 50, "keepAlive": "10 s", "progress": "20 s", "user": "u", "password": { "secret": "p" } }
            """,
            "");
        Assert.Empty(faults);
        var uplink = Assert.Single(site!.Sparkplug);
        Assert.Equal(("scada", "Nanjing Lu", "pump room 7", "ignition", true, SparkplugRelease.Application, 50), (uplink.Link.Name, uplink.Group, uplink.Node, uplink.PrimaryHost, uplink.IsVersion5, uplink.Release, uplink.BacklogPerS));
        Assert.Equal((2, 10, 20_000, "u", "p"), (uplink.Link.Servers.Count, uplink.Link.KeepAliveS, uplink.Link.ProgressMs, uplink.Link.User, uplink.Link.PasswordSecret));
    }

    [Theory]
    [InlineData("\"release\": \"always\"", "uplinks[0].release")]
    [InlineData("\"version\": 5", "uplinks[0].version")]
    [InlineData("\"backlogRate\": 0", "uplinks[0].backlogRate")]
    [InlineData("\"primaryHost\": \"a/b\"", "uplinks[0].primaryHost")]
    [InlineData("\"topic\": \"x/{class}\"", "uplinks[0].topic")]
    [InlineData("\"user\": \"\", \"password\": { \"secret\": \"p\" }", "uplinks[0].password")]
    [InlineData("\"name\": \"a-name-that-is-longer-than-the-key-of-its-state-can-hold\"", "uplinks[0].name")]
    public void Bad_keys_are_told_with_their_place(string members, string place) => Assert.Contains(SparkplugConfigs.Load(members), f => f.Contains(place, StringComparison.Ordinal));

    [Fact]
    public void No_two_push_uplinks_share_a_name()
    {
        var (_, faults) = SparkplugConfigs.Bind("""{ "kind": "mqtt", "name": "up", "servers": ["mqtt://h"] }, { "kind": "sparkplug", "name": "up", "servers": ["mqtt://h"] }""", "");
        Assert.Contains(faults, f => f.Contains("two uplinks are called \"up\"", StringComparison.Ordinal));
        (_, faults) = SparkplugConfigs.Bind("""{ "kind": "sparkplug", "servers": ["mqtt://h"] }, { "kind": "pull", "required": ["sparkplug"] }""", "");
        Assert.Contains(faults, f => f.Contains("uplinks[1].required[0]", StringComparison.Ordinal));
    }
}
