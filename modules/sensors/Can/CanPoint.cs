namespace EdgeAgent.Sensors.Can;

/// <summary>A point on a signal.</summary>
internal sealed record CanPoint
{
    /// <summary>Identifier with the kernel's flag for extended ones.</summary>
    public required uint Id { get; init; }

    /// <summary>Index of its device in the source.</summary>
    public required int Device { get; init; }

    public required CanSignal Signal { get; init; }

    /// <summary>Signal that tells which of several layouts a frame has; null for one layout.</summary>
    public CanSignal? Selector { get; init; }

    /// <summary>Value of <see cref="Selector"/> at which the frame holds this point.</summary>
    public double SelectorValue { get; init; }

    public double Scale { get; init; } = 1;

    public double Offset { get; init; }

    /// <summary>True for a state, whose every change is told.</summary>
    public bool Discrete { get; init; }

    /// <summary>Time between two readings at least, ms; without a frame for so long the point is told as silent.</summary>
    public required long PollMs { get; init; }
}

/// <summary>What a source of kind `can` listens to.</summary>
/// <param name="Points">Its points, in the order of the plan.</param>
/// <param name="SilenceMs">For each device: no frame for so long and it is lost, ms.</param>
internal sealed record CanSource(IReadOnlyList<CanPoint> Points, IReadOnlyList<long> SilenceMs);
