using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate.Cjt188;

/// <summary>A source of CJ/T 188 meters on one line.</summary>
internal sealed class Cjt188Fragment(int baud, IReadOnlyList<(string Name, Cjt188Meter Meter)> meters)
    : FieldFragment("cjt188", baud, "even", "item", [.. meters.Select(meter => DeviceOf(meter.Name, meter.Meter))])
{
    /// <inheritdoc/>
    public override bool IsPolled => true;

    private static readonly FieldPoint[] Flow = [new("volume", "累计流量", "volume"), new("valve", "阀门", "valve") { Writable = true }];

    private static readonly FieldPoint[] Heat =
    [
        new("energy", "累计热量", "energy.heat"), new("power", "热功率", "power.heat"), new("flow", "瞬时流量", "flow"), new("volume", "累计流量", "volume"),
        new("supply", "供水温度", "temperature.supply"), new("return", "回水温度", "temperature.return"),
    ];

    private static FieldDevice DeviceOf(string name, Cjt188Meter meter)
    {
        var type = meter.Type switch { 0x10 => "cold-water", 0x30 => "gas", _ => "heat" };
        return new FieldDevice(name, [("address", meter.Digits), ("type", type), ("order", meter.IsDiSwapped ? "1F90" : "901F"), ("poll", "10 s")], meter is HeatMeter188 ? Heat : Flow);
    }
}
