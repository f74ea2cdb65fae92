using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate.Sl651;

/// <summary>A source of an SL 651 station.</summary>
internal sealed class Sl651Fragment(int baud, string name, string number, string interval)
    : FieldFragment("sl651", baud, "none", "element", [new FieldDevice(name, [("station", number), ("interval", interval)], RiverPoints)])
{
    private static readonly FieldPoint[] RiverPoints =
        [new("level", "河道水位", "39"), new("rain", "当前降水量", "20"), new("rain-total", "累计降水量", "26") { Counter = true }, new("battery", "电源电压", "38")];
}
