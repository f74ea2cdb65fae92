namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>Ids and topics.</summary>
internal static partial class Statements
{
    private static IEnumerable<(string Ids, Action<SparkplugCapture> Check)> Names() =>
    [
        ("topic-structure topic-structure-namespace-a", c => All_(c.Publishes, p =>
        {
            var parts = p.Topic.Split('/');
            Assert.Equal(("spBv1.0", SparkplugCapture.Group, SparkplugCapture.Node), (parts[0], parts[1], parts[3]));
            Assert.InRange(parts.Length, 4, 5);
        })),
        ("topic-structure-namespace-device-id-associated-message-types", c => All_(c.Of("DBIRTH", "DDATA", "DDEATH"), p => Assert.Equal(5, p.Topic.Split('/').Length))),
        ("topic-structure-namespace-device-id-non-associated-message-types", c => All_(c.Of("NBIRTH", "NDATA", "NDEATH"), p => Assert.Equal(4, p.Topic.Split('/').Length))),
        ("topic-structure-namespace-valid-group-id intro-group-id-chars", _ => OnlyGoodIds("group")),
        ("topic-structure-namespace-valid-edge-node-id intro-edge-node-id-chars", _ => OnlyGoodIds("node")),
        ("topic-structure-namespace-valid-device-id intro-device-id-chars", _ =>
        {
            foreach (var name in (string[])["a+b", "a#b", "a/b"])
            {
                Assert.Contains(SparkplugConfigs.Load("", $$"""{ "name": "{{name}}", "points": ["p"] }"""), f => f.Contains("cannot be a Sparkplug device id", StringComparison.Ordinal));
            }
        }),
        ("intro-group-id-string", c => All_(c.Publishes, p => Assert.True(IsUtf8(p.Topic) && p.Topic.Split('/')[1] == SparkplugCapture.Group))),
        ("intro-edge-node-id-string", c => All_(c.Publishes, p => Assert.True(IsUtf8(p.Topic) && p.Topic.Split('/')[3] == SparkplugCapture.Node))),
        ("intro-device-id-string", c => Assert.Equal(["door", "pump"], c.Of("DBIRTH", "DDATA", "DDEATH").Select(p => p.Topic.Split('/')[4]).Distinct().Order())),
        ("topic-structure-namespace-unique-device-id", _ =>
            Assert.Contains(SparkplugConfigs.Load("", """{ "name": "d", "points": ["p"] }, { "name": "d", "points": ["q"] }"""), f => f.Contains("\"d\" stands at", StringComparison.Ordinal))),
        ("case-sensitivity-sparkplug-ids", _ =>
        {
            Assert.Contains(SparkplugConfigs.Load("", """{ "name": "Pump", "points": ["p"] }, { "name": "pump", "points": ["p"] }"""), f => f.Contains("differ by case alone", StringComparison.Ordinal));
            Assert.Contains(SparkplugConfigs.LoadTwo("\"group\": \"A\"", "\"group\": \"a\""), f => f.Contains("is the edge node of uplinks[0] already", StringComparison.Ordinal));
        }),
        ("case-sensitivity-metric-names", c =>
        {
            All_(c.Of(Births), p => Assert.Equal(p.Payload.Metrics.Count, p.Payload.Metrics.Select(m => m.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count()));
            Assert.Contains(SparkplugConfigs.Load("", """{ "name": "d", "points": ["P", "p"] }"""), f => f.Contains("differ by case alone", StringComparison.Ordinal));
            Assert.Contains(SparkplugConfigs.Load("", """{ "name": "d", "points": ["alarms"] }"""), f => f.Contains("has the name of the folder", StringComparison.Ordinal));
        }),
        ("intro-edge-node-id-uniqueness payloads-nbirth-edge-node-descriptor topic-structure-namespace-unique-edge-node-descriptor", _ =>
        {
            // Among gateways the district's own ids are unique; by default they are the node's id. One gateway cannot be the same node twice.
            Assert.Empty(SparkplugConfigs.LoadTwo("", "\"node\": \"other\""));
            Assert.Contains(SparkplugConfigs.LoadTwo("", ""), f => f.Contains("putuo/g-1 is the edge node of uplinks[0] already", StringComparison.Ordinal));
        }),
    ];

    private static void OnlyGoodIds(string key)
    {
        foreach (var bad in (string[])["a+b", "a/b", "a#b", "", "a\\u0000b"])
        {
            Assert.Contains(SparkplugConfigs.Load($"\"{key}\": \"{bad}\""), f => f.Contains($"uplinks[0].{key}", StringComparison.Ordinal));
        }

        Assert.Empty(SparkplugConfigs.Load($"\"{key}\": \"\u5357\u4eac\u8def 1\""));
    }
}
