using System.Text;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Lines;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Lines;

/// <summary>Instruments on a serial port, on virtual time.</summary>
public sealed class DriverTests
{
    private const string Gauge = """
        { "name": "gauge", "pattern": "+{level:number},{temp:number},{state:word}\\r", "points": [
            { "name": "level", "unit": "m", "scale": 0.001 }, { "name": "temp", "unit": "Cel", "offset": -1 }, { "name": "state", "words": { "OK": 0, "ALARM": 1 } } ] }
        """;

    [Fact]
    public void Line_that_comes_by_itself()
    {
        var rig = Listener(Gauge);
        rig.Take("+1170,21.5,OK\r\n+1171,22,ALARM\r\n+1,2,WHAT\r\n");
        Assert.Equal([1.17, 20.5, 0, 1.171, 21, 1, 0.001, 1], rig.Readings.Take(8).Select(r => r.Value));
        Assert.Equal((12, Quality.Invalid), (rig.Readings[8].Point, rig.Readings[8].Quality));
    }

    [Fact]
    public void Every_split_byte_by_byte_noise_and_broken_lines()
    {
        const string Line = "+1170,21.5,OK\r\n";
        for (var split = 0; split <= Line.Length; split++)
        {
            var rig = Listener(Gauge);
            rig.Take(Line[..split]);
            rig.Take(Line[split..]);
            Assert.Equal(3, rig.Readings.Count);
        }

        foreach (var noise in (string[])["\r\n\r\n", "+11\r", "garbage\r\n", new string('x', 1_000) + "\n", "+1170,21.5;OK\r"])
        {
            var rig = Listener(Gauge);
            rig.Take(noise);
            foreach (var c in Line)
            {
                rig.Take([(byte)c]);
            }

            Assert.Equal(3, rig.Readings.Count);
        }
    }

    [Fact]
    public void Bad_lines_are_counted()
    {
        var rig = Listener(Gauge);
        rig.Take("garbage\r" + new string('x', 300) + "\r");
        Assert.Equal((1L, 1L), (rig.Driver.Statistics.Ended(Quality.Malformed), rig.Driver.Statistics.Ended(Quality.Overlong)));
        Assert.Empty(rig.Readings);
    }

    [Fact]
    public void Several_on_one_cable_by_address()
    {
        var rig = Listener(string.Join(',', ((string[])["01", "02"]).Select(a => $$"""{ "name": "g{{a}}", "address": "{{a}}", "pattern": "#{address} {v:number}", "points": [ { "name": "v" } ] }""")));
        rig.Take("#02 5\n#01 6\n#03 7\n");
        Assert.Equal([(11, 5.0), (10, 6.0)], rig.Readings.Select(r => (r.Point, r.Value)));
        rig.Pass(5_500);
        Assert.Equal(2, rig.Changes.Count(c => c.Lost));
    }

    [Fact]
    public void Line_with_an_end_of_its_own()
    {
        var rig = SourceRig.Of(new LinesKind(), """{ "kind": "lines", "port": "p", "terminator": "\\x03", "devices": [ { "name": "g", "pattern": "\\x02{v:number}", "points": [ { "name": "v" } ] } ] }""");
        rig.Take("\u00025\u0003\r\n\u00026\u0003");
        Assert.Equal([5.0, 6.0], rig.Readings.Select(r => r.Value));
    }

    [Fact]
    public void Asked_instrument_answers()
    {
        var rig = Polled();
        rig.Pass(50);
        Assert.Equal("*01P0\r", Encoding.ASCII.GetString([.. rig.Sent]));
        rig.Take("+11");
        rig.Take("70\r\n");
        Assert.Equal(new Reading(10, Quality.Good, 1170, rig.NowMs * 1_000_000), Assert.Single(rig.Readings));
    }

