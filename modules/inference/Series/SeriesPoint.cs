namespace EdgeAgent.Inference.Series;

/// <summary>A value at a time.</summary>
/// <param name="UnixMs">UTC, ms since 1970.</param>
/// <param name="Value">In the series' unit; not a number where a sample is missing and the model is to know.</param>
public readonly record struct SeriesPoint(long UnixMs, double Value);
