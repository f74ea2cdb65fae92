namespace EdgeCtl.Simulate.Site;

/// <summary>A device of a protocol that names quantities itself, as a site file declares it.</summary>
/// <param name="Name">Device name.</param>
/// <param name="Address">Its address as on its label; empty for a protocol without.</param>
/// <param name="Points">Its points.</param>
internal sealed record FieldDevice(string Name, string Address, IReadOnlyList<FieldPoint> Points)
{
    /// <summary>More members of the device: name and text.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];
}
