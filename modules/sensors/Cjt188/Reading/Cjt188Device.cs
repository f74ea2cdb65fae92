using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>A meter on the line.</summary>
/// <param name="Polled">Name and patience.</param>
/// <param name="Address">Who it is.</param>
/// <param name="Order">Order of its identifiers' bytes in requests; replies are taken in either.</param>
/// <param name="Status">Where it keeps valve and battery.</param>
/// <param name="Wake">FE before each request, 0..8.</param>
/// <param name="Points">What is read.</param>
public sealed record Cjt188Device(PollDevice Polled, Cjt188Address Address, Cjt188Order Order, StatusLayout Status, int Wake, IReadOnlyList<Cjt188Point> Points);
