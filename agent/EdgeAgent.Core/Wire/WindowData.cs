using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Wire;

/// <summary>Content of `edge.window.v1`: what one point did between two UTC-aligned moments.</summary>
public sealed record WindowData : SummaryData
{
    /// <summary>Start, UTC ms.</summary>
    public required long FromMs { get; init; }

    /// <summary>End, UTC ms; its length was measured on the monotonic clock.</summary>
    public required long ToMs { get; init; }

    /// <summary>Unit of all figures.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What the figures are.</summary>
    public PointKind Kind { get; init; }

    /// <summary>Readings that the poll interval promises.</summary>
    public required int Expected { get; init; }

    /// <summary>Good readings; coverage is good / expected.</summary>
    public required int Good { get; init; }

    /// <summary>Bad readings by reason, reasons with none left out, in the order of their numbers.</summary>
    public IReadOnlyList<BadCount> Bad { get; init; } = [];

    /// <summary>Gauge figures; null for other kinds, and when nothing was read.</summary>
    public GaugeFigures? Gauge { get; init; }

    /// <summary>Counter figures; null for other kinds, and when nothing was read.</summary>
    public CounterFigures? Counter { get; init; }

    /// <summary>Discrete figures; null for other kinds, and when nothing was read.</summary>
    public DiscreteFigures? Discrete { get; init; }

    /// <summary>How many windows were merged into this one; 1 for a window as it was made.</summary>
    public int Merged { get; init; } = 1;
}

/// <summary>How many readings of a window were bad for one reason.</summary>
public readonly record struct BadCount(Quality Quality, int Count);

/// <summary>Figures of a measured quantity, in the window's unit.</summary>
/// <param name="Min">Lowest good value.</param>
/// <param name="Max">Highest good value.</param>
/// <param name="Mean">Arithmetic mean of the good values.</param>
/// <param name="First">First good value.</param>
/// <param name="Last">Last good value.</param>
/// <param name="StdDev">Population standard deviation of the good values; 0 for one.</param>
public sealed record GaugeFigures(double Min, double Max, double Mean, double First, double Last, double StdDev);

/// <summary>Figures of a register that only rises, in the window's unit.</summary>
/// <param name="First">First good value.</param>
/// <param name="Last">Last good value.</param>
/// <param name="Delta">Sum of the rises since the last good value before the window; after a reset the new value counts as risen from 0.</param>
/// <param name="Resets">How often the value fell.</param>
public sealed record CounterFigures(double First, double Last, double Delta, int Resets);

/// <summary>Figures of a state.</summary>
/// <param name="First">First state seen.</param>
/// <param name="Last">Last state seen.</param>
/// <param name="Changes">How often it changed, the change from the window before included.</param>
/// <param name="Times">Time spent in each state, in the order of their values; at most 16 states. What is missing to the window's length is unknown.</param>
public sealed record DiscreteFigures(int First, int Last, int Changes, IReadOnlyList<StateTime> Times);

/// <summary>Time spent in a state.</summary>
/// <param name="State">The state's value.</param>
/// <param name="Name">Its name, or its value as text.</param>
/// <param name="Ms">Milliseconds.</param>
public readonly record struct StateTime(int State, string Name, long Ms);
