using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing.Listening;

/// <summary>
/// Tells which devices that speak first are silent. A device is lost when nothing good came for its time; from then on each of its points gets a failed reading an interval.
/// Pure; one thread; allocates nothing after it is made.
/// </summary>
public sealed class SilenceWatch
{
    private readonly IReadOnlyList<WatchedDevice> _devices;
    private readonly BusStatistics _statistics;
    private readonly long[] _heardNs;
    private readonly long[] _nextNs;
    private readonly bool[] _lost;
    private bool _started;
    private int _lostCount;

    /// <summary>Makes a watch; the time of each device runs from the first step.</summary>
    public SilenceWatch(IReadOnlyList<WatchedDevice> devices, BusStatistics statistics)
    {
        _devices = devices;
        _statistics = statistics;
        _heardNs = new long[devices.Count];
        _nextNs = new long[devices.Count];
        _lost = new bool[devices.Count];
    }

    /// <summary>When to look again at the latest, CLOCK_BOOTTIME ns.</summary>
    public long NextNs { get; private set; } = BusOutput.Never;

    /// <summary>Why devices are silent, as far as it is known: the port is gone, or nothing comes.</summary>
    public Quality Reason { get; set; } = Quality.Timeout;

    /// <summary>Takes note that a device sent something good.</summary>
    public void Heard(int device, long nowNs, BusOutput output)
    {
        if (_lost[device])
        {
            _lost[device] = false;
            _statistics.SetDevicesLost(--_lostCount);
            output.Changes.Add(new DeviceChange(_devices[device].Device, Lost: false, Reason, nowNs, _heardNs[device]));
        }

        _heardNs[device] = nowNs;
        _nextNs[device] = nowNs + (_devices[device].SilenceMs * 1_000_000);
    }

    /// <summary>Tells who has become silent, and the missing readings of those that are.</summary>
    public void Step(long nowNs, BusOutput output)
    {
        if (!_started)
        {
            Start(nowNs);
        }

        if (nowNs < NextNs && NextNs != BusOutput.Never)
        {
            return;
        }

        NextNs = BusOutput.Never;
        for (var i = 0; i < _devices.Count; i++)
        {
            if (nowNs >= _nextNs[i])
            {
                Tell(i, nowNs, output);
            }

            NextNs = Math.Min(NextNs, _nextNs[i]);
        }
    }

    private void Start(long nowNs)
    {
        _started = true;
        for (var i = 0; i < _devices.Count; i++)
        {
            _nextNs[i] = Math.Max(_nextNs[i], nowNs + (_devices[i].SilenceMs * 1_000_000));
        }
    }

    private void Tell(int device, long nowNs, BusOutput output)
    {
        var plan = _devices[device];
        if (!_lost[device])
        {
            _lost[device] = true;
            _statistics.SetDevicesLost(++_lostCount);
            _statistics.CountEnd(Reason);
            output.Changes.Add(new DeviceChange(plan.Device, Lost: true, Reason, nowNs, _heardNs[device]));
        }

        for (var i = 0; i < plan.Points.Count; i++)
        {
            output.Readings.Add(new Reading(plan.Points[i], Reason, double.NaN, nowNs));
        }

        _nextNs[device] = nowNs + (Math.Max(1_000, plan.IntervalMs) * 1_000_000);
    }
}

/// <summary>A device that speaks first.</summary>
/// <param name="Device">Index in the site's table.</param>
/// <param name="Points">Its points, by index in the site's table.</param>
/// <param name="IntervalMs">How often it speaks, ms.</param>
/// <param name="SilenceMs">After how long without anything good it is lost, ms.</param>
public sealed record WatchedDevice(int Device, IReadOnlyList<int> Points, long IntervalMs, long SilenceMs);
