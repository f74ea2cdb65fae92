namespace EdgeAgent.Core.Interop;

/// <summary>Time since boot, also while suspended (clock_gettime(2), CLOCK_BOOTTIME): for hosts outside of the agent's own process, which have no clock handed to them. Any thread.</summary>
public static class BootTime
{
    /// <summary>Now, ns.</summary>
    public static long NowNs()
    {
        _ = Libc.ClockGetTime(Libc.ClockBoottime, out var time);
        return time.TotalNs;
    }
}
