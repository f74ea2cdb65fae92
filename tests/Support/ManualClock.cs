using EdgeAgent.Core.Time;

namespace EdgeAgent.Tests.Support;

/// <summary>A clock whose monotonic time is real and whose UTC a test can set. Thread-safe.</summary>
public sealed class ManualClock : IEdgeClock
{
    private readonly long _startedTicks = TimeProvider.System.GetTimestamp();
    private long _utcMs = 1_790_000_000_000;

    /// <inheritdoc/>
    public uint Boot => 0xB0070001;

    /// <summary>UTC at present, ms.</summary>
    public long UtcMs
    {
        get => Interlocked.Read(ref _utcMs);
        set => Interlocked.Exchange(ref _utcMs, value);
    }

    /// <inheritdoc/>
    public Now Read() => new((long)TimeProvider.System.GetElapsedTime(_startedTicks).TotalNanoseconds, UtcMs, ClockQuality.Ntp);
}
