using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing.Sampling;

/// <summary>What one reading of one point of a sampled device gave.</summary>
/// <param name="Quality">Usable, or why not.</param>
/// <param name="Value">In the point's unit; NaN unless good.</param>
public readonly record struct Sample(Quality Quality, double Value)
{
    /// <summary>A value; one that is no number is <see cref="Quality.Invalid"/>.</summary>
    public static Sample Of(double value) => double.IsFinite(value) ? new Sample(Quality.Good, value) : Bad(Quality.Invalid);

    /// <summary>A value that must lie within a chip's range; outside it is <see cref="Quality.Invalid"/>.</summary>
    public static Sample Within(double value, double lowest, double highest) => value >= lowest && value <= highest ? new Sample(Quality.Good, value) : Bad(Quality.Invalid);

    /// <summary>No value.</summary>
    public static Sample Bad(Quality quality) => new(quality, double.NaN);
}
