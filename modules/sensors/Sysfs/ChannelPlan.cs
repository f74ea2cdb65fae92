namespace EdgeAgent.Sensors.Sysfs;

/// <summary>A point on a channel.</summary>
/// <param name="Channel">Channel as the kernel names it, e.g. `voltage0`, `temp1`.</param>
/// <param name="Factor">From the kernel's unit to the channel's.</param>
/// <param name="Scale">From the channel's unit to the point's.</param>
/// <param name="Offset">Added after that, in the point's unit.</param>
internal sealed record ChannelPlan(string Channel, double Factor, double Scale, double Offset);

/// <summary>A device of the site file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Device">Its name in the profile.</param>
/// <param name="IntervalMs">Time between two readings, ms.</param>
/// <param name="Points">Its points, in the order of the plan.</param>
internal sealed record SysfsDevice(string Name, string Device, long IntervalMs, IReadOnlyList<ChannelPlan> Points);
