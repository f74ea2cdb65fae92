using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>A meter on the line.</summary>
/// <param name="Polled">Name and patience.</param>
/// <param name="Address">Who it is.</param>
/// <param name="Wake">FE before each request, 0..8.</param>
/// <param name="IsMerged">True when values of one block are read in one request.</param>
/// <param name="Points">What is read.</param>
public sealed record Dlt645Device(PollDevice Polled, Dlt645Address Address, int Wake, bool IsMerged, IReadOnlyList<Dlt645Point> Points);
