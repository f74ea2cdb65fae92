using EdgeAgent.Core.Config.JsonPaths;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>A point as it is read and written.</summary>
internal sealed record MqttPoint
{
    /// <summary>Where its value stands.</summary>
    public required JsonPath Path { get; init; }

    /// <summary>Factor from what is told to the unit.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Added after scaling.</summary>
    public double Offset { get; init; }

    /// <summary>What words mean.</summary>
    public MqttWord[] Words { get; init; } = [];

    /// <summary>Numbers, before scaling, that mean no value.</summary>
    public double[] InvalidNumbers { get; init; } = [];

    /// <summary>Words that mean no value.</summary>
    public byte[][] InvalidWords { get; init; } = [];

    /// <summary>True for states, which are whole numbers.</summary>
    public bool IsDiscrete { get; init; }

    /// <summary>How it is written; null when it is not.</summary>
    public MqttSet? Set { get; init; }
}

/// <summary>A word and the number of the state that it means.</summary>
/// <param name="Word">UTF-8.</param>
/// <param name="Value">0..65535.</param>
internal sealed record MqttWord(byte[] Word, int Value);

/// <summary>How a point is written.</summary>
/// <param name="Topic">Topic to publish to.</param>
/// <param name="Payload">Payload with {value} or {word}.</param>
/// <param name="TimeoutMs">Time for a report with the new value, ms.</param>
/// <param name="Qos">0 or 1.</param>
internal sealed record MqttSet(string Topic, string Payload, long TimeoutMs, int Qos);
