namespace EdgeCtl.Simulate;

/// <summary>A point of a simulated device, as a site file declares it.</summary>
/// <param name="Name">Name below the device.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Register">Table and address from 0, e.g. `holding/0`.</param>
/// <param name="Type">Type in the registers, e.g. `uint16`.</param>
internal sealed record PointSpec(string Name, string Label, string Register, string Type)
{
    /// <summary>Word order of a two-register type; empty for the default (ABCD).</summary>
    public string Order { get; init; } = "";

    /// <summary>What one count of the register is worth; 1 for no scaling.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>UCUM code; empty for a state or a pure number.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Plausible values; null for no range.</summary>
    public (double Min, double Max)? Range { get; init; }

    /// <summary>True when leaving the range is an alarm.</summary>
    public bool Alarm { get; init; }

    /// <summary>True for a register that only rises.</summary>
    public bool Counter { get; init; }

    /// <summary>True for a register that people may write.</summary>
    public bool Writable { get; init; }

    /// <summary>Names of the states 0 and 1; null for a number.</summary>
    public (string Off, string On)? States { get; init; }
}
