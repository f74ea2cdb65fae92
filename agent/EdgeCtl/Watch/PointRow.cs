namespace EdgeCtl.Watch;

/// <summary>A point as a person watches it.</summary>
/// <param name="Name">`device/point`.</param>
/// <param name="Label">What people call it; may be empty.</param>
/// <param name="Value">Newest value with its state's name where it has one; `-` when none was read or it is withheld.</param>
/// <param name="Unit">UCUM code; may be empty.</param>
/// <param name="Quality">`good`, or why not; empty when nothing was read.</param>
/// <param name="AgeMs">Age of the newest reading, ms; null when the gateway does not tell.</param>
internal sealed record PointRow(string Name, string Label, string Value, string Unit, string Quality, long? AgeMs);
