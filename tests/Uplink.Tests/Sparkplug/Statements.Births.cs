using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>Births.</summary>
internal static partial class Statements
{
    private static IEnumerable<(string Ids, Action<SparkplugCapture> Check)> BirthsOf() =>
    [
        ("message-flow-edge-node-birth-publish-nbirth-topic topics-nbirth-topic", c => All_(c.Of("NBIRTH"), p => IsTopic(p, "NBIRTH", hasDevice: false))),
        ("message-flow-edge-node-birth-publish-nbirth-qos payloads-nbirth-qos", c => All_(c.Of("NBIRTH"), IsQos0)),
        ("message-flow-edge-node-birth-publish-nbirth-retained payloads-nbirth-retain", c => All_(c.Of("NBIRTH"), IsNotRetained)),
        ("topics-nbirth-mqtt", c => All_(c.Of("NBIRTH"), p => Assert.True(p.Qos == 0 && !p.Retain))),
        ("message-flow-edge-node-birth-publish-nbirth-payload", c => All_(c.Of("NBIRTH"), p => Assert.NotEmpty(p.Payload.Metrics))),
        ("message-flow-edge-node-birth-publish-nbirth-payload-bd topics-nbirth-bdseq-included payloads-nbirth-bdseq", c => All_(c.Of("NBIRTH"), p =>
        {
            Assert.Equal(SparkplugType.Int64, BdSeq(p).Type);
            Assert.InRange(BdSeq(p).Value.AsUInt64, 0UL, 255UL);
        })),
        ("topics-nbirth-bdseq-matching payloads-nbirth-bdseq-repeat", c => All_(Born(c), s =>
            All_(s.Where(p => p.Verb == "NBIRTH" && p.IsPublish), p => Assert.Equal(BdSeq(s[0]).Value, BdSeq(p).Value)))),
        ("message-flow-edge-node-birth-publish-nbirth-payload-seq payloads-nbirth-seq payloads-sequence-num-req-nbirth", c => All_(c.Of("NBIRTH"), p => Assert.InRange(p.Payload.Seq!.Value, 0UL, 255UL))),
        ("topics-nbirth-seq-num payloads-sequence-num-zero-nbirth", c => All_(c.Of("NBIRTH"), p => Assert.Equal(0UL, p.Payload.Seq))),
        ("topics-nbirth-timestamp payloads-nbirth-timestamp", c => All_(c.Of("NBIRTH"), IsRecent)),
        ("topics-nbirth-metric-reqs operational-behavior-data-publish-nbirth", c => OnlyDeclared(c, "NBIRTH", "NDATA")),
        ("topics-dbirth-metric-reqs operational-behavior-data-publish-dbirth", c => OnlyDeclared(c, "DBIRTH", "DDATA")),
        ("topics-nbirth-metrics", c => All_(Metrics(c, "NBIRTH"), IsWhole)),
        ("topics-dbirth-metrics", c => All_(Metrics(c, "DBIRTH"), IsWhole)),
        ("operational-behavior-data-publish-nbirth-values", c => All_(Metrics(c, "NBIRTH"), m => Assert.Equal(m.IsNull, m.Value.Kind == SparkplugValueKind.None))),
        ("operational-behavior-data-publish-dbirth-values", c =>
        {
            All_(Metrics(c, "DBIRTH"), m => Assert.Equal(m.IsNull, m.Value.Kind == SparkplugValueKind.None));

            // The level had been read, the starts had not.
            Assert.Equal(1.25, Metrics(c, "DBIRTH").First(m => m.Name == "level").Value.AsDouble);
            Assert.True(Metrics(c, "DBIRTH").First(m => m.Name == "starts").IsNull);
        }),
        ("operational-behavior-data-publish-nbirth-order", c => All_(c.Of("NBIRTH", "NDATA"), IsChronological)),
        ("operational-behavior-data-publish-dbirth-order", c =>
        {
            All_(c.Of("DBIRTH", "DDATA"), IsChronological);

            // And from one message to the next, metric by metric.
            All_(
                Long(c).Where(p => p.Verb == "DDATA").SelectMany(p => p.Payload.Metrics).Where(m => !m.IsHistorical).GroupBy(m => m.Alias),
                g => Assert.Equal(g.Select(m => m.TimestampMs).Order(), g.Select(m => m.TimestampMs)));
        }),
        ("topics-nbirth-rebirth-metric payloads-nbirth-rebirth-req operational-behavior-data-commands-rebirth-name", c => All_(c.Of("NBIRTH"), p => Assert.False(Rebirth(p).Value.AsBoolean))),
        ("operational-behavior-data-commands-rebirth-datatype", c => All_(c.Of("NBIRTH"), p =>
        {
            Assert.Equal(SparkplugType.Boolean, Rebirth(p).Type);
            Assert.Equal(SparkplugValueKind.Boolean, Rebirth(p).Value.Kind);
        })),
        ("operational-behavior-data-commands-rebirth-value", c => All_(c.Of("NBIRTH"), p => Assert.Equal(SparkplugValue.Of(false), Rebirth(p).Value))),
        ("operational-behavior-data-commands-rebirth-name-aliases", c => All_(c.Of("NBIRTH"), p => Assert.Null(Rebirth(p).Alias))),
        ("principles-birth-certificates-order", c => All_(Born(c), s => Assert.Equal("NBIRTH", s.First(p => p.IsPublish).Verb))),
        ("message-flow-device-birth-publish-nbirth-wait", c => All_(c.Sessions.Where(s => s.Exists(p => p.Verb == "DBIRTH")), s => Assert.InRange(s.FindIndex(p => p.IsPublish && p.Verb == "NBIRTH"), 1, s.FindIndex(p => p.Verb == "DBIRTH")))),
        ("message-flow-device-birth-publish-dbirth-topic message-flow-device-birth-publish-dbirth-match-edge-node-topic topics-dbirth-topic", c => All_(c.Of("DBIRTH"), p => IsTopic(p, "DBIRTH", hasDevice: true))),
        ("message-flow-device-birth-publish-dbirth-qos payloads-dbirth-qos", c => All_(c.Of("DBIRTH"), IsQos0)),
        ("message-flow-device-birth-publish-dbirth-retained payloads-dbirth-retain", c => All_(c.Of("DBIRTH"), IsNotRetained)),
        ("topics-dbirth-mqtt", c => All_(c.Of("DBIRTH"), p => Assert.True(p.Qos == 0 && !p.Retain))),
        ("message-flow-device-birth-publish-dbirth-payload", c => All_(c.Of("DBIRTH"), p => Assert.NotEmpty(p.Payload.Metrics))),
        ("message-flow-device-birth-publish-dbirth-payload-seq topics-dbirth-seq payloads-dbirth-seq-inc", c => All_(Followers(c, "DBIRTH"), f => IsOneMore(f.Before, f.Packet))),
        ("payloads-dbirth-seq", c => All_(c.Of("DBIRTH"), p => Assert.InRange(p.Payload.Seq!.Value, 0UL, 255UL))),
        ("topics-dbirth-timestamp payloads-dbirth-timestamp", c => All_(c.Of("DBIRTH"), IsRecent)),
        ("payloads-dbirth-order", c => All_(Born(c), s => Assert.Equal(["NBIRTH", "DBIRTH", "DBIRTH"], s.Where(p => p.IsPublish).Take(3).Select(p => p.Verb)))),
    ];

