namespace EdgeAgent.Core.Points;

/// <summary>A named quantity with a unit, as the site declares it.</summary>
public sealed record PointDescriptor
{
    /// <summary>`device/point`, ASCII, at most 128 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The device that the point belongs to: the part of <see cref="Name"/> before the last slash.</summary>
    public string Device => Name[..Math.Max(0, Name.LastIndexOf('/'))];

    /// <summary>What people call it, UTF-8, any language; empty when the site gives none.</summary>
    public string Label { get; init; } = "";

    /// <summary>UCUM code, or one of the few that UCUM lacks (`kvar`, `kvar.h`); empty for a pure number or state.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What a window makes of it.</summary>
    public PointKind Kind { get; init; }

    /// <summary>How far its data may travel.</summary>
    public Grade Grade { get; init; } = Grade.Internal;

    /// <summary>Time between two readings, ms, 10..86,400,000: gives the `expected` of a window.</summary>
    public required long PollMs { get; init; }

    /// <summary>Lowest plausible value, in <see cref="Unit"/>; null for no limit.</summary>
    public double? RangeMin { get; init; }

    /// <summary>Highest plausible value, in <see cref="Unit"/>; null for no limit.</summary>
    public double? RangeMax { get; init; }

    /// <summary>True when leaving the range is of class `alarm` rather than `event`.</summary>
    public bool AlarmOutOfRange { get; init; }

    /// <summary>Name of the rule whose event leaving the range is, as in `loitering`; empty: `outOfRange`.</summary>
    public string Rule { get; init; } = "";

    /// <summary>True when the site file lets it be written.</summary>
    public bool Writable { get; init; }

    /// <summary>True when its windows are those that its station makes by itself: then its readings make none.</summary>
    public bool StationWindows { get; init; }

    /// <summary>Names of a discrete point's states by value, e.g. 0 "closed"; null for plain numbers.</summary>
    public IReadOnlyDictionary<int, string>? States { get; init; }
}
