namespace EdgeCtl.Simulate.Neighbourhood;

/// <summary>The clock that devices show: local time at the start of the run, and on from there. Pure; thread-safe.</summary>
/// <param name="Start">Local time when the run began.</param>
internal sealed record WallTime(DateTime Start)
{
    /// <summary>Local time at a moment of the run.</summary>
    public DateTime At(long nowNs) => Start.AddTicks(nowNs / 100);

    /// <summary>Next whole multiple of <paramref name="everyS"/> seconds of the day after a moment, as a moment of the run, ns.</summary>
    public long NextNs(long nowNs, int everyS)
    {
        var now = At(nowNs);
        var everyTicks = everyS * TimeSpan.TicksPerSecond;
        return nowNs + ((everyTicks - (now.TimeOfDay.Ticks % everyTicks)) * 100);
    }
}
