using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Tests.Cjt188;

/// <summary>What people write into the site file.</summary>
public sealed class KindTests
{
    [Fact]
    public void Meter_is_bound_with_the_defaults_of_the_standard()
    {
        var plan = Sources.Plan("""
            { "name": "w", "address": "00000805000001", "type": "cold-water", "poll": "5 min", "points": [ { "name": "volume", "label": "累计水量", "item": "volume" }, { "name": "valve", "item": "valve", "writable": true, "states": { "0": "开", "1": "关" } }, { "name": "low", "item": "battery.low" } ] },
            { "name": "h", "address": "00000805000001", "type": "20", "points": [ { "name": "e", "item": "energy.heat" }, { "name": "m", "item": "energy.heat", "unit": "MW.h" }, { "name": "t", "item": "temperature.supply", "range": [0, 120] } ] }
            """);
        Assert.Equal(new SerialSettings(2400, SerialParity.Even), plan.Serial);
        Assert.Equal([("w/volume", "m3", PointKind.Counter, 300_000L, false), ("w/valve", "", PointKind.Discrete, 300_000, true), ("w/low", "", PointKind.Discrete, 300_000, false), ("h/e", "kW.h", PointKind.Counter, 1_000, false), ("h/m", "MW.h", PointKind.Counter, 1_000, false), ("h/t", "Cel", PointKind.Gauge, 1_000, false)],
            plan.Points.Select(p => (p.Name, p.Unit, p.Kind, p.PollMs, p.Writable)));
        Assert.Equal(("关", "low"), (plan.Points[1].States![1], plan.Points[2].States![1]));
    }

    [Theory]
    [InlineData("""{ "name": "a", "item": "volum" }""", "item", "did you mean \"volume\"?")]
    [InlineData("""{ "name": "a", "item": "energy.heat" }""", "item", "nothing that a meter of type 10 tells")]
    [InlineData("""{ "name": "a", "item": "volume.settlement13" }""", "item", "nothing that a meter of type 10 tells")]
    [InlineData("""{ "name": "a", "item": "volume", "unit": "kW.h" }""", "unit", "cannot be told in")]
    [InlineData("""{ "name": "a", "item": "valve", "unit": "m3" }""", "unit", "has the unit")]
    [InlineData("""{ "name": "a", "item": "volume", "writable": true }""", "writable", "cannot be written")]
    [InlineData("""{ "name": "a", "item": "volume", "scale": 0 }""", "scale", "scale of 0")]
    [InlineData("""{ "name": "a", "item": "valve", "scale": 2 }""", "scale", "a state cannot be scaled")]
    [InlineData("""{ "name": "a", "item": "volume", "range": [5, 1] }""", "range", "is above the highest")]
    [InlineData("""{ "name": "a" }""", "", "item")]
    public void Fault_is_told_at_its_place(string point, string member, string problem)
    {
        var (plan, faults) = Sources.Bind($$"""{ "kind": "cjt188", "port": "p", "devices": [ { "name": "m", "address": "00000000000161", "type": "10", "points": [ {{point}} ] } ] }""");
        Assert.Null(plan);
        var fault = Assert.Single(faults);
        Assert.StartsWith($"sources[0].devices[0].points[0]{(member.Length > 0 ? "." : "")}{member}", fault.Path, StringComparison.Ordinal);
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var (plan, faults) = Sources.Bind("""
            { "kind": "cjt188", "port": "p", "dataBits": 7, "devices": [
              { "name": "a", "address": "00000000000161", "type": "heat", "status": "none", "points": [ { "name": "x", "item": "nothing" }, { "name": "x", "item": "valve" } ] },
              { "name": "a", "address": "AAAAAAAAAAAAAA", "type": "heat", "points": [ { "name": "y", "item": "flow", "unit": "m3" } ] } ] }
            """);
        Assert.Null(plan);
        Assert.Equal(
            ["sources[0].dataBits", "sources[0].devices[0].points[0].item", "sources[0].devices[0].points[1].item", "sources[0].devices[0].points[1].name", "sources[0].devices[1].address", "sources[0].devices[1].name", "sources[0].devices[1].points[0].unit"],
            faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Schema_refuses_what_is_no_address_and_no_type()
    {
        var (plan, faults) = Sources.Bind("""{ "kind": "cjt188", "port": "p", "devices": [ { "name": "m", "address": "161", "type": "water", "points": [ { "name": "v", "item": "volume" } ] } ] }""");
        Assert.Null(plan);
        Assert.Equal(["sources[0].devices[0].address", "sources[0].devices[0].type"], faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }
}
