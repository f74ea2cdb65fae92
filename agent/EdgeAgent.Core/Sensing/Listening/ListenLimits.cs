namespace EdgeAgent.Core.Sensing.Listening;

/// <summary>Bounds of a listener.</summary>
public sealed record ListenLimits
{
    /// <summary>Most connections at once. When all are taken, one that has not sent a sound frame in time gives way to a newcomer; else the newcomer is turned away.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Time to the first sound frame of a connection, ms.</summary>
    public long FirstMs { get; init; } = 60_000;

    /// <summary>Time between two sound frames of a connection, ms: half-open connections and senders that dribble end by it.</summary>
    public long IdleMs { get; init; } = 600_000;

    /// <summary>Most bytes between two sound frames of a connection.</summary>
    public int BytesPerFrame { get; init; } = 65_536;

    /// <summary>How long a newcomer may be without a sound frame before it gives way to another when all connections are taken, ms.</summary>
    public long GiveWayMs { get; init; } = 5_000;
}
