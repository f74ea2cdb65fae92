namespace EdgeAgent.Tests.Support.Nab;

/// <summary>What a find, a false alarm and a miss are worth. Source: Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms", 2015, and NAB's profiles.</summary>
/// <param name="Name">As the benchmark calls it.</param>
/// <param name="Hit">Most that a window gives.</param>
/// <param name="FalseAlarm">Most that a row outside every window costs.</param>
/// <param name="Miss">What a window without a find costs.</param>
public sealed record NabProfile(string Name, double Hit, double FalseAlarm, double Miss)
{
    /// <summary>The common one.</summary>
    public static readonly NabProfile Standard = new("standard", 1, 0.11, 1);

    /// <summary>False alarms cost twice as much.</summary>
    public static readonly NabProfile LowFalseAlarms = new("reward_low_FP_rate", 1, 0.22, 1);

    /// <summary>Misses cost twice as much.</summary>
    public static readonly NabProfile LowMisses = new("reward_low_FN_rate", 1, 0.11, 2);

    /// <summary>All three.</summary>
    public static IReadOnlyList<NabProfile> All { get; } = [Standard, LowFalseAlarms, LowMisses];
}
