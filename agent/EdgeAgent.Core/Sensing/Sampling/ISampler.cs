using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing.Sampling;

/// <summary>A device that is read from files or registers on a schedule. Belongs to its host's thread alone; errors are values, it never throws for a device's sake.</summary>
public interface ISampler
{
    /// <summary>Name of the device; also spreads its readings in time.</summary>
    string Name { get; }

    /// <summary>Time between two readings, ms.</summary>
    long IntervalMs { get; }

    /// <summary>How many points it has; its readings carry them in the order of the plan.</summary>
    int PointCount { get; }

    /// <summary>What was wrong at the last reading, for people; empty when it was good.</summary>
    string Fault { get; }

    /// <summary>
    /// Reads every point once, into <paramref name="samples"/>, which has <see cref="PointCount"/> places. Good when the device answered, whatever its points gave; else why
    /// it did not, which then holds for every point. May take up to 1 s.
    /// </summary>
    Quality Read(Span<Sample> samples);

    /// <summary>Writes a point that the plan lets be written and reads it back.</summary>
    WriteOutcome Write(int point, double value);

    /// <summary>Leaves the device as it should be without the agent: outputs at their fail-safe values.</summary>
    void Stop();
}
