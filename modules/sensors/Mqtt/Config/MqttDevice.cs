using EdgeAgent.Core.Config.JsonPaths;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>A device as it is read.</summary>
internal sealed record MqttDevice
{
    /// <summary>Its name, for logs.</summary>
    public required string Name { get; init; }

    /// <summary>Where its messages come.</summary>
    public required TopicFilter Topic { get; init; }

    /// <summary>Expected time between two messages, ms.</summary>
    public required long IntervalMs { get; init; }

    /// <summary>Without a message for so long it is lost, ms.</summary>
    public required long SilenceMs { get; init; }

    /// <summary>True when messages that the broker kept are read.</summary>
    public bool TakesRetained { get; init; }

    /// <summary>Where a message's own time stands; null for none.</summary>
    public JsonPath? Time { get; init; }

    /// <summary>How it is written.</summary>
    public TimeForm TimeForm { get; init; }

    /// <summary>Where a message's number stands; null for none.</summary>
    public JsonPath? Sequence { get; init; }

    /// <summary>Its points.</summary>
    public required IReadOnlyList<MqttPoint> Points { get; init; }
}

/// <summary>How a message writes its time.</summary>
internal enum TimeForm : byte
{
    /// <summary>ISO 8601 with an offset or Z.</summary>
    Iso8601,

    /// <summary>Seconds since 1970-01-01 UTC.</summary>
    Unix,

    /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
    UnixMs,
}
