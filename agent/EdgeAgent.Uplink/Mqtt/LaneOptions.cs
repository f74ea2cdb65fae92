namespace EdgeAgent.Uplink.Mqtt;

/// <summary>How <see cref="MqttLanes"/> work.</summary>
public sealed record LaneOptions
{
    /// <summary>Most messages in flight, 1..1000.</summary>
    public int Window { get; init; } = 20;

    /// <summary>Most summaries in a message, 1..500.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Most summaries of the backlog a second, 1..100,000; alarms are not counted.</summary>
    public int BacklogRate { get; init; } = 200;

    /// <summary>Routine summaries wait so long after they were made, so that a district's gateways do not all send at once, ms.</summary>
    public long SpreadMs { get; init; }

    /// <summary>This boot: what an earlier one made need not wait.</summary>
    public uint Boot { get; init; }

    /// <summary>True when only <see cref="MqttLanes.Release"/> releases, not the broker's acknowledgement.</summary>
    public bool NeedsRelease { get; init; }

    /// <summary>With <see cref="NeedsRelease"/>: what the broker took is sent again when nothing of its class was released for so long, ms.</summary>
    public long RedeliverMs { get; init; } = 300_000;

    /// <summary>
    /// True where the store merges routine windows: live routine waits until what waits is kept apart from it (<see cref="MqttLanes.NotApart"/>), so that nothing moves into a number
    /// that has left.
    /// </summary>
    public bool KeepsApart { get; init; }

    /// <summary>Records that a lane holds ready: 200 at most, in whole messages, or one message where that is more.</summary>
    public int ReadyLimit => Batch * Math.Max(1, 200 / Batch);
}
