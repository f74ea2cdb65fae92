using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Dlt645;

namespace EdgeAgent.Tests.Dlt645;

/// <summary>What people write into the site file.</summary>
public sealed class KindTests
{
    [Fact]
    public void Meter_is_bound_with_the_defaults_of_the_standard()
    {
        var plan = Sources.Plan("""
            { "name": "meter-a", "address": "000000000161", "poll": "1 min", "grade": "personal", "points": [
              { "name": "energy", "label": "正向有功", "item": "energy.active.forward" }, { "name": "night", "item": "energy.active.forward.rate4.settlement1" },
              { "name": "u", "item": "voltage.a", "range": [180, 260], "alarm": "outOfRange", "poll": "10 s" }, { "name": "own", "di": "04900001", "bytes": 3, "decimals": 2, "format": "signed", "unit": "W" } ] }
            """);
        Assert.Equal(new SerialSettings(2400, SerialParity.Even), plan.Serial);
        Assert.Equal([("meter-a/energy", "kW.h", PointKind.Counter, 60_000L), ("meter-a/night", "kW.h", PointKind.Gauge, 60_000), ("meter-a/u", "V", PointKind.Gauge, 10_000), ("meter-a/own", "W", PointKind.Gauge, 60_000)], plan.Points.Select(p => (p.Name, p.Unit, p.Kind, p.PollMs)));
        Assert.All(plan.Points, p => Assert.Equal(Grade.Personal, p.Grade));
    }

    [Fact]
    public void Meter_of_1997_is_bound()
    {
        var plan = Sources.Plan("""{ "name": "m", "address": "AAAAAAAAAAAA", "points": [ { "name": "e", "item": "energy.active.forward.rate1" }, { "name": "x", "di": "B611" } ] }""", Dlt645Edition.Of1997);
        Assert.Equal(["kW.h", "V"], plan.Points.Select(p => p.Unit));
    }

    [Theory]
    [InlineData("""{ "name": "a" }""", "item", "no item and no di")]
    [InlineData("""{ "name": "a", "item": "voltage.a", "di": "02010100" }""", "di", "an item and a di")]
    [InlineData("""{ "name": "a", "item": "voltage.d" }""", "item", "did you mean \"voltage.a\"?")]
    [InlineData("""{ "name": "a", "item": "voltage.a.rate1" }""", "item", "nothing that these meters tell")]
    [InlineData("""{ "name": "a", "item": "energy.active.forward.rate64" }""", "item", "nothing that these meters tell")]
    [InlineData("""{ "name": "a", "item": "asset.code" }""", "item", "is a text")]
    [InlineData("""{ "name": "a", "item": "voltage.a", "unit": "kV" }""", "unit", "which fixes it")]
    [InlineData("""{ "name": "a", "di": "99999999" }""", "bytes", "does not tell its length")]
    [InlineData("""{ "name": "a", "di": "0201010" }""", "di", "0201010")]
    [InlineData("""{ "name": "a", "item": "voltage.a", "scale": 0 }""", "scale", "scale of 0")]
    [InlineData("""{ "name": "a", "item": "voltage.a", "range": [5, 1] }""", "range", "is above the highest")]
    [InlineData("""{ "name": "a", "itemm": "voltage.a" }""", "itemm", "did you mean \"item\"?")]
    public void Fault_is_told_at_its_place(string point, string member, string problem)
    {
        var (plan, faults) = Sources.Bind($$"""{ "kind": "dlt645", "port": "p", "devices": [ { "name": "m", "address": "000000000161", "points": [ {{point}} ] } ] }""");
        Assert.Null(plan);
        var fault = Assert.Single(faults);
        Assert.Equal($"sources[0].devices[0].points[0].{member}", fault.Path);
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Expected);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var (plan, faults) = Sources.Bind("""
            { "kind": "dlt645", "port": "p", "dataBits": 7, "devices": [
              { "name": "a", "address": "000000000161", "points": [ { "name": "x", "item": "nothing" }, { "name": "x", "item": "voltage.a" } ] },
              { "name": "a", "address": "0161", "points": [ { "name": "y", "di": "99999999" } ] },
              { "name": "b", "address": "00000000016", "points": [ { "name": "y", "item": "frequency" } ] } ] }
            """);
        Assert.Null(plan);
        Assert.Contains("sources[0].devices[2].address", faults.Select(f => f.Path));
        (plan, faults) = Sources.Bind("""
            { "kind": "dlt645", "port": "p", "dataBits": 7, "devices": [
              { "name": "a", "address": "000000000161", "points": [ { "name": "x", "item": "nothing" }, { "name": "x", "item": "voltage.a" } ] },
              { "name": "a", "address": "0161", "points": [ { "name": "y", "di": "99999999" } ] } ] }
            """);
        Assert.Null(plan);
        Assert.Equal(
            ["sources[0].dataBits", "sources[0].devices[0].points[0].item", "sources[0].devices[0].points[1].name", "sources[0].devices[1].address", "sources[0].devices[1].name", "sources[0].devices[1].points[0].bytes"],
            faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }
}
