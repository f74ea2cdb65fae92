using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>
/// One point's line: turns the kernel's events into readings and pulses, and reads the line now and then. Not thread-safe. What is missing in the kernel's numbering is
/// told as a bad reading (<see cref="Quality.Overlong"/>), and counted: as only wanted edges are numbered, each missing number is one pulse.
/// </summary>
internal sealed class LineReader(GpioPoint plan, int point, long pulses)
{
    private const int Batch = 64;

    private readonly LineEvent[] _events = new LineEvent[Batch];
    private uint _lastSequence;
    private long _lastNs;

    public GpioPoint Plan => plan;

    /// <summary>Index in the site's table.</summary>
    public int Point => point;

    /// <summary>The line; null while it cannot be had.</summary>
    public IGpioLine? Line { get; private set; }

    /// <summary>Why it cannot be had; empty when it is.</summary>
    public string Fault { get; set; } = "not opened yet";

    /// <summary>When it is read next, CLOCK_BOOTTIME ns.</summary>
    public long NextPollNs { get; set; }

    /// <summary>Pulses since the meter was set.</summary>
    public long Pulses { get; private set; } = pulses;

    /// <summary>Events that the kernel dropped because its buffer was full.</summary>
    public long Dropped { get; private set; }

    /// <summary>When it was last read well, CLOCK_BOOTTIME ns; 0 before.</summary>
    public long LastGoodNs => _lastNs;

    /// <summary>True while a line is held that tells edges.</summary>
    public bool HasEdges => plan.Use != LineUse.Output && Line is { HasEdges: true };

    /// <summary>Takes a line that was opened.</summary>
    public void Take(IGpioLine line)
    {
        Line = line;
        Fault = "";
        _lastSequence = 0;
    }

    /// <summary>Gives the line back.</summary>
    public void Release()
    {
        Line?.Dispose();
        Line = null;
    }

    /// <summary>Takes every event that waits; false when the line is gone.</summary>
    public bool Drain(EventClock clock, List<Reading> readings)
    {
        while (true)
        {
            var count = Line!.Read(_events);
            if (count < 0)
            {
                return false;
            }

            foreach (ref readonly var e in _events.AsSpan(0, count))
            {
                Take(in e, clock, readings);
            }

            if (count < Batch)
            {
                return true;
            }
        }
    }

    /// <summary>Reads the line at <paramref name="nowNs"/> in its place among the events; false when the line is gone.</summary>
    public bool Poll(long nowNs, EventClock clock, List<Reading> readings)
    {
        var value = Line!.Get();
        if (value < 0)
        {
            return false;
        }

        var from = readings.Count;
        if (HasEdges && !Drain(clock, readings))
        {
            return false;
        }

        // Events up to now come before it, later ones after it.
        var at = readings.Count;
        while (at > from && readings[at - 1].MonoNs > nowNs)
        {
            at--;
        }

        readings.Insert(at, new Reading(point, Quality.Good, ValueOf(value), at == readings.Count ? Later(nowNs) : nowNs));
        return true;
    }

    /// <summary>Tells that it could not be read.</summary>
    public void TellGone(long nowNs, List<Reading> readings) => readings.Add(new Reading(point, Quality.PortGone, double.NaN, Math.Max(_lastNs, nowNs)));

    private double ValueOf(int value) => plan.Use == LineUse.Counter ? plan.Offset + (Pulses * plan.Scale) : value;

    private void Take(in LineEvent e, EventClock clock, List<Reading> readings)
    {
        var missing = e.LineSequence - _lastSequence - 1;
        _lastSequence = e.LineSequence;
        var ns = Later(clock.ToBoot((long)e.TimeNs));
        if (missing > 0)
        {
            Dropped += missing;
            Pulses += plan.Use == LineUse.Counter ? missing : 0;
            readings.Add(new Reading(point, Quality.Overlong, double.NaN, ns));
        }

        if (plan.Use == LineUse.Counter)
        {
            Pulses++;
            return;
        }

        readings.Add(new Reading(point, Quality.Good, e.Id == GpioNative.RisingEdge ? 1 : 0, ns));
    }

    private long Later(long ns) => _lastNs = Math.Max(_lastNs, ns);
}
