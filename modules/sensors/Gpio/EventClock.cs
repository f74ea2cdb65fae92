namespace EdgeAgent.Sensors.Gpio;

/// <summary>
/// Brings the kernel's event times (CLOCK_MONOTONIC, which stands still in suspend) to CLOCK_BOOTTIME, which does not: the difference is constant but for suspends. It is
/// measured before and after every wait; the tightest measurement holds until one disagrees by more than both their errors, which is a suspend. An event between the last
/// measurement before a suspend and the first after it takes the new difference, because an edge that comes with a suspend is most often the one that ended it; it is wrong by
/// the length of that suspend at most. Pure.
/// </summary>
internal sealed class EventClock
{
    private long _offsetNs;
    private long _changedNs = long.MinValue;
    private long _measuredNs = long.MinValue;
    private long _earlierOffsetNs;
    private bool _known;

    /// <summary>Largest error of the difference, ns: half of what the tightest measurement took.</summary>
    public long ErrorNs { get; private set; } = long.MaxValue;

    /// <summary>Suspends seen.</summary>
    public long Suspends { get; private set; }

    /// <summary>Takes a measurement: CLOCK_MONOTONIC, CLOCK_BOOTTIME and CLOCK_MONOTONIC again, ns.</summary>
    public void Step(long beforeNs, long bootNs, long afterNs)
    {
        var errorNs = ((afterNs - beforeNs) / 2) + 1;
        var offsetNs = bootNs - beforeNs - ((afterNs - beforeNs) / 2);
        if (!_known)
        {
            _earlierOffsetNs = offsetNs;
            Set(offsetNs, errorNs);
            _known = true;
        }
        else if (Math.Abs(offsetNs - _offsetNs) > errorNs + ErrorNs)
        {
            Suspends++;
            _earlierOffsetNs = _offsetNs;
            _changedNs = _measuredNs;
            Set(offsetNs, errorNs);
        }
        else if (errorNs < ErrorNs)
        {
            Set(offsetNs, errorNs);
        }

        _measuredNs = beforeNs;
    }

    /// <summary>An event's time as CLOCK_BOOTTIME, ns.</summary>
    public long ToBoot(long eventNs) => eventNs + (eventNs < _changedNs ? _earlierOffsetNs : _offsetNs);

    private void Set(long offsetNs, long errorNs)
    {
        _offsetNs = offsetNs;
        ErrorNs = errorNs;
    }
}
