using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>Kinds of <see cref="SparkplugOutput"/>.</summary>
public enum SparkplugOutputKind : byte
{
    /// <summary>Store <see cref="SparkplugStage.NextBdSeq"/>, then connect to <see cref="SparkplugStage.Server"/> with the topic and payload as Will: QoS 1, not retained, clean session.</summary>
    Open,

    /// <summary>Subscribe to the topic, QoS 1.</summary>
    Subscribe,

    /// <summary>Publish, QoS 0, not retained.</summary>
    Publish,

    /// <summary>Publish the death, QoS 1, not retained; disconnect and have the Will published all the same; close.</summary>
    Bury,

    /// <summary>Close the connection, which is gone or was never there.</summary>
    Close,
}

/// <summary>What a host does after a step.</summary>
/// <param name="Kind">What.</param>
/// <param name="Topic">Topic or filter; empty for none.</param>
/// <param name="Payload">What to publish; null for nothing.</param>
public readonly record struct SparkplugOutput(SparkplugOutputKind Kind, string Topic = "", SparkplugPayload? Payload = null);

/// <summary>Where an edge node's session stands.</summary>
public enum SparkplugPhase : byte
{
    /// <summary>Without a connection, until the next attempt is due.</summary>
    Waiting,

    /// <summary>A connection was opened; its CONNACK has not come.</summary>
    Connecting,

    /// <summary>Connected; not every subscription is granted yet.</summary>
    Subscribing,

    /// <summary>Subscribed; the primary host application has not said that it is there.</summary>
    AwaitingHost,

    /// <summary>Births are out; data may follow.</summary>
    Online,

    /// <summary>The gateway goes: over for good.</summary>
    Stopped,
}
