using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Where a request's reply holds the value of a point.</summary>
/// <param name="Point">Index in the site's table.</param>
/// <param name="Offset">First byte behind the identifier.</param>
/// <param name="Format">How it is read.</param>
/// <param name="Scale">Factor to the point's value.</param>
/// <param name="PollMs">Time between two readings, ms.</param>
/// <param name="Priority">Whether it goes before others.</param>
internal readonly record struct ValueSlot(int Point, int Offset, ItemFormat Format, double Scale, long PollMs, PollPriority Priority);
