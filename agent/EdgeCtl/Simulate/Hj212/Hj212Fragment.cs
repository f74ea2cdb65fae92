using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate.Hj212;

/// <summary>A source of an HJ 212 station.</summary>
internal sealed class Hj212Fragment(int baud, string name, string mn, string interval)
    : FieldFragment("hj212", baud, "none", "factor", [new FieldDevice(name, [("mn", mn), ("interval", interval)], AirPoints)])
{
    private static readonly FieldPoint[] AirPoints =
    [
        new("pm25", "细颗粒物", "a34004"), new("pm10", "可吸入颗粒物", "a34002"), new("temperature", "气温", "a01001"), new("humidity", "相对湿度", "a01002"), new("pressure", "气压", "a01006"),
        new("wind", "风速", "a01007"), new("noise", "噪声", "LA"),
    ];
}
