using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate.Dlt645;

/// <summary>A source of one DL/T 645 meter; the kind is the edition.</summary>
internal sealed class Dlt645Fragment(string kind, int baud, string name, string digits, IReadOnlyList<FieldPoint> points)
    : FieldFragment(kind, baud, "even", "item", [new FieldDevice(name, [("address", digits), ("poll", "10 s")], points)])
{
    /// <inheritdoc/>
    public override bool IsPolled => true;

    /// <summary>What is read of a meter of 2007.</summary>
    public static IReadOnlyList<FieldPoint> Points2007 { get; } =
    [
        new("energy", "正向有功电能", "energy.active.forward"), new("voltage-a", "A相电压", "voltage.a"), new("voltage-b", "B相电压", "voltage.b"), new("voltage-c", "C相电压", "voltage.c"),
        new("current-a", "A相电流", "current.a"), new("current-b", "B相电流", "current.b"), new("current-c", "C相电流", "current.c"), new("power", "总有功功率", "power.active"),
        new("power-factor", "总功率因数", "power.factor"), new("frequency", "电网频率", "frequency"),
    ];

    /// <summary>What is read of a meter of 1997.</summary>
    public static IReadOnlyList<FieldPoint> Points1997 { get; } =
        [new("energy", "正向有功电能", "energy.active.forward"), new("voltage-a", "A相电压", "voltage.a"), new("current-a", "A相电流", "current.a"), new("power", "总有功功率", "power.active")];
}
