using EdgeAgent.Core.Time;
using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>
/// Gives each message of the node and its devices its topic and its number, 0..255 and over again, and knows which devices are born. Pure; one thread.
/// </summary>
/// <param name="topics">The node's topics.</param>
/// <param name="model">The node's metrics.</param>
/// <param name="births">Makes the births.</param>
public sealed class NodeMessages(SparkplugTopics topics, NodeModel model, BirthMaker births)
{
    private readonly bool[] _born = new bool[model.Table.Devices.Count];
    private byte _seq;

    /// <summary>True for a device, by its index, whose birth was made and that has not died since.</summary>
    public bool IsBorn(int device) => _born[device];

    /// <summary>The session is over: nobody is born.</summary>
    public void End() => Array.Clear(_born);

    /// <summary>Birth of the node: numbers start again at 0, and its devices must be born again.</summary>
    public SparkplugOutput NodeBirth(byte bdSeq, long notSent, in Now now)
    {
        End();
        _seq = 0;
        return Publish(topics.NodeBirth, births.NodeBirth(bdSeq, notSent, Next(), now));
    }

    /// <summary>Birth of a device.</summary>
    public SparkplugOutput DeviceBirth(int device, in Now now)
    {
        _born[device] = true;
        return Publish(topics.DeviceBirth(model.Table.Devices[device].Name), births.DeviceBirth(device, Next(), now));
    }

    /// <summary>Death of a device.</summary>
    public SparkplugOutput DeviceDeath(int device, in Now now)
    {
        _born[device] = false;
        return Publish(topics.DeviceDeath(model.Table.Devices[device].Name), new SparkplugPayload { TimestampMs = now.UtcMs, Seq = Next() });
    }

    /// <summary>Data of the node or of a device.</summary>
    public SparkplugOutput Data(in SparkplugData data, in Now now)
    {
        var isHistory = data.IsHistory;
        var topic = data.Device < 0 ? topics.NodeData : topics.DeviceData(model.Table.Devices[data.Device].Name);
        return Publish(topic, new SparkplugPayload { TimestampMs = now.UtcMs, Seq = Next(), Metrics = data.Metrics.ConvertAll(s => s.ToData(isHistory)) });
    }

    private static SparkplugOutput Publish(string topic, SparkplugPayload payload) => new(SparkplugOutputKind.Publish, topic, payload);

    private ulong Next() => _seq++;
}
