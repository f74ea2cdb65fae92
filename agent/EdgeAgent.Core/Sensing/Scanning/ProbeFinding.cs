namespace EdgeAgent.Core.Sensing.Scanning;

/// <summary>A device that answered or spoke.</summary>
public sealed record ProbeFinding
{
    /// <summary>Kind of source that reads it, e.g. `modbus-rtu`.</summary>
    public required string Protocol { get; init; }

    /// <summary>Who it is on the line: a unit id, a meter number, a station code; empty where the protocol has no addresses.</summary>
    public required string Address { get; init; }

    /// <summary>Number on its label, where the protocol carries one; empty else.</summary>
    public string Number { get; init; } = "";

    /// <summary>What it says that it is, for people; empty when it says nothing.</summary>
    public string Device { get; init; } = "";

    /// <summary>Label for the site file; empty for none.</summary>
    public string Label { get; init; } = "";

    /// <summary>A first value; null when it gave none.</summary>
    public ProbeValue? First { get; init; }

    /// <summary>Something to know about it, for people; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>Beginning of its name in a site file: lower-case letters, digits, hyphens.</summary>
    public required string NameHint { get; init; }

    /// <summary>JSON object: members of the source in the site file beyond its line.</summary>
    public string SourceJson { get; init; } = "{}";

    /// <summary>JSON object: members of the device in the site file beyond its name and points.</summary>
    public string DeviceJson { get; init; } = "{}";

    /// <summary>JSON array: points of the site file that it is known to answer; empty when none is.</summary>
    public string PointsJson { get; init; } = "[]";
}

/// <summary>A value that a device gave.</summary>
/// <param name="Name">What it is: a name of the decoders' vocabulary, or a register.</param>
/// <param name="Value">In <paramref name="Unit"/>; null when the device has none.</param>
/// <param name="Unit">UCUM code; empty for a pure number.</param>
/// <param name="Text">As text, where it is no number; empty else.</param>
public sealed record ProbeValue(string Name, double? Value, string Unit = "", string Text = "");
