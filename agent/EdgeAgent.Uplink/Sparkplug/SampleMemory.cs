using EdgeAgent.Core.Time;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>What was last sent of each metric as its current value: for report by exception, for births, and for telling what comes too late to be current. One thread.</summary>
/// <param name="metrics">How many metrics there are.</param>
public sealed class SampleMemory(int metrics)
{
    // Less than this is slewing, which moves no sample by more than it should.
    private const long StepMs = 1_000;

    private readonly MetricSample?[] _last = new MetricSample?[metrics];
    private readonly long[] _sentMs = NewTimes(metrics);
    private long _offsetMs = long.MinValue;

    /// <summary>What was last sent of a metric; null for nothing.</summary>
    public MetricSample? Last(MetricDefinition metric) => _last[metric.Alias];

    /// <summary>A sample was sent as the current value.</summary>
    public void Sent(MetricSample sample)
    {
        _last[sample.Metric.Alias] = sample;
        _sentMs[sample.Metric.Alias] = sample.TimestampMs;
    }

    /// <summary>True when a later value of the metric has been sent: this one is history.</summary>
    public bool IsLate(in MetricSample sample) => sample.TimestampMs < _sentMs[sample.Metric.Alias];

    /// <summary>Looks at the clock: after it was set back, what was sent before says nothing of what is late.</summary>
    public void Watch(in Now now)
    {
        if (now.OffsetMs < _offsetMs - StepMs)
        {
            Array.Fill(_sentMs, long.MinValue);
        }

        _offsetMs = now.OffsetMs;
    }

    private static long[] NewTimes(int count)
    {
        var times = new long[count];
        Array.Fill(times, long.MinValue);
        return times;
    }
}
