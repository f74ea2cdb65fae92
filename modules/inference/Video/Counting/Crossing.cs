namespace EdgeAgent.Inference.Video.Counting;

/// <summary>A track that went over a line.</summary>
/// <param name="Line">Index of the line.</param>
/// <param name="IsIn">True when the cross product (to - from) x (foot - from), y pointing down, went from negative to positive.</param>
/// <param name="Class">Class number.</param>
/// <param name="Track">Number of the track.</param>
/// <param name="Frame">The first frame that showed it on the other side.</param>
/// <param name="MonoNs">When that was, CLOCK_BOOTTIME ns.</param>
public readonly record struct Crossing(int Line, bool IsIn, int Class, long Track, long Frame, long MonoNs);
