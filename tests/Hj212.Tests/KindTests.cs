using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Hj212;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Hj212;

public sealed class KindTests
{
    [Fact]
    public void Site_is_bound()
    {
        var (plan, faults) = SourceRig.Bind(new Hj212Kind(), """
            { "kind": "hj212", "listen": ["0.0.0.0:9212", "[::]:9212"], "edition": "2017", "devices": [ { "name": "air", "mn": "A1", "password": { "secret": "air-pw" }, "interval": "1 min", "alarm": "lost", "points": [
                { "name": "dust", "factor": "a34004", "range": [0, 500] }, { "name": "dust-hour", "factor": "a34004", "windows": "hour" }, { "name": "mass", "factor": "w01018", "value": "total" }, { "name": "x", "factor": "zz", "unit": "kPa" } ] } ] }
            """);
        Assert.Empty(faults);
        Assert.IsType<HostedPlan>(plan);
        Assert.Equal("listen:0.0.0.0:9212 [::]:9212", plan!.Place);
        Assert.Equal(["ug/m3", "ug/m3", "kg", "kPa"], plan.Points.Select(p => p.Unit));
        Assert.Equal([false, true, false, false], plan.Points.Select(p => p.StationWindows));
        Assert.Equal((60_000L, PointKind.Gauge, 500.0), (plan.Points[0].PollMs, plan.Points[0].Kind, plan.Points[0].RangeMax!.Value));
        Assert.True(plan.Devices[0].AlarmLost);
    }

    [Theory]
    [InlineData(""" "port": "p", "listen": "[::1]:9212", "devices": [ { "name": "a", "mn": "A", "points": [ { "name": "x", "factor": "LA" } ] } ] """, "listen")]
    [InlineData(""" "devices": [ { "name": "a", "mn": "A", "points": [ { "name": "x", "factor": "LA" } ] } ] """, "port")]
    [InlineData(""" "port": "p", "devices": [ { "name": "a", "mn": "A", "points": [ { "name": "x", "factor": "zz" } ] } ] """, "devices[0].points[0].factor")]
    [InlineData(""" "port": "p", "devices": [ { "name": "a", "mn": "A", "password": { "secret": "s" }, "points": [ { "name": "x", "factor": "LA" } ] } ] """, "devices[0].password")]
    [InlineData(""" "port": "p", "devices": [ { "name": "a", "mn": "A", "points": [ { "name": "x", "factor": "LA" } ] }, { "name": "b", "mn": "A", "points": [ { "name": "x", "factor": "LA" } ] } ] """, "devices[1].mn")]
    [InlineData(""" "port": "p", "devices": [ { "name": "a", "mn": "A", "points": [ ] } ] """, "devices[0].points")]
    [InlineData(""" "port": "p", "devices": [ { "name": "a", "mn": "A" } ] """, "devices[0]")]
    [InlineData(""" "port": "p", "edition": "2025", "devices": [ { "name": "a", "mn": "A", "points": [ { "name": "x", "factor": "LA" } ] } ] """, "edition")]
    public void Fault_is_told_at_its_place(string source, string path)
    {
        var (plan, faults) = SourceRig.Bind(new Hj212Kind(), $$"""{ "kind": "hj212", {{source}} }""");
        Assert.Null(plan);
        Assert.Equal("sources[0]." + path, Assert.Single(faults).Path);
    }
}