    // Every alias of a data message stands in the newest birth before it of the same node or device.
    private static void OnlyDeclared(SparkplugCapture c, string birth, string data)
    {
        var checkedCount = 0;
        foreach (var session in Born(c))
        {
            var declared = new Dictionary<string, HashSet<ulong?>>();
            foreach (var packet in session.Where(p => p.IsPublish))
            {
                var place = packet.Topic.Replace($"/{packet.Verb}/", "/", StringComparison.Ordinal);
                if (packet.Verb == birth)
                {
                    declared[place] = [.. packet.Payload.Metrics.Select(m => m.Alias)];
                }
                else if (packet.Verb == data)
                {
                    checkedCount++;
                    Assert.All(packet.Payload.Metrics, m => Assert.Contains(m.Alias, declared[place]));
                }
            }
        }

        Assert.True(checkedCount > 2);
    }

    private static void IsWhole(SparkplugMetric metric)
    {
        Assert.False(string.IsNullOrEmpty(metric.Name));
        Assert.NotNull(metric.Type);
        Assert.True(metric.IsNull || metric.Value.Kind != SparkplugValueKind.None);
    }

    private static void IsChronological(MqttPacket packet)
    {
        var times = packet.Payload.Metrics.Where(m => !m.IsHistorical).Select(m => m.TimestampMs!.Value).ToList();
        Assert.Equal(times.Order(), times);
    }

    private static SparkplugMetric Rebirth(MqttPacket packet) => Assert.Single(packet.Payload.Metrics, m => m.Name == "Node Control/Rebirth");
}
