using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing;

/// <summary>A device fell silent or answers again.</summary>
/// <param name="Device">Index into <see cref="PointTable.Devices"/>.</param>
/// <param name="Lost">True when lost, false when back.</param>
/// <param name="Reason">Why it was lost: the quality of its last failed reading.</param>
/// <param name="MonoNs">When that was decided.</param>
/// <param name="SinceMonoNs">When its last good answer came; 0 when it never answered.</param>
public readonly record struct DeviceChange(int Device, bool Lost, Quality Reason, long MonoNs, long SinceMonoNs);
