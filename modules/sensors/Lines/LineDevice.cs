namespace EdgeAgent.Sensors.Lines;

/// <summary>An instrument as the site file has it.</summary>
public sealed record LineDevice
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What its lines look like.</summary>
    public required LinePattern Pattern { get; init; }

    /// <summary>Its address in lines and requests, ASCII; empty for none.</summary>
    public byte[] Address { get; init; } = [];

    /// <summary>What it is asked with; empty for one that speaks by itself.</summary>
    public byte[] Request { get; init; } = [];

    /// <summary>How often it is asked or speaks, ms.</summary>
    public required long IntervalMs { get; init; }

    /// <summary>After how long without a line one that speaks by itself is lost, ms.</summary>
    public required long SilenceMs { get; init; }

    /// <summary>Its points.</summary>
    public required IReadOnlyList<LinePoint> Points { get; init; }
}

/// <summary>A point of an instrument.</summary>
public sealed record LinePoint
{
    /// <summary>Index among the points of the source, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Index among the fields of the pattern.</summary>
    public required int Field { get; init; }

    /// <summary>Factor from the number of the line to the unit.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Added after scaling, in the unit.</summary>
    public double Offset { get; init; }

    /// <summary>Words and what they mean; empty for numbers.</summary>
    public IReadOnlyList<(byte[] Word, int Value)> Words { get; init; } = [];
}
