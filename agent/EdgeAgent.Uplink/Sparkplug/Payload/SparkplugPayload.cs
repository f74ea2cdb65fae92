namespace EdgeAgent.Uplink.Sparkplug.Payload;

/// <summary>A payload (message `Payload` of the package org.eclipse.tahu.protobuf).</summary>
public sealed record SparkplugPayload
{
    /// <summary>When it was sent, UTC ms; null in a death.</summary>
    public long? TimestampMs { get; init; }

    /// <summary>Sequence number, 0..255; null in a death of the node and in commands.</summary>
    public ulong? Seq { get; init; }

    /// <summary>Its metrics.</summary>
    public IReadOnlyList<SparkplugMetric> Metrics { get; init; } = [];
}

/// <summary>A metric (message `Metric`).</summary>
public sealed record SparkplugMetric
{
    /// <summary>Its name; null where the alias stands for it.</summary>
    public string? Name { get; init; }

    /// <summary>The number that stands for its name in data messages; null for none.</summary>
    public ulong? Alias { get; init; }

    /// <summary>When the value was so, UTC ms.</summary>
    public long? TimestampMs { get; init; }

    /// <summary>Its datatype; null in data messages, which need none.</summary>
    public SparkplugType? Type { get; init; }

    /// <summary>True for what is not the current value but was at <see cref="TimestampMs"/>.</summary>
    public bool IsHistorical { get; init; }

    /// <summary>True when there is no value; then <see cref="Value"/> is none.</summary>
    public bool IsNull { get; init; }

    /// <summary>Its value.</summary>
    public SparkplugValue Value { get; init; }

    /// <summary>Its properties.</summary>
    public IReadOnlyList<SparkplugProperty> Properties { get; init; } = [];
}

/// <summary>A property of a metric: a key and a `PropertyValue`.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Type">Its datatype.</param>
/// <param name="Value">Its value; none for null.</param>
public readonly record struct SparkplugProperty(string Key, SparkplugType Type, SparkplugValue Value);
