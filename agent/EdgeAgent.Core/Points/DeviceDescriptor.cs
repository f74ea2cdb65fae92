namespace EdgeAgent.Core.Points;

/// <summary>A device on a bus, as far as the data path knows it.</summary>
/// <param name="Name">ASCII, unique in the site, at most 64 characters.</param>
/// <param name="Label">What people call it; may be empty.</param>
/// <param name="AlarmLost">True when losing it is of class `alarm` rather than `event`.</param>
/// <param name="Grade">How far events about it may travel.</param>
public sealed record DeviceDescriptor(string Name, string Label, bool AlarmLost, Grade Grade);
