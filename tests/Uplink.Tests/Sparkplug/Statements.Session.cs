namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>Connecting, the Will, subscriptions, the death of the node.</summary>
internal static partial class Statements
{
    private static IEnumerable<(string Ids, Action<SparkplugCapture> Check)> Session() =>
    [
        ("message-flow-edge-node-birth-publish-will-message payloads-ndeath-will-message", c => All_(c.Packets.Where(p => p.IsConnect), p => Assert.True(p.HasWill))),
        ("message-flow-edge-node-birth-publish-will-message-topic topics-ndeath-topic", c =>
        {
            All_(c.Packets.Where(p => p.IsConnect), p => IsTopic(p, "NDEATH", hasDevice: false));
            All_(c.Of("NDEATH"), p => IsTopic(p, "NDEATH", hasDevice: false));
        }),
        ("message-flow-edge-node-birth-publish-will-message-qos payloads-ndeath-will-message-qos", c => All_(c.Packets.Where(p => p.IsConnect), p => Assert.Equal(1, p.Qos))),
        ("message-flow-edge-node-birth-publish-will-message-will-retained payloads-ndeath-will-message-retain", c => All_(c.Packets.Where(p => p.IsConnect), IsNotRetained)),
        ("message-flow-edge-node-birth-publish-will-message-payload", c => All_(c.Packets.Where(p => p.IsConnect), p => Assert.NotEmpty(p.Payload.Metrics))),
        ("message-flow-edge-node-birth-publish-will-message-payload-bd topics-nbirth-bdseq-increment", c =>
        {
            // Each connection in turn; that 255 is followed by 0 is shown without a network.
            for (var i = 0; i < c.Sessions.Count; i++)
            {
                var metric = BdSeq(c.Sessions[i][0]);
                Assert.Equal(EdgeAgent.Uplink.Sparkplug.Payload.SparkplugType.Int64, metric.Type);
                Assert.Equal((ulong)i, metric.Value.AsUInt64);
            }

            Assert.True(c.Sessions.Count >= 4);
            StageRig.BdSeqWraps();
        }),
        ("topics-ndeath-payload", c => All_(Deaths(c), p => Assert.Equal("bdSeq", Assert.Single(p.Payload.Metrics).Name))),
        ("topics-ndeath-seq payloads-ndeath-seq", c => All_(Deaths(c), p => Assert.Null(p.Payload.Seq))),
        ("payloads-ndeath-bdseq", c => All_(Born(c), s => All_(
            s.Where(p => p.Verb == "NBIRTH" && p.IsPublish),
            p => Assert.All(s.Where(d => d.Verb == "NDEATH"), d => Assert.Equal(BdSeq(p).Value, BdSeq(d).Value))))),
        ("principles-persistence-clean-session-311", c => All_(c.Packets.Where(p => p.IsConnect), p => Assert.True(p.IsClean))),
        ("principles-persistence-clean-session-50", c => All_(c.Packets.Where(p => p.IsConnect), p => Assert.True(p.IsClean && p.SessionExpiryS == 0))),
        ("message-flow-edge-node-birth-publish-connect", c => All_(c.Sessions, s =>
        {
            Assert.True(s[0].IsConnect);
            Assert.Single(s, p => p.IsConnect);
        })),
        ("message-flow-edge-node-ncmd-subscribe", c => All_(c.Sessions, s =>
            Assert.Contains(s, p => p.IsSubscribe && p.Topic == $"{Root}NCMD/{SparkplugCapture.Node}" && p.Qos == 1))),
        ("message-flow-device-dcmd-subscribe", c =>
        {
            // A gateway writes to no device; it listens so that a host application's attempt is told in the log rather than lost.
            All_(c.Sessions, s => Assert.Contains(s, p => p.IsSubscribe && p.Topic == $"{Root}DCMD/{SparkplugCapture.Node}/+" && p.Qos == 1));
        }),
        ("operational-behavior-edge-node-intentional-disconnect-ndeath payloads-ndeath-will-message-publisher payloads-ndeath-will-message-publisher-disconnect-mqtt311", c =>
        {
            var ended = c.Sessions.Where(s => s.Exists(p => p.IsDisconnect)).ToList();
            Assert.True(ended.Count >= 3);
            Assert.All(ended, s =>
            {
                var death = s.FindIndex(p => p.Verb == "NDEATH" && p.IsPublish);
                Assert.InRange(death, 0, s.FindIndex(p => p.IsDisconnect) - 1);
            });
        }),
        ("operational-behavior-edge-node-intentional-disconnect-packet", c => All_(c.Sessions.Where(s => s.Exists(p => p.IsDisconnect)), s =>
        {
            Assert.True(s[^1].IsDisconnect);
            Assert.Equal("NDEATH", s.Last(p => p.IsPublish).Verb);
        })),
        ("payloads-ndeath-will-message-publisher-disconnect-mqtt50", c =>
        {
            // 0x04, and the server publishes the Will all the same: another client hears of the death twice.
            All_(c.Packets.Where(p => p.IsDisconnect), p => Assert.Equal(c.Packets.First().Version == 5 ? 4 : 0, p.Reason));
            var last = (ulong)(c.Sessions.Count - 1);
            Assert.Equal(c.Packets.First().Version == 5 ? 2 : 1, c.Seen.Count(s => s.Topic.Contains("NDEATH", StringComparison.Ordinal) && s.Payload.Metrics[0].Value.AsUInt64 == last));
        }),
        ("operational-behavior-primary-application-state-with-multiple-servers-single-server", c =>
        {
            Assert.Equal(1, c.MostConnections);
            StageRig.OneServerAtATime();
        }),
        ("conformance-mqtt-will-messages", c =>
        {
            // The server's part; what the node relies on is that the Will is published when its line is cut.
            Assert.DoesNotContain(c.Sessions[c.CutSession], p => p.Verb == "NDEATH" && p.IsPublish);
            Assert.Contains(c.Seen, s => s.Topic.Contains("NDEATH", StringComparison.Ordinal) && s.Payload.Metrics[0].Value.AsUInt64 == (ulong)c.CutSession);
        }),
    ];

    private static IEnumerable<MqttPacket> Deaths(SparkplugCapture c) => c.Of("NDEATH").Concat(c.Packets.Where(p => p.IsConnect));
}
