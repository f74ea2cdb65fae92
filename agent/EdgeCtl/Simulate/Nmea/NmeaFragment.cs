using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate.Nmea;

/// <summary>A source of a satellite receiver.</summary>
internal sealed class NmeaFragment(int baud) : FieldFragment("nmea", baud, "none", "quantity", [new FieldDevice("gnss", [], ReceiverPoints)])
{
    private static readonly FieldPoint[] ReceiverPoints = [new("latitude", "纬度", "latitude"), new("longitude", "经度", "longitude"), new("satellites", "卫星数", "satellites")];
}
