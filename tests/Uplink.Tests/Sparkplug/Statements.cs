using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>A check for each normative statement of Sparkplug 3.0 that binds an edge node, by the statement's id. Statements that say the same share a check.</summary>
internal static partial class Statements
{
    public const string Root = "spBv1.0/" + SparkplugCapture.Group + "/";
    public static readonly string[] Births = ["NBIRTH", "DBIRTH"];
    public static readonly string[] Data = ["NDATA", "DDATA"];
    public static readonly string[] Numbered = ["NBIRTH", "DBIRTH", "NDATA", "DDATA", "DDEATH"];

    /// <summary>Checks by id.</summary>
    public static IReadOnlyDictionary<string, Action<SparkplugCapture>> All { get; } = Make();

    private static Dictionary<string, Action<SparkplugCapture>> Make()
    {
        var all = new Dictionary<string, Action<SparkplugCapture>>(StringComparer.Ordinal);
        foreach (var (ids, check) in Session().Concat(Host()).Concat(BirthsOf()).Concat(DataOf()).Concat(Payloads()).Concat(Names()))
        {
            foreach (var id in ids.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                all.Add(id, check);
            }
        }

        return all;
    }

    /// <summary>At least one, and all of them so.</summary>
    private static void All_<T>(IEnumerable<T> items, Action<T> check)
    {
        var list = items.ToList();
        Assert.NotEmpty(list);
        Assert.All(list, check);
    }

    private static IEnumerable<List<MqttPacket>> Born(SparkplugCapture c) => c.Sessions.Where(s => s.Exists(p => p.Verb == "NBIRTH" && p.IsPublish));

    private static SparkplugMetric BdSeq(MqttPacket packet) => Assert.Single(packet.Payload.Metrics, m => m.Name == "bdSeq");

    private static List<MqttPacket> Long(SparkplugCapture c) => c.Sessions[c.HostGoneSession];

    private static IEnumerable<SparkplugMetric> Metrics(SparkplugCapture c, params string[] verbs) => c.Of(verbs).SelectMany(p => p.Payload.Metrics);

    /// <summary>For each message of the node that carries a number: the one before it, in the session.</summary>
    private static IEnumerable<(MqttPacket Before, MqttPacket Packet)> Followers(SparkplugCapture c, string verb) =>
        from session in Born(c)
        let numbered = session.Where(p => p.IsPublish && Numbered.Contains(p.Verb)).ToList()
        from pair in numbered.Zip(numbered.Skip(1))
        where pair.Second.Verb == verb
        select (pair.First, pair.Second);

    private static void IsOneMore(MqttPacket before, MqttPacket packet) => Assert.Equal((before.Payload.Seq + 1) % 256, packet.Payload.Seq);

    private static void IsRecent(MqttPacket packet)
    {
        // The payload was made, in UTC milliseconds, a moment before it passed.
        Assert.NotNull(packet.Payload.TimestampMs);
        Assert.InRange(packet.AtMs - packet.Payload.TimestampMs.Value, -50, 30_000);
    }

    private static void IsQos0(MqttPacket packet) => Assert.Equal(0, packet.Qos);

    private static void IsNotRetained(MqttPacket packet) => Assert.False(packet.Retain);

    private static void IsTopic(MqttPacket packet, string verb, bool hasDevice) =>
        Assert.Contains(packet.Topic, hasDevice ? [$"{Root}{verb}/{SparkplugCapture.Node}/pump", $"{Root}{verb}/{SparkplugCapture.Node}/door"] : new[] { $"{Root}{verb}/{SparkplugCapture.Node}" });
}
