namespace EdgeAgent.Core.Time;

/// <summary>What the gateway's UTC rests on. The numbers are stored: never renumber.</summary>
public enum ClockQuality : byte
{
    /// <summary>Nobody has told this boot the time yet.</summary>
    Unsynced = 0,

    /// <summary>The kernel says that NTP disciplines its clock.</summary>
    Ntp = 1,

    /// <summary>Set from a satellite receiver.</summary>
    Gnss = 2,

    /// <summary>Read from a battery-backed clock at boot, nothing better since.</summary>
    Rtc = 3,
}
