using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Status;

namespace EdgeAgent.Pipeline.Health;

/// <summary>What a health summary tells.</summary>
public sealed record HealthFacts
{
    /// <summary>The agent's version.</summary>
    public required string Version { get; init; }

    /// <summary>Hash of the configuration that runs.</summary>
    public required string ConfigurationHash { get; init; }

    /// <summary>Hash of the points' descriptions: when it changes, `GET /v1/points` tells something new.</summary>
    public required string PointsHash { get; init; }

    /// <summary>How many points there are.</summary>
    public required int Points { get; init; }

    /// <summary>Time since the agent started, ms.</summary>
    public required long RunningMs { get; init; }

    /// <summary>The buffer's figures, heads among them.</summary>
    public required BufferStatus Buffer { get; init; }

    /// <summary>Free bytes on the data path's file system; null when it cannot be told.</summary>
    public required long? DiskFreeBytes { get; init; }

    /// <summary>Resident memory of the agent, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Buses.</summary>
    public required IReadOnlyList<BusView> Buses { get; init; }

    /// <summary>Push uplinks.</summary>
    public required IReadOnlyList<UplinkView> Uplinks { get; init; }

    /// <summary>Drops on the data path.</summary>
    public required IReadOnlyList<DropCount> Drops { get; init; }
}
