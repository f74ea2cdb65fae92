namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>Data, and the death of devices.</summary>
internal static partial class Statements
{
    private static IEnumerable<(string Ids, Action<SparkplugCapture> Check)> DataOf() =>
    [
        ("topics-ndata-topic", c => All_(c.Of("NDATA"), p => IsTopic(p, "NDATA", hasDevice: false))),
        ("topics-ndata-mqtt", c => All_(c.Of("NDATA"), p => Assert.True(p.Qos == 0 && !p.Retain))),
        ("payloads-ndata-qos", c => All_(c.Of("NDATA"), IsQos0)),
        ("payloads-ndata-retain", c => All_(c.Of("NDATA"), IsNotRetained)),
        ("topics-ndata-timestamp payloads-ndata-timestamp", c => All_(c.Of("NDATA"), IsRecent)),
        ("payloads-ndata-seq", c => All_(c.Of("NDATA"), p => Assert.InRange(p.Payload.Seq!.Value, 0UL, 255UL))),
        ("topics-ndata-seq-num payloads-ndata-seq-inc", c => All_(Followers(c, "NDATA"), f => IsOneMore(f.Before, f.Packet))),
        ("payloads-ndata-order", c => AfterBirths(c, "NDATA")),
        ("topics-ndata-payload", c =>
        {
            // What the health summary told: the memory's size, by its alias.
            var alias = c.Of("NBIRTH").First().Payload.Metrics.First(m => m.Name == "Health/Memory Bytes").Alias;
            Assert.Contains(Metrics(c, "NDATA"), m => m.Alias == alias && m.Value.AsUInt64 == 1_000_000);
        }),
        ("operational-behavior-data-publish-nbirth-change", _ => Unchanged(t => [SparkplugSite.Health(7, t + 1), SparkplugSite.Health(7, t + 100_001)], expected: [5, 0])),
        ("topics-ddata-topic", c => All_(c.Of("DDATA"), p => IsTopic(p, "DDATA", hasDevice: true))),
        ("topics-ddata-mqtt", c => All_(c.Of("DDATA"), p => Assert.True(p.Qos == 0 && !p.Retain))),
        ("payloads-ddata-qos", c => All_(c.Of("DDATA"), IsQos0)),
        ("payloads-ddata-retain", c => All_(c.Of("DDATA"), IsNotRetained)),
        ("topics-ddata-timestamp payloads-ddata-timestamp", c => All_(c.Of("DDATA"), IsRecent)),
        ("payloads-ddata-seq", c => All_(c.Of("DDATA"), p => Assert.InRange(p.Payload.Seq!.Value, 0UL, 255UL))),
        ("topics-ddata-seq-num payloads-ddata-seq-inc", c => All_(Followers(c, "DDATA"), f => IsOneMore(f.Before, f.Packet))),
        ("payloads-ddata-order", c => AfterBirths(c, "DDATA")),
        ("topics-ddata-payload", c =>
        {
            var alias = c.Of("DBIRTH").SelectMany(p => p.Payload.Metrics).First(m => m.Name == "starts").Alias;
            Assert.Contains(Metrics(c, "DDATA"), m => m.Alias == alias && m.Value.AsDouble == 17);
        }),
        ("operational-behavior-data-publish-dbirth-change principles-rbe-recommended", _ => Unchanged(
            t => [SparkplugSite.Window(SparkplugSite.Level, 3, t + 1), SparkplugSite.Window(SparkplugSite.Level, 3, t + 2), SparkplugSite.Window(SparkplugSite.Level, 3, t + 3, max: 3.5)], expected: [1, 0, 1])),
        ("operational-behavior-device-ddeath", c =>
        {
            var death = Long(c).FindIndex(p => p.Verb == "DDEATH");
            var birth = Long(c).FindIndex(death, p => p.Verb == "DBIRTH");
            Assert.EndsWith("/door", Long(c)[death].Topic, StringComparison.Ordinal);
            Assert.EndsWith("/door", Long(c)[birth].Topic, StringComparison.Ordinal);

            // Nothing of it between, but what it had measured before reaches the host application all the same.
            Assert.DoesNotContain(Long(c).Skip(death + 1).Take(birth - death - 1), p => p.Topic.EndsWith("/door", StringComparison.Ordinal));
            Assert.Single(Long(c).Skip(death + 1).Take(birth - death - 1), p => p.Verb == "NDATA" && p.Payload.Metrics.Any(m => m.Value.Text?.Contains("door/open", StringComparison.Ordinal) == true));
        }),
        ("topics-ddeath-topic", c => All_(c.Of("DDEATH"), p => IsTopic(p, "DDEATH", hasDevice: true))),
        ("topics-ddeath-mqtt", c => All_(c.Of("DDEATH"), p => Assert.True(p.Qos == 0 && !p.Retain))),
        ("payloads-ddeath-timestamp", c => All_(c.Of("DDEATH"), IsRecent)),
        ("payloads-ddeath-seq payloads-ddeath-seq-number", c => All_(c.Of("DDEATH"), p => Assert.InRange(p.Payload.Seq!.Value, 0UL, 255UL))),
        ("topics-ddeath-seq-num payloads-ddeath-seq-inc", c => All_(Followers(c, "DDEATH"), f => IsOneMore(f.Before, f.Packet))),
        ("payloads-sequence-num-always-included", c =>
        {
            All_(c.Of(Numbered), p => Assert.NotNull(p.Payload.Seq));
            Assert.DoesNotContain(c.Publishes, p => !Numbered.Contains(p.Verb) && p.Verb != "NDEATH");
        }),
        ("payloads-sequence-num-incrementing", c =>
        {
            foreach (var verb in Numbered.Where(v => v != "NBIRTH"))
            {
                All_(Followers(c, verb), f => IsOneMore(f.Before, f.Packet));
            }

            Assert.Contains(Followers(c, "DDATA"), f => f.Before.Payload.Seq == 255 && f.Packet.Payload.Seq == 0);
        }),
    ];

    private static void AfterBirths(SparkplugCapture c, string verb) => All_(Born(c), s =>
    {
        var data = s.FindIndex(p => p.Verb == verb);
        Assert.Equal(2, s.Take(data).Count(p => p.Verb == "DBIRTH"));
        Assert.Equal(1, s.Take(data).Count(p => p.IsPublish && p.Verb == "NBIRTH"));
    });

    // Metrics that each summary makes the node send, one after another.
    private static void Unchanged(Func<long, Core.Wire.Summary[]> summariesAfter, int[] expected)
    {
        var rig = StageRig.Online();
        var sent = summariesAfter(rig.NowMs).Select(s =>
        {
            rig.Append(s);
            return rig.Drain().Sum(o => o.Payload!.Metrics.Count);
        });
        Assert.Equal(expected, sent);
    }
}
