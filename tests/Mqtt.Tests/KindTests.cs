using EdgeAgent.Core.Points;

namespace EdgeAgent.Tests.Mqtt;

/// <summary>What the site file may say, and every fault told at its place.</summary>
public sealed class KindTests
{
    [Fact]
    public void Sample_of_the_documents_is_bound()
    {
        var (plan, faults) = Sources.Bind("""
            { "kind": "mqtt", "server": "mqtts://[2001:db8::7]:8884", "user": "gw", "password": { "secret": "broker" }, "ca": "ca.pem", "topic": "application/+/device/{device}/event/up", "devices": [
              { "name": "probe-1", "id": "0011223344556677", "alarm": "lost", "grade": "public", "interval": "20 min", "silence": "2 h", "time": "$.time", "sequence": "$.fCnt", "points": [
                { "name": "temperature", "label": "温度", "path": "$.object.temperature", "unit": "Cel", "scale": 0.1, "offset": -40, "range": [-40, 80], "alarm": "outOfRange", "invalid": [-999, "n/a"] },
                { "name": "rain", "path": "$.object.rain", "unit": "mm", "counter": true } ] },
              { "name": "valve", "topic": "zigbee2mqtt/valve", "points": [
                { "name": "valve", "path": "$.state", "states": { "0": "open", "1": "closed" }, "words": { "ON": 0, "OFF": 1 }, "writable": true, "set": { "topic": "zigbee2mqtt/{device}/set", "payload": "{\"state\": \"{word}\"}" } } ] } ] }
            """);
        Assert.Empty(faults);
        Assert.Equal("mqtts://[2001:db8::7]:8884", plan!.Place);
        Assert.Equal(("probe-1", true, Grade.Public), (plan.Devices[0].Name, plan.Devices[0].AlarmLost, plan.Devices[0].Grade));
        var point = plan.Points[0];
        Assert.Equal(("probe-1/temperature", "温度", "Cel", PointKind.Gauge, 1_200_000L, -40.0, 80.0, true, false),
            (point.Name, point.Label, point.Unit, point.Kind, point.PollMs, point.RangeMin!.Value, point.RangeMax!.Value, point.AlarmOutOfRange, point.Writable));
        Assert.Equal(PointKind.Counter, plan.Points[1].Kind);
        Assert.Equal((PointKind.Discrete, "closed", true, 600_000L), (plan.Points[2].Kind, plan.Points[2].States![1], plan.Points[2].Writable, plan.Points[2].PollMs));
    }

