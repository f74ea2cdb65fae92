using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate.Lines;

/// <summary>A source of a gauge that prints lines.</summary>
internal sealed class LinesFragment(int baud) : FieldFragment("lines", baud, "none", [new FieldDevice("gauge", "", GaugePoints)])
{
    private static readonly FieldPoint[] GaugePoints = [new("level", "河道水位", "level"), new("temperature", "水面气温", "temperature")];
}
