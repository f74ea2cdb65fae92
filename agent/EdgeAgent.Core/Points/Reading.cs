namespace EdgeAgent.Core.Points;

/// <summary>One attempt to read a point. A failed read is a reading too, with a bad quality and no value.</summary>
/// <param name="Point">Index into the site's <see cref="PointTable"/>.</param>
/// <param name="Quality">Usable, or why not.</param>
/// <param name="Value">In the point's unit; NaN unless <paramref name="Quality"/> is good.</param>
/// <param name="MonoNs">When the answer's last byte came, CLOCK_BOOTTIME, ns.</param>
public readonly record struct Reading(int Point, Quality Quality, double Value, long MonoNs);
