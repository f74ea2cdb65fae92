using EdgeAgent.Core.Time;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>The gateway's clocks on virtual time: monotonic since its last boot, and UTC as somebody set it.</summary>
internal sealed class SimClock : IEdgeClock
{
    private const long StartUtcMs = 1_795_305_600_000;
    private const long BootNs = 20_000_000_000;
    private long _bootedNs;
    private long _utcOffMs;
    private ClockQuality _quality = ClockQuality.Ntp;

    /// <inheritdoc/>
    public uint Boot { get; private set; } = 0xB0070001;

    /// <summary>Virtual time since the beginning of the world, ns.</summary>
    public long WorldNs { get; set; }

    /// <inheritdoc/>
    public Now Read() => new(WorldNs - _bootedNs + BootNs, StartUtcMs + (WorldNs / 1_000_000) + _utcOffMs, _quality);

    /// <summary>Somebody sets UTC wrong by so much.</summary>
    public void Jump(long ms) => _utcOffMs += ms;

    /// <summary>The machine starts anew, without a clock battery: UTC is some time in the past until <see cref="Synchronise"/>.</summary>
    public void Reboot(long lostMs)
    {
        Boot++;
        _bootedNs = WorldNs;
        _utcOffMs = -lostMs;
        _quality = ClockQuality.Unsynced;
    }

    /// <summary>The network tells the time.</summary>
    public void Synchronise()
    {
        _utcOffMs = 0;
        _quality = ClockQuality.Ntp;
    }
}
