namespace EdgeAgent.Core.Sensing;

/// <summary>UTC as a satellite receiver told it.</summary>
/// <param name="MonoNs">When its sentence began to come in, CLOCK_BOOTTIME ns.</param>
/// <param name="UtcMs">What it told, UTC ms.</param>
public readonly record struct TimeFix(long MonoNs, long UtcMs);
