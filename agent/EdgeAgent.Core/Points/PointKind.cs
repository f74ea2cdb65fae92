namespace EdgeAgent.Core.Points;

/// <summary>What a window makes of a point.</summary>
public enum PointKind : byte
{
    /// <summary>A measured quantity: min, max, mean, first, last, stddev.</summary>
    Gauge = 0,

    /// <summary>A register that only rises: delta and resets.</summary>
    Counter = 1,

    /// <summary>A state such as a door: time in each state, changes.</summary>
    Discrete = 2,
}
