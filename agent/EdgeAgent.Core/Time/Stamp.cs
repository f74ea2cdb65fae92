namespace EdgeAgent.Core.Time;

/// <summary>When something was made, in a form that can be corrected later: UTC as believed then, and boot and monotonic time that cannot lie.</summary>
/// <param name="UtcMs">UTC in milliseconds since 1970-01-01.</param>
/// <param name="Boot">First 32 bits of the kernel's boot id.</param>
/// <param name="MonoMs">Milliseconds since that boot.</param>
/// <param name="Clock">What UTC rested on.</param>
public readonly record struct Stamp(long UtcMs, uint Boot, long MonoMs, ClockQuality Clock)
{
    /// <summary>Stamps <paramref name="now"/> for the boot <paramref name="boot"/>.</summary>
    public static Stamp At(in Now now, uint boot) => new(now.UtcMs, boot, now.MonoMs, now.Clock);
}
