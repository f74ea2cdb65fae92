using EdgeAgent.Core.Config;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>What a line is used for.</summary>
internal enum LineUse : byte
{
    /// <summary>A contact: its state at every edge, and now and then.</summary>
    Input,

    /// <summary>Pulses of a meter, counted.</summary>
    Counter,

    /// <summary>Driven; its state read back now and then.</summary>
    Output,
}

/// <summary>Which edges are counted.</summary>
internal enum PulseEdge : byte
{
    /// <summary>From 0 to 1.</summary>
    Rising,

    /// <summary>From 1 to 0.</summary>
    Falling,

    /// <summary>Both.</summary>
    Both,
}

/// <summary>A point on a GPIO line, as the site file has it.</summary>
internal sealed record GpioPoint
{
    /// <summary>`device/point`.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the line in the profile.</summary>
    public required string Line { get; init; }

    /// <summary>Index of its device in the source.</summary>
    public required int Device { get; init; }

    public LineUse Use { get; init; }

    /// <summary>True when the site file lets it be written.</summary>
    public bool Writable { get; init; }

    /// <summary>Shortest level that counts as one, us; 0 for none.</summary>
    public uint DebounceUs { get; init; }

    /// <summary>Bias of the site; null for the profile's.</summary>
    public LineBias? Bias { get; init; }

    /// <summary>The site's word on whether a low level is 1; null for the profile's.</summary>
    public bool? ActiveLow { get; init; }

    public PulseEdge Edge { get; init; }

    /// <summary>Unit per pulse.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>What the meter showed at pulse 0, in the unit.</summary>
    public double Offset { get; init; }

    /// <summary>Time between two readings without an edge, ms.</summary>
    public required long PollMs { get; init; }

    /// <summary>What to ask of the kernel for this point on <paramref name="line"/> of the board.</summary>
    public LineWish WishFor(LineProfile line) => new(
        line.Chip,
        line.Line,
        Use,
        Bias ?? (Use == LineUse.Output ? LineBias.AsIs : line.Bias),
        ActiveLow ?? line.ActiveLow,
        DebounceUs,
        Use == LineUse.Counter ? Edge : PulseEdge.Both,
        line.FailSafe ?? 0);
}

/// <summary>What to ask of the kernel for a line.</summary>
/// <param name="Chip">Chip's label or `gpiochipN`.</param>
/// <param name="Offset">Line on the chip.</param>
/// <param name="Use">What for.</param>
/// <param name="Bias">What holds an input that nobody drives.</param>
/// <param name="ActiveLow">True when a low level is 1.</param>
/// <param name="DebounceUs">Shortest level that counts, us; 0 for none.</param>
/// <param name="Edge">Edges to be told of an input.</param>
/// <param name="FailSafe">First and last value of an output.</param>
internal sealed record LineWish(string Chip, int Offset, LineUse Use, LineBias Bias, bool ActiveLow, uint DebounceUs, PulseEdge Edge, int FailSafe);
