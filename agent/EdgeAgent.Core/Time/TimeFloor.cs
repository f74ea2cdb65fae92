namespace EdgeAgent.Core.Time;

/// <summary>
/// The earliest time that it can be: what was known to be past when it was written down, and what has gone by since. A gateway without a clock battery starts from it,
/// and old metadata is judged by it. It moves back only when a clock that is told the time stays below it for a day. Thread-safe by its caller's lock.
/// </summary>
public sealed class TimeFloor
{
    /// <summary>It is not earlier than this: 2026-01-01, before the first gateway was built. UTC ms.</summary>
    public const long EarliestMs = 1_767_225_600_000;

    /// <summary>A told clock below the floor for so long is right, and the floor is wrong, ms.</summary>
    public const long BelieveMs = 86_400_000;

    private long _utcMs = EarliestMs;
    private long _monoMs;
    private long? _belowSinceMs;

    /// <summary>The floor at a moment, UTC ms.</summary>
    public long At(long monoMs) => _utcMs + Math.Max(0, monoMs - _monoMs);

    /// <summary>Takes up what an earlier run wrote down; a lower one changes nothing.</summary>
    public void Raise(long utcMs, long monoMs)
    {
        if (utcMs > At(monoMs))
        {
            (_utcMs, _monoMs) = (utcMs, monoMs);
        }
    }

    /// <summary>Looks at the clock; answers what to write down, UTC ms. A clock that nobody told the time raises nothing: it may be far in the future.</summary>
    public long Step(in Now now)
    {
        if (now.Clock is not (ClockQuality.Ntp or ClockQuality.Gnss) || now.UtcMs >= At(now.MonoMs))
        {
            _belowSinceMs = null;
        }
        else
        {
            _belowSinceMs ??= now.MonoMs;
        }

        var isBelieved = _belowSinceMs is { } since && now.MonoMs - since >= BelieveMs;
        if (now.Clock is ClockQuality.Ntp or ClockQuality.Gnss && (isBelieved || now.UtcMs > At(now.MonoMs)))
        {
            (_utcMs, _monoMs) = (now.UtcMs, now.MonoMs);
        }

        return At(now.MonoMs);
    }
}