    [Theory]
    [InlineData("""{ "name": "a", "path": "object" }""", "path", "does not begin with $")]
    [InlineData("""{ "name": "a", "path": "$.a", "scale": 0 }""", "scale", "scale of 0")]
    [InlineData("""{ "name": "a", "path": "$.a", "range": [5, 1] }""", "range", "is above the highest")]
    [InlineData("""{ "name": "a", "path": "$.a", "counter": true, "states": { "0": "x" } }""", "counter", "no states")]
    [InlineData("""{ "name": "a", "path": "$.a", "scale": 2, "words": { "ON": 1 } }""", "scale", "cannot be scaled")]
    [InlineData("""{ "name": "a", "path": "$.a", "writable": true }""", "writable", "nobody knows how")]
    [InlineData("""{ "name": "a", "path": "$.a", "set": { "topic": "x/+", "payload": "{value}" } }""", "set.topic", "wildcards")]
    [InlineData("""{ "name": "a", "path": "$.a", "set": { "topic": "x", "payload": "on" } }""", "set.payload", "does not hold the value")]
    [InlineData("""{ "name": "a", "path": "$.a", "set": { "topic": "x", "payload": "{word}" } }""", "set.payload", "no words")]
    [InlineData("""{ "name": "a", "path": "$.a", "words": { "ON": 65536 } }""", "words.ON", "out of range")]
    [InlineData("""{ "name": "a", "path": "$.a", "pth": "$" }""", "pth", "did you mean \"path\"?")]
    public void Fault_is_told_at_its_place(string point, string member, string problem)
    {
        var (plan, faults) = Sources.Bind(Sources.WithPoints(point));
        Assert.Null(plan);
        var fault = Assert.Single(faults);
        Assert.Equal($"sources[0].devices[0].points[0].{member}", fault.Path);
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Expected);
    }

    [Theory]
    [InlineData("""{ "name": "d", POINTS }""", "topic", "no topic")]
    [InlineData("""{ "name": "d", "topic": "a/#/b", POINTS }""", "topic", "# stands at the end alone")]
    [InlineData("""{ "name": "d", "topic": "a/b+", POINTS }""", "topic", "whole levels alone")]
    [InlineData("""{ "name": "d", "topic": "$share/g/a", POINTS }""", "topic", "shared")]
    [InlineData("""{ "name": "d", "topic": "a", "interval": "1 h", "silence": "1 min", POINTS }""", "silence", "less than the interval")]
    [InlineData("""{ "name": "d", "topic": "a", "time": "time", POINTS }""", "time", "is no path")]
    [InlineData("""{ "name": "d", "topic": "a", "timeFormat": "unix", POINTS }""", "timeFormat", "not told")]
    [InlineData("""{ "name": "d", "topic": "a", "sequence": "$.", POINTS }""", "sequence", "is no path")]
    public void Fault_of_a_device_is_told_at_its_place(string device, string member, string problem)
    {
        var (plan, faults) = Sources.Bind($$"""{ "kind": "mqtt", "server": "mqtt://b.lan", "devices": [ {{device.Replace("POINTS", "\"points\": [ { \"name\": \"a\", \"path\": \"$.a\" } ]", StringComparison.Ordinal)}} ] }""");
        Assert.Null(plan);
        var fault = Assert.Single(faults);
        Assert.Equal($"sources[0].devices[0].{member}", fault.Path);
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "kind": "mqtt", "server": "mqtt://user:pw@b.lan", DEVICES }""", "server")]
    [InlineData("""{ "kind": "mqtt", "server": "mqtt://b.lan/path", DEVICES }""", "server")]
    [InlineData("""{ "kind": "mqtt", "server": "http://b.lan", DEVICES }""", "server")]
    [InlineData("""{ "kind": "mqtt", "server": "mqtt://b.lan", "ca": "x", DEVICES }""", "server")]
    [InlineData("""{ "kind": "mqtt", "server": "mqtt://b.lan", "password": { "secret": "x" }, DEVICES }""", "password")]
    [InlineData("""{ "kind": "mqtt", "server": "mqtts://b.lan", "cert": "x", DEVICES }""", "")]
    [InlineData("""{ "kind": "mqtt", "server": "mqtt://b.lan", "topic": "a/b", "devices": [ { "name": "d", "points": [ { "name": "a", "path": "$.a" } ] } ] }""", "devices[0].topic")]
    [InlineData("""{ "kind": "mqtt", "server": "mqtt://b.lan", "devices": [ { "name": "d", "topic": "a/+", "points": [ { "name": "a", "path": "$.a" } ] }, { "name": "e", "topic": "a/b", "points": [ { "name": "a", "path": "$.a" } ] } ] }""", "devices[1].topic")]
    public void Fault_of_a_source_is_told_at_its_place(string source, string member)
    {
        var (plan, faults) = Sources.Bind(source.Replace("DEVICES", "\"devices\": [ { \"name\": \"d\", \"topic\": \"t\", \"points\": [ { \"name\": \"a\", \"path\": \"$.a\" } ] } ]", StringComparison.Ordinal));
        Assert.Null(plan);
        Assert.Equal(member.Length == 0 ? "sources[0]" : $"sources[0].{member}", Assert.Single(faults).Path);
        Assert.DoesNotContain(faults, f => f.ToString().Contains("pw", StringComparison.Ordinal));
    }
}
