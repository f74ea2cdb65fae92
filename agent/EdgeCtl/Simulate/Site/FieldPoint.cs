namespace EdgeCtl.Simulate.Site;

/// <summary>A point of a device whose protocol names quantities itself.</summary>
/// <param name="Name">Name below the device.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Field">What the protocol's source calls the quantity.</param>
internal sealed record FieldPoint(string Name, string Label, string Field)
{
    /// <summary>UCUM code; empty where the protocol tells it.</summary>
    public string Unit { get; init; } = "";

    /// <summary>True for a value that only rises, where the protocol does not tell.</summary>
    public bool Counter { get; init; }

    /// <summary>True for a value that people may write.</summary>
    public bool Writable { get; init; }
}
