using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Sensors.I2c;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.I2c;

public sealed class KindTests
{
    private static readonly Profile Board = SourceBench.Profile() with { I2c = new Dictionary<string, string> { ["sensors"] = "/dev/i2c-1" } };

    [Fact]
    public void A_source_binds_to_its_points()
    {
        var (plan, faults) = Bind("""
            { "name": "cabinet", "chip": "sht4x", "address": "0x46", "poll": "5 s", "points": [ { "name": "temperature" }, { "name": "damp", "channel": "humidity" } ] },
            { "name": "battery", "chip": "ina219", "shunt": 0.01, "points": [ { "name": "current" } ] },
            { "name": "tank", "chip": "ads1115", "address": 73, "fullScale": 4.096, "points": [ { "name": "level", "channel": "ain0", "scale": 1.25, "offset": -0.5, "unit": "m" } ] },
            { "name": "relays", "chip": "pcf8574", "points": [ { "name": "pump", "channel": "p7", "output": true, "failsafe": 0, "writable": true } ] }
            """);
        Assert.Empty(faults);
        Assert.Equal(["Cel", "%", "A", "m", ""], plan!.Points.Select(p => p.Unit));
        Assert.Equal([5_000, 5_000, 1_000, 1_000, 1_000], plan.Points.Select(p => p.PollMs));
        Assert.Equal([false, false, false, false, true], plan.Points.Select(p => p.Writable));
        Assert.Equal(PointKind.Discrete, plan.Points[4].Kind);
    }

    [Theory]
    [InlineData("""{ "name": "a", "chip": "sht3x", "address": "0x46", "points": [ { "name": "temperature" } ] }""", "0x46 is no address of sht3x")]
    [InlineData("""{ "name": "a", "chip": "sht3x", "points": [ { "name": "pressure" } ] }""", "has no channel \"pressure\"")]
    [InlineData("""{ "name": "a", "chip": "sht3x", "shunt": 1, "points": [ { "name": "temperature" } ] }""", "\"shunt\" for a sht3x")]
    [InlineData("""{ "name": "a", "chip": "pcf8574", "points": [ { "name": "p0", "writable": true } ] }""", "\"output\": true beside it")]
    [InlineData("""{ "name": "a", "chip": "sht3x", "points": [ { "name": "temperature" } ] }, { "name": "b", "chip": "sht4x", "points": [ { "name": "temperature" } ] }""", "belongs to \"a\" already")]
    [InlineData("""{ "name": "a", "chip": "bh1750", "points": [ { "name": "illuminance", "output": true } ] }""", "\"output\" for a bh1750")]
    public void What_does_not_fit_is_told(string devices, string fault) => Assert.Contains(Bind(devices).Faults, f => f.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public void A_bus_that_the_board_does_not_have_is_told() =>
        Assert.Contains(SourceBench.Bind(new I2cKind(), """{ "kind": "i2c", "bus": "sensor", "devices": [ { "name": "a", "chip": "bh1750", "points": [ { "name": "illuminance" } ] } ] }""", Board).Faults, f => f.Contains("has no I2C bus \"sensor\"", StringComparison.Ordinal));

    private static (Core.Sensing.SourcePlan? Plan, IReadOnlyList<string> Faults) Bind(string devices) =>
        SourceBench.Bind(new I2cKind(), $$"""{ "kind": "i2c", "bus": "sensors", "devices": [ {{devices}} ] }""", Board);
}
