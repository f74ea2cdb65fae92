namespace EdgeAgent.Core.Config;

/// <summary>What releases the summaries that a Sparkplug uplink has sent.</summary>
public enum SparkplugRelease : byte
{
    /// <summary>Not this uplink: it keeps a position of its own and holds nothing. Other consumers, or the budget, release.</summary>
    Never,

    /// <summary>The broker's answer to something sent after them on the same connection: the broker has had them, which says nothing of any host application.</summary>
    Broker,

    /// <summary>The host application, by writing the cursor that it was given to `Node Control/Ack Cursor`.</summary>
    Application,
}

/// <summary>A push uplink as a Sparkplug B 3.0 edge node.</summary>
public sealed record SparkplugUplinkConfig
{
    /// <summary>How to reach the servers, and the uplink's name, unique among uplinks; default `sparkplug`. Topic and window are not used.</summary>
    public required MqttUplinkConfig Link { get; init; }

    /// <summary>Group id: UTF-8 without `+`, `/` and `#`; default the district.</summary>
    public required string Group { get; init; }

    /// <summary>Edge node id, as the group; default the gateway's id.</summary>
    public required string Node { get; init; }

    /// <summary>Id of the primary host application; empty for none, and then births wait for nobody.</summary>
    public string PrimaryHost { get; init; } = "";

    /// <summary>True to speak MQTT 5, false for 3.1.1, which every Sparkplug server knows; default false.</summary>
    public bool IsVersion5 { get; init; }

    /// <summary>What releases summaries; default <see cref="SparkplugRelease.Never"/>.</summary>
    public SparkplugRelease Release { get; init; }

    /// <summary>Most metrics a second that are sent of what waited while there was no connection, alarms not counted, 1..100,000; default 500.</summary>
    public int BacklogPerS { get; init; } = 500;
}
