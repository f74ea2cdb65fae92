using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate.Sl651;

/// <summary>A source of an SL 651 station on a serial line.</summary>
internal sealed class Sl651Fragment(int baud, string number) : FieldFragment("sl651", baud, "none", [new FieldDevice("river", number, RiverPoints)])
{
    private static readonly FieldPoint[] RiverPoints =
        [new("level", "河道水位", "level"), new("rain", "当前降水量", "rain"), new("rain-total", "累计降水量", "rain.total"), new("battery", "电源电压", "supply.voltage")];
}
