using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Core.Time;

/// <summary>What became of a fix.</summary>
public enum FixVerdict : byte
{
    /// <summary>It counts.</summary>
    Taken,

    /// <summary>It lies before the time floor: a receiver whose week number has rolled over, or without a battery. It counts for nothing.</summary>
    BeforeFloor,

    /// <summary>It is far from the others; it counts once most of the recent ones agree with it.</summary>
    Apart,
}

/// <summary>
/// Makes UTC of a satellite receiver's fixes: the median of the recent ones, so that a late sentence moves nothing, and only while a bounded time has passed since the last.
/// Monotonic time is never touched. Pure; not thread-safe.
/// </summary>
public sealed class FixFilter
{
    /// <summary>Fixes that the median is made of.</summary>
    public const int Window = 9;

    /// <summary>Fixes that must agree before the first is believed.</summary>
    public const int Needed = 3;

    /// <summary>How far fixes may lie from the median and agree with it, ms.</summary>
    public const long AgreeMs = 1_000;

    /// <summary>UTC follows the median in steps of at least this, ms: less is the jitter of sentences.</summary>
    public const long FollowMs = 50;

    /// <summary>How long UTC rests on the last fix, ns: 4 h, in which a poor crystal of 100 ppm drifts by 1.5 s.</summary>
    public const long HoldOverNs = 4L * 3_600 * 1_000_000_000;

    private readonly long[] _offsetsMs = new long[Window];
    private readonly long[] _sorted = new long[Window];
    private int _count;
    private int _next;

    /// <summary>UTC minus monotonic, ms; meaningless before <see cref="UntilNs"/> is set.</summary>
    public long OffsetMs { get; private set; }

    /// <summary>Until when it is believed, CLOCK_BOOTTIME ns; <see cref="long.MinValue"/> when it never was.</summary>
    public long UntilNs { get; private set; } = long.MinValue;

    /// <summary>Takes a fix; <paramref name="floorMs"/> is the earliest time that it can be, UTC ms.</summary>
    public FixVerdict Take(in TimeFix fix, long floorMs)
    {
        if (fix.UtcMs < floorMs)
        {
            return FixVerdict.BeforeFloor;
        }

        var offsetMs = fix.UtcMs - (fix.MonoNs / 1_000_000);
        _offsetsMs[_next] = offsetMs;
        _next = (_next + 1) % Window;
        _count = Math.Min(_count + 1, Window);
        var medianMs = Median();
        var agree = 0;
        for (var i = 0; i < _count; i++)
        {
            agree += Math.Abs(_offsetsMs[i] - medianMs) <= AgreeMs ? 1 : 0;
        }

        if (Math.Abs(offsetMs - medianMs) > AgreeMs)
        {
            return FixVerdict.Apart;
        }

        if (agree >= Needed && agree * 2 > _count)
        {
            Believe(medianMs, fix.MonoNs);
        }

        return FixVerdict.Taken;
    }

    private void Believe(long medianMs, long nowNs)
    {
        if (UntilNs == long.MinValue || Math.Abs(medianMs - OffsetMs) >= FollowMs)
        {
            OffsetMs = medianMs;
        }

        UntilNs = nowNs + HoldOverNs;
    }

    private long Median()
    {
        _offsetsMs.AsSpan(0, _count).CopyTo(_sorted);
        var sorted = _sorted.AsSpan(0, _count);
        sorted.Sort();
        return sorted[_count / 2];
    }
}
