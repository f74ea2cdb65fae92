using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Uplink.Departing;

/// <summary>What is known of one boot's time, and what left before it was known.</summary>
/// <param name="Boot">First 32 bits of its id.</param>
/// <param name="Left">Up to here summaries may have left with the time as it was believed; those stay as they were sent.</param>
/// <param name="Clock">What told this boot the time first; <see cref="ClockQuality.Unsynced"/> while nothing has.</param>
/// <param name="OffsetMs">UTC minus monotonic when it was told, ms.</param>
/// <param name="SyncedMs">When it was told, ms since boot: only what was made before is corrected.</param>
internal readonly record struct BootTime(uint Boot, Positions Left, ClockQuality Clock, long OffsetMs, long SyncedMs)
{
    /// <summary>True once somebody told this boot the time.</summary>
    public bool IsKnown => Clock != ClockQuality.Unsynced;
}
