namespace EdgeAgent.Core.Sensing;

/// <summary>
/// Figures over a stretch of time that a station made by itself, e.g. the minute and hour data of HJ 212 or the rain series of SL 651. They become a window of the point
/// as they are; its readings do not.
/// </summary>
/// <param name="Point">Index into the site's table.</param>
/// <param name="FromMs">Start by the station's clock, UTC ms.</param>
/// <param name="ToMs">End by the station's clock, UTC ms; after <paramref name="FromMs"/>.</param>
/// <param name="Min">Lowest value, in the point's unit; NaN when not told.</param>
/// <param name="Max">Highest value; NaN when not told.</param>
/// <param name="Mean">Mean; NaN when not told. One of the three is a number, or none is and <paramref name="Good"/> is 0: then the station itself calls its figures no good.</param>
/// <param name="Good">How many values it rests on; 1 when not told.</param>
public readonly record struct StationWindow(int Point, long FromMs, long ToMs, double Min, double Max, double Mean, int Good);
