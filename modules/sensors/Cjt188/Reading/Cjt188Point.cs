using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>A point of a meter.</summary>
public sealed record Cjt188Point
{
    /// <summary>Index among the points of the source, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Data identifier that it stands behind: 901F, or D120..D12B for settlements.</summary>
    public required ushort Identifier { get; init; }

    /// <summary>What it is.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>Size of the unit that it is wanted in, J, W, L or L/h; 1 where the frame carries none.</summary>
    public required double UnitSize { get; init; }

    /// <summary>Factor on the value.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Time between two readings, ms.</summary>
    public required long PollMs { get; init; }

    /// <summary>Whether it goes before others.</summary>
    public PollPriority Priority { get; init; } = PollPriority.Normal;

    /// <summary>True when the site lets it be written: the valve alone.</summary>
    public bool IsWritable { get; init; }
}