    [Theory]
    [InlineData("", Quality.Timeout)]
    [InlineData("+11", Quality.Truncated)]
    [InlineData("garbage\r", Quality.Malformed)]
    public void Asked_instrument_that_does_not(string reply, Quality quality)
    {
        var rig = Polled(""" "retries": 0, "timeout": "100 ms", """);
        rig.Pass(50);
        if (reply.Length > 0)
        {
            rig.Take(reply);
        }

        rig.Pass(600);
        Assert.Equal(quality, rig.Readings[0].Quality);
    }

    [Fact]
    public void Echo_is_passed_over_and_anything_else_is_not()
    {
        var rig = Polled(""" "echo": true, """);
        rig.Pass(50);
        rig.Take("*01P0\r+1170\r");
        Assert.Equal(1170, Assert.Single(rig.Readings).Value);
    }

    [Fact]
    public void Nothing_is_allocated_per_line()
    {
        Assert.Equal(0, Listener(Gauge).AllocatedBy("+1170,21.5,OK\r\ngarbage\r\n"u8, 1_000));
    }

    [Fact]
    public void Site_is_bound()
    {
        var (plan, faults) = SourceRig.Bind(new LinesKind(), $$"""{ "kind": "lines", "server": "192.0.2.1:4001", "devices": [ {{Gauge}} ] }""");
        Assert.Empty(faults);
        Assert.Equal("tcp:192.0.2.1:4001", plan!.Place);
        Assert.Equal((PointKind.Discrete, "ALARM"), (plan.Points[2].Kind, plan.Points[2].States![1]));
        Assert.Equal("m", plan.Points[0].Unit);
    }

    [Theory]
    [InlineData(""" { "name": "g", "pattern": "abc", "points": [ { "name": "v" } ] } """, "devices[0].pattern")]
    [InlineData(""" { "name": "g", "pattern": "{v:number}", "points": [ { "name": "w" } ] } """, "devices[0].points[0].name")]
    [InlineData(""" { "name": "g", "pattern": "{v:number}", "points": [ { "name": "w", "field": "x" } ] } """, "devices[0].points[0].field")]
    [InlineData(""" { "name": "g", "pattern": "{v:word}", "points": [ { "name": "v" } ] } """, "devices[0].points[0].words")]
    [InlineData(""" { "name": "g", "pattern": "{v:number}", "points": [ { "name": "v", "words": { "A": 1 } } ] } """, "devices[0].points[0].words")]
    [InlineData(""" { "name": "g", "pattern": "{v:number}", "points": [ { "name": "v", "scale": 0 } ] } """, "devices[0].points[0].scale")]
    [InlineData(""" { "name": "g", "pattern": "{address}{v:number}", "points": [ { "name": "v" } ] } """, "devices[0].address")]
    [InlineData(""" { "name": "g", "pattern": "{v:number}", "address": "1", "points": [ { "name": "v" } ] } """, "devices[0].address")]
    [InlineData(""" { "name": "g", "pattern": "{v:number}", "request": "\\q", "points": [ { "name": "v" } ] } """, "devices[0].request")]
    [InlineData(""" { "name": "g", "pattern": "{v:number}", "points": [ { "name": "v" } ] }, { "name": "h", "request": "x", "pattern": "{v:number}", "points": [ { "name": "v" } ] } """, "devices[1]")]
    public void Fault_is_told_at_its_place(string devices, string path)
    {
        var (plan, faults) = SourceRig.Bind(new LinesKind(), $$"""{ "kind": "lines", "port": "p", "devices": [ {{devices}} ] }""");
        Assert.Null(plan);
        Assert.Equal("sources[0]." + path, Assert.Single(faults).Path);
    }

    private static SourceRig Listener(string devices) => SourceRig.Of(new LinesKind(), $$"""{ "kind": "lines", "port": "p", "devices": [ {{devices}} ] }""");

    private static SourceRig Polled(string source = "") => SourceRig.Of(
        new LinesKind(), $$"""{ "kind": "lines", "port": "p", {{source}} "devices": [ { "name": "g", "address": "01", "request": "*{address}P0\\r", "pattern": "+{v:number}", "points": [ { "name": "v" } ] } ] }""");
}
