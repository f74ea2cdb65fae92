using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate.Lines;

/// <summary>A source of a gauge that prints lines.</summary>
internal sealed class LinesFragment(int baud) : FieldFragment("lines", baud, "none", "field", [new FieldDevice("gauge", [("pattern", "L={level:number}m T={temperature:number}C"), ("poll", "1 s")], GaugePoints)])
{
    private static readonly FieldPoint[] GaugePoints = [new("level", "河道水位", "level") { Unit = "m" }, new("temperature", "水面气温", "temperature") { Unit = "Cel" }];
}
