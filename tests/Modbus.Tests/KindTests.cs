using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Tests.Modbus;

/// <summary>What the site file may say, and every fault told at its place.</summary>
public sealed class KindTests
{
    [Fact]
    public void Sample_of_the_documents_is_bound()
    {
        var (plan, faults) = Sources.Bind("""
            { "kind": "modbus-rtu", "port": "rs485-1", "baud": 9600, "parity": "even", "timeout": "1 s", "devices": [
              { "name": "pump-1", "address": 2, "poll": "1 s", "alarm": "lost", "grade": "personal", "points": [
                { "name": "current", "label": "一号泵电流", "register": "holding/0", "type": "uint16", "scale": 0.01, "unit": "A", "range": [0, 40], "alarm": "outOfRange", "invalid": [32767] },
                { "name": "hours", "register": 40011, "type": "uint32", "order": "CDAB", "unit": "h", "counter": true, "poll": "1 min", "grade": "public" },
                { "name": "door", "register": "discrete/7", "states": { "0": "closed", "1": "open" } } ] } ] }
            """);
        Assert.Empty(faults);
        Assert.Equal(new SerialSettings(9600, SerialParity.Even), plan!.Serial);
        var device = Assert.Single(plan.Devices);
        Assert.Equal(("pump-1", true, Grade.Personal), (device.Name, device.AlarmLost, device.Grade));
        var current = plan.Points[0];
        Assert.Equal(("pump-1/current", "一号泵电流", "A", PointKind.Gauge, Grade.Personal, 1000L, 0.0, 40.0, true),
            (current.Name, current.Label, current.Unit, current.Kind, current.Grade, current.PollMs, current.RangeMin!.Value, current.RangeMax!.Value, current.AlarmOutOfRange));
        Assert.Equal((PointKind.Counter, 60_000L, Grade.Public), (plan.Points[1].Kind, plan.Points[1].PollMs, plan.Points[1].Grade));
        Assert.Equal((PointKind.Discrete, "open"), (plan.Points[2].Kind, plan.Points[2].States![1]));
    }

    [Theory]
    [InlineData("""{ "name": "a", "register": 70000 }""", "register", "70000 fits none of what is allowed")]
    [InlineData("""{ "name": "a", "register": 0 }""", "register", "0 fits none of what is allowed")]
    [InlineData("""{ "name": "a", "register": 10000 }""", "register", "10000 fits none of what is allowed")]
    [InlineData("""{ "name": "a", "register": "holding/65536" }""", "register", "is no register")]
    [InlineData("""{ "name": "a", "register": "holdings/1" }""", "register", "fits none of what is allowed")]
    [InlineData("""{ "name": "a", "register": "holding/65535", "type": "uint32" }""", "register", "run past the last register")]
    [InlineData("""{ "name": "a", "register": "holding/0", "order": "ABCD" }""", "order", "does not fit the type")]
    [InlineData("""{ "name": "a", "register": "holding/0", "type": "float32", "order": "BA" }""", "order", "does not fit the type")]
    [InlineData("""{ "name": "a", "register": "holding/0", "range": [5, 1] }""", "range", "is above the highest")]
    [InlineData("""{ "name": "a", "register": "holding/0", "alarm": "outOfRange" }""", "alarm", "without a range")]
    [InlineData("""{ "name": "a", "register": "holding/0", "type": "int32", "bit": 3 }""", "bit", "several registers")]
    [InlineData("""{ "name": "a", "register": "coil/0", "bit": 3 }""", "bit", "has no bits")]
    [InlineData("""{ "name": "a", "register": "coil/0", "type": "int16" }""", "type", "off or on")]
    [InlineData("""{ "name": "a", "register": "holding/0", "counter": true, "states": { "0": "x" } }""", "counter", "no states")]
    [InlineData("""{ "name": "a", "register": "holding/0", "scale": 0 }""", "scale", "scale of 0")]
    [InlineData("""{ "name": "a", "register": "holding/0", "invalid": [70000] }""", "invalid[0]", "cannot stand in 16 bits")]
    [InlineData("""{ "name": "a", "register": "holding/0", "poll": "1 ms" }""", "poll", "out of range")]
    [InlineData("""{ "name": "a", "register": "holding/0", "pol": "1 s" }""", "pol", "did you mean \"poll\"?")]
    [InlineData("""{ "name": "a", "register": "holding/0", "type": "uint33" }""", "type", "is not known")]
    public void Fault_is_told_at_its_place(string point, string member, string problem)
    {
        var (plan, faults) = Sources.Bind(Sources.WithPoints(point));
        Assert.Null(plan);
        var fault = Assert.Single(faults);
        Assert.Equal($"sources[0].devices[0].points[0].{member}", fault.Path);
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Expected);
        Assert.True(fault.Line > 0 && fault.Column > 0);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var (plan, faults) = Sources.Bind("""
            { "kind": "modbus-rtu", "port": "rs485-1", "dataBits": 7, "devices": [
              { "name": "a", "address": 1, "points": [ { "name": "x", "register": "holding/65536" }, { "name": "x", "register": 1 } ] },
              { "name": "a", "address": 1, "points": [ { "name": "y", "register": "holding/0", "range": [2, 1] } ] } ] }
            """);
        Assert.Null(plan);
        Assert.Equal(
            ["sources[0].dataBits", "sources[0].devices[0].points[0].register", "sources[0].devices[0].points[1].name", "sources[0].devices[1].address", "sources[0].devices[1].name", "sources[0].devices[1].points[0].range"],
            faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("1", "01")]
    [InlineData("9999", "01")]
    [InlineData("10001", "02")]
    [InlineData("30001", "04")]
    [InlineData("40001", "03")]
    [InlineData("400001", "03")]
    [InlineData("\"40001\"", "03")]
    public void Classic_numbers_name_table_and_index(string register, string function)
    {
        var (plan, faults) = Sources.Bind(Sources.WithPoints($$"""{ "name": "a", "register": {{register}} }"""));
        Assert.Empty(faults);
        var output = new BusOutput();
        var driver = plan!.CreateDriver(0, 0);
        driver.Step(BusInput.Opened, default, new EdgeAgent.Core.Time.Now(1_000_000_000, 0, default), output);
        output.Clear();
        driver.Step(BusInput.Deadline, default, new EdgeAgent.Core.Time.Now(2_000_000_000, 0, default), output);
        var index = register == "9999" ? 9998 : 0;
        Assert.Equal($"02{function}{index:X4}0001", Convert.ToHexString(output.Send[..6]));
    }
}
