using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Sensing.Listening;

/// <summary>The stations of one source and what is remembered of them, whatever way they come in. Pure; belongs to one thread; only <see cref="Statistics"/> may be read from others.</summary>
/// <param name="statistics">Counts of all its links together.</param>
/// <param name="watch">Tells who is silent.</param>
public abstract class StationGroup(BusStatistics statistics, SilenceWatch watch)
{
    /// <summary>Counts of all its links together.</summary>
    public BusStatistics Statistics => statistics;

    /// <summary>Tells who is silent.</summary>
    public SilenceWatch Watch => watch;

    /// <summary>Makes the state of one more link; <paramref name="peer"/> is who is at its other end, for people.</summary>
    public abstract IStationLink Connect(string peer);

    /// <summary>Looks at who is silent. Adds to <paramref name="output"/> and moves its deadline forward where needed.</summary>
    public void Step(in Now now, BusOutput output)
    {
        watch.Step(now.MonoNs, output);
        output.DeadlineNs = Math.Min(output.DeadlineNs, watch.NextNs);
    }
}
