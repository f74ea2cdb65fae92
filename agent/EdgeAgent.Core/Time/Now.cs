namespace EdgeAgent.Core.Time;

/// <summary>The moment at which a stage takes a step. Stages get it from their host and never read a clock.</summary>
/// <param name="MonoNs">CLOCK_BOOTTIME in nanoseconds: rises steadily, also while suspended; 0 at boot.</param>
/// <param name="UtcMs">UTC in milliseconds since 1970-01-01; jumps whenever somebody sets the clock.</param>
/// <param name="Clock">What UTC rests on.</param>
public readonly record struct Now(long MonoNs, long UtcMs, ClockQuality Clock)
{
    /// <summary>Milliseconds since boot.</summary>
    public long MonoMs => MonoNs / 1_000_000;

    /// <summary>UTC minus monotonic, in ms: constant until the clock is stepped or slewed.</summary>
    public long OffsetMs => UtcMs - MonoMs;
}
