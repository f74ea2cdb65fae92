namespace EdgeCtl.Simulate.Site;

/// <summary>A point of a device whose protocol names quantities itself: a name of the one vocabulary of fields.</summary>
/// <param name="Name">Name below the device.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Field">Field of the vocabulary.</param>
internal sealed record FieldPoint(string Name, string Label, string Field);
