using EdgeAgent.Core.Points;

namespace EdgeAgent.Pipeline.Events;

/// <summary>Names of the agent's own rules, as they stand in an event's `rule`.</summary>
public static class EventRules
{
    /// <summary>A good reading outside the point's range.</summary>
    public const string OutOfRange = "agent/outOfRange";

    /// <summary>The rule whose event it is when a point leaves its range.</summary>
    public static string Of(PointDescriptor point) => point.Rule.Length > 0 ? $"agent/{point.Rule}" : OutOfRange;

    /// <summary>A device that no longer answers.</summary>
    public const string DeviceLost = "agent/deviceLost";
}
