using System.Globalization;

namespace EdgeAgent.Inference.Series;

/// <summary>What a model told of a sample.</summary>
/// <param name="Sample">The sample.</param>
/// <param name="Score">0 (as always) to 1; 0 while it warms up.</param>
/// <param name="Expected">What the value was expected to be, in the series' unit; not a number where the model tells none or warms up.</param>
/// <param name="IsAnomaly">Whether it is one, by the module's thresholds.</param>
/// <param name="IsWarm">False while there is no score yet.</param>
public readonly record struct SeriesResult(SeriesPoint Sample, float Score, double Expected, bool IsAnomaly, bool IsWarm)
{
    /// <summary>How far the value is above (or, negative, below) what was expected, in the series' unit; not a number where that is not known.</summary>
    public double Distance => Sample.Value - Expected;

    /// <summary>Why it counts, in words: which point, how far, what was expected.</summary>
    /// <param name="point">What people call the point.</param>
    /// <param name="unit">The unit's sign; empty: none.</param>
    public string Explain(string point, string unit)
    {
        var sign = unit.Length > 0 ? $" {unit}" : "";
        return double.IsNaN(Distance)
            ? string.Create(CultureInfo.InvariantCulture, $"{point} is {Sample.Value:G6}{sign}, score {Score:0.00}")
            : string.Create(CultureInfo.InvariantCulture, $"{point} is {Sample.Value:G6}{sign}, {Math.Abs(Distance):G3}{sign} {(Distance < 0 ? "below" : "above")} the expected {Expected:G6}{sign}, score {Score:0.00}");
    }
}
