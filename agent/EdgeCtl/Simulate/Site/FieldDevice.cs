namespace EdgeCtl.Simulate.Site;

/// <summary>A device of a protocol that names quantities itself, as a site file declares it.</summary>
/// <param name="Name">Device name.</param>
/// <param name="Settings">Its members besides name and points: name and text.</param>
/// <param name="Points">Its points.</param>
internal sealed record FieldDevice(string Name, IReadOnlyList<(string Name, string Value)> Settings, IReadOnlyList<FieldPoint> Points);
