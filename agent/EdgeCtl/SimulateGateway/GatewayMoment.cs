using EdgeAgent.Core.Time;

namespace EdgeCtl.SimulateGateway;

/// <summary>
/// A minute of the made-up gateway's life and what its clocks said then. It boots anew each <see cref="HoursPerBoot"/> hours without a clock battery: for the first minutes its UTC is
/// off by two days and unsynced, until it is told the time. Pure.
/// </summary>
/// <param name="Tick">Minutes since the made-up time began.</param>
/// <param name="StartMs">When it began, UTC ms.</param>
/// <param name="Seed">Seed of the run: part of the boot id.</param>
internal readonly record struct GatewayMoment(long Tick, long StartMs, ulong Seed)
{
    /// <summary>Minutes in the cycle in which everything happens once.</summary>
    public const int CycleMinutes = 60;

    /// <summary>Hours from one boot to the next.</summary>
    public const int HoursPerBoot = 4;

    /// <summary>The minute after a boot in which the clock is set.</summary>
    public const int SyncedMinute = 3;

    private const long MinuteMs = 60_000;
    private const long BootMs = 12_000;
    private const long OffMs = 2 * 24 * 3_600_000L;

    /// <summary>Minute in the cycle.</summary>
    public int Minute => (int)(Tick % CycleMinutes);

    /// <summary>Minutes since the last boot.</summary>
    public long MinutesSinceBoot => Tick % (CycleMinutes * HoursPerBoot);

    /// <summary>Boot id.</summary>
    public uint Boot => (uint)((Seed * 0x9E3779B1) ^ ((ulong)(Tick / (CycleMinutes * HoursPerBoot)) * 0x85EBCA6B) ^ 0xB0071D);

    /// <summary>True while nobody has told this boot the time.</summary>
    public bool IsUnsynced => MinutesSinceBoot < SyncedMinute;

    /// <summary>The end of the minute, as the clocks tell it.</summary>
    public Now End => At(1, IsUnsynced);

    /// <summary>The start of the minute, as the clocks tell it.</summary>
    public Now Start => At(0, IsUnsynced);

    /// <summary>The same moment before the clock was set.</summary>
    public Now StartBeforeSync => At(0, true);

    /// <summary>A stamp of the minute's end.</summary>
    public Stamp Made => Stamp.At(End, Boot);

    private Now At(int minutes, bool isUnsynced)
    {
        var utcMs = StartMs + ((Tick + minutes) * MinuteMs) - (isUnsynced ? OffMs : 0);
        var monoMs = BootMs + ((MinutesSinceBoot + minutes) * MinuteMs);
        return new Now(monoMs * 1_000_000, utcMs, isUnsynced ? ClockQuality.Unsynced : ClockQuality.Ntp);
    }
}
