namespace EdgeAgent.Core.Modules;

/// <summary>Manifest of a series module (`module.json`) that fits its schema.</summary>
public sealed record SeriesManifest : ModuleManifest
{
    /// <summary>The manifest's `kind` of series modules.</summary>
    public const string KindName = "series";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <summary>The input float32[window] that takes the last samples.</summary>
    public required string ValueInput { get; init; }

    /// <summary>Samples that a run is given, 1 to 65,536.</summary>
    public required int Window { get; init; }

    /// <summary>The input float32[1] that takes the newest sample's place in its day, 0 (midnight, UTC) to below 1; empty: none.</summary>
    public required string DayInput { get; init; }

    /// <summary>How readings become samples.</summary>
    public required SeriesSampling Sampling { get; init; }

    /// <summary>Subtracted from each value before the model sees it, in the series' unit.</summary>
    public required double Mean { get; init; }

    /// <summary>Values are divided by it after that, above 0.</summary>
    public required double Deviation { get; init; }

    /// <summary>What a run hands to the next one.</summary>
    public required IReadOnlyList<SeriesState> States { get; init; }

    /// <summary>The output float32[1] with the newest sample's score, 0 (as always) to 1.</summary>
    public required string ScoreOutput { get; init; }

    /// <summary>The output float32[1] with what the sample was expected to be, in the model's scale; empty: none.</summary>
    public required string ExpectedOutput { get; init; }

    /// <summary>Samples at the beginning that have no score yet, 0 to 1,000,000.</summary>
    public required int WarmUp { get; init; }

    /// <summary>A score of this or more begins an anomaly, above 0 to 1.</summary>
    public required float Raise { get; init; }

    /// <summary>A score below this ends it, 0 to <see cref="Raise"/>.</summary>
    public required float Clear { get; init; }

    /// <summary>The same module with another threshold, for measuring.</summary>
    /// <param name="threshold">A score of this or more begins an anomaly, above 0 to 1.</param>
    public SeriesManifest WithThreshold(float threshold) => this with { Raise = threshold, Clear = Math.Min(Clear, threshold) };
}

/// <summary>How readings become samples.</summary>
/// <param name="IntervalMs">From one sample to the next, counted from midnight UTC, ms; 0: each reading is a sample.</param>
/// <param name="Rule">What a sample is of its interval's readings.</param>
/// <param name="Missing">What stands for a missing sample.</param>
/// <param name="LongestGapMs">After a longer time without a sample the series begins anew, ms; 0: never.</param>
public sealed record SeriesSampling(long IntervalMs, ResampleRule Rule, MissingRule Missing, long LongestGapMs);

/// <summary>What a sample is of its interval's readings.</summary>
public enum ResampleRule
{
    /// <summary>Their last.</summary>
    Last,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The straight line between the readings on both sides of the interval's begin.</summary>
    Linear,
}

/// <summary>What stands for a missing sample.</summary>
public enum MissingRule
{
    /// <summary>Nothing: the model does not see it.</summary>
    Skip,

    /// <summary>The sample before it.</summary>
    Hold,

    /// <summary>Not a number.</summary>
    Nan,
}

/// <summary>A float32 tensor that a run hands to the next one; zeros at first.</summary>
/// <param name="Input">The input that reads it.</param>
/// <param name="Output">The output that writes it.</param>
/// <param name="Shape">Length of each dimension.</param>
public sealed record SeriesState(string Input, string Output, IReadOnlyList<long> Shape);
