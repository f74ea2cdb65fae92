using System.Globalization;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Core.Time;

/// <summary>The kernel's clocks. Thread-safe; <see cref="Read"/> allocates nothing and asks for the state of NTP once a second at most.</summary>
public sealed class EdgeClock : IEdgeClock
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";
    private const long CheckNs = 1_000_000_000;

    private readonly ClockQuality _unsynced;
    private readonly TimeFloor _floor = new();
    private readonly FixFilter _fixes = new();
    private readonly Lock _floorGate = new();
    private long _checkedNs = long.MinValue / 2;
    private int _quality;

    /// <summary>Makes a clock; <paramref name="clockBattery"/> tells whether the board read a battery-backed clock at boot.</summary>
    public EdgeClock(bool clockBattery = false)
    {
        _unsynced = clockBattery ? ClockQuality.Rtc : ClockQuality.Unsynced;
        Boot = ReadBoot();
    }

    /// <inheritdoc/>
    public uint Boot { get; }

    /// <summary>Takes up the time floor of an earlier run, UTC ms: while nobody tells the time, the clock is not believed below it.</summary>
    public void RaiseFloor(long utcMs)
    {
        lock (_floorGate)
        {
            _ = Libc.ClockGetTime(Libc.ClockBoottime, out var mono);
            _floor.Raise(utcMs, mono.TotalNs / 1_000_000);
        }
    }

    /// <summary>The time floor to write down for the next run, UTC ms.</summary>
    public long StepFloor()
    {
        var now = Read();
        lock (_floorGate)
        {
            return _floor.Step(now);
        }
    }

    /// <summary>
    /// Takes UTC from a satellite receiver: <see cref="Read"/> rests on it, with quality <see cref="ClockQuality.Gnss"/>, while NTP does not discipline the kernel's clock and for
    /// <see cref="FixFilter.HoldOverNs"/> after the last good fix. The kernel's clock is not set.
    /// </summary>
    public FixVerdict TakeFix(in TimeFix fix)
    {
        lock (_floorGate)
        {
            return _fixes.Take(fix, _floor.At(fix.MonoNs / 1_000_000));
        }
    }

    /// <inheritdoc/>
    public Now Read()
    {
        _ = Libc.ClockGetTime(Libc.ClockBoottime, out var mono);
        _ = Libc.ClockGetTime(Libc.ClockRealtime, out var utc);
        var monoNs = mono.TotalNs;
        if (monoNs - Volatile.Read(ref _checkedNs) >= CheckNs)
        {
            Volatile.Write(ref _checkedNs, monoNs);
            Volatile.Write(ref _quality, (int)ReadQuality());
        }

        return Believe(monoNs, (utc.Seconds * 1000) + (utc.Nanoseconds / 1_000_000), (ClockQuality)Volatile.Read(ref _quality));
    }

    // A battery-backed clock below the floor is a dead battery.
    internal Now Believe(long monoNs, long utcMs, ClockQuality clock)
    {
        if (clock is ClockQuality.Ntp or ClockQuality.Gnss)
        {
            return new Now(monoNs, utcMs, clock);
        }

        lock (_floorGate)
        {
            if (monoNs < _fixes.UntilNs)
            {
                return new Now(monoNs, (monoNs / 1_000_000) + _fixes.OffsetMs, ClockQuality.Gnss);
            }

            var floorMs = _floor.At(monoNs / 1_000_000);
            return utcMs >= floorMs ? new Now(monoNs, utcMs, clock) : new Now(monoNs, floorMs, ClockQuality.Unsynced);
        }
    }

    /// <summary>What adjtimex(2)'s answer and status mean for a clock that rests on <paramref name="otherwise"/> when nobody disciplines it.</summary>
    public static ClockQuality QualityOf(int state, int status, ClockQuality otherwise) =>
        state is < 0 or Libc.TimeError || (status & Libc.StatusUnsynced) != 0 ? otherwise : ClockQuality.Ntp;

    private ClockQuality ReadQuality()
    {
        var timex = default(Timex);
        var state = Libc.AdjustTime(ref timex);
        return QualityOf(state, timex.Status, _unsynced);
    }

    private static uint ReadBoot()
    {
        var text = File.ReadAllText(BootIdFile);
        return uint.TryParse(text.AsSpan(0, Math.Min(8, text.Length)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var boot)
            ? boot
            : throw new InvalidDataException($"{BootIdFile} holds no boot id");
    }
}
