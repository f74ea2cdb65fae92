using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>A point of a meter.</summary>
public sealed record Dlt645Point
{
    /// <summary>Index among the points of the source, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Identifier, place and format of its value.</summary>
    public required MeterItem Item { get; init; }

    /// <summary>Time between two readings, ms.</summary>
    public required long PollMs { get; init; }

    /// <summary>Whether it goes before others.</summary>
    public PollPriority Priority { get; init; } = PollPriority.Normal;

    /// <summary>True when its identifier means what the standard says, so that the standard's blocks hold it too.</summary>
    public bool IsStandard { get; init; }

    /// <summary>Factor from the meter's value to the point's, as of transformers before the meter.</summary>
    public double Scale { get; init; } = 1;
}
