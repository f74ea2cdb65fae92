using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Serial;

/// <summary>What became of opening a line.</summary>
/// <param name="Line">The line; null when it is not open.</param>
/// <param name="Fault">Why not, for people; empty when open.</param>
/// <param name="IsPending">True when it is being opened still: the opener wakes the host when it is done.</param>
public readonly record struct LineOpening(IBusLine? Line, string Fault, bool IsPending = false);
