using System.Buffers;
using System.Text.Json;

namespace EdgeAgent.Core.Wire;

/// <summary>A step in the life of an event.</summary>
public enum EventState : byte
{
    /// <summary>It began.</summary>
    Raised,

    /// <summary>A person has seen it.</summary>
    Acknowledged,

    /// <summary>It is over.</summary>
    Cleared,
}

/// <summary>Content of `edge.event.v1`.</summary>
public sealed record EventData
{
    /// <summary>The same from raised to cleared; raised again is a new one.</summary>
    public required string AlarmId { get; init; }

    /// <summary>Where in its life it is.</summary>
    public required EventState State { get; init; }

    /// <summary>`low`, `medium` or `high`.</summary>
    public required string Severity { get; init; }

    /// <summary>Point that it is about; null when it is about a device.</summary>
    public string? Point { get; init; }

    /// <summary>Device that it is about; null when it is about a point.</summary>
    public string? Device { get; init; }

    /// <summary>Value that gave rise to it; null for a personal point and where there is none.</summary>
    public double? Value { get; init; }

    /// <summary>Unit of <see cref="Value"/> and of what was expected; null for none.</summary>
    public string? Unit { get; init; }

    /// <summary>Lowest value expected; null for no limit.</summary>
    public double? ExpectedMin { get; init; }

    /// <summary>Highest value expected; null for no limit.</summary>
    public double? ExpectedMax { get; init; }

    /// <summary>Since when, UTC ms.</summary>
    public required long SinceMs { get; init; }

    /// <summary>Rule or module, `name@version`; `agent/outOfRange`, `agent/deviceLost` and those of cameras, such as `agent/loitering`, for the agent's own.</summary>
    public required string Rule { get; init; }

    /// <summary>Why, in a word, e.g. `timeout`; null when the rule says it all.</summary>
    public string? Reason { get; init; }

    /// <summary>The data as it goes out.</summary>
    public JsonData ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, WireJson.Options))
        {
            Write(writer);
        }

        return new JsonData(buffer.WrittenMemory);
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("alarmId", AlarmId);
        writer.WriteString("state", State switch { EventState.Raised => "raised", EventState.Acknowledged => "acknowledged", _ => "cleared" });
        writer.WriteString("severity", Severity);
        WriteOptional(writer, "point", Point);
        WriteOptional(writer, "device", Device);
        if (Value is { } value)
        {
            WireJson.WriteNumber(writer, "value", value);
        }

        WriteOptional(writer, "unit", Unit);
        if (ExpectedMin is not null || ExpectedMax is not null)
        {
            writer.WriteStartObject("expected");
            WriteOptional(writer, "min", ExpectedMin);
            WriteOptional(writer, "max", ExpectedMax);
            writer.WriteEndObject();
        }

        WireJson.WriteTime(writer, "since", SinceMs);
        writer.WriteString("rule", Rule);
        WriteOptional(writer, "reason", Reason);
        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            WireJson.WriteNumber(writer, name, number);
        }
    }
}
