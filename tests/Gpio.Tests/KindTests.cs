using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Sensors.Gpio;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Gpio;

public sealed class KindTests
{
    private static readonly Profile Board = SourceBench.Profile() with
    {
        Lines = new Dictionary<string, LineProfile> { ["door"] = new("bank", 0, false, null), ["meter"] = new("bank", 1, false, null), ["relay"] = new("bank", 2, true, 1) },
    };

    [Fact]
    public void A_source_binds_to_its_points()
    {
        var (plan, faults) = Bind("""
            { "name": "door", "line": "door", "debounce": "20 ms", "bias": "pull-up", "activeLow": true, "states": { "0": "closed", "1": "open" }, "poll": "10 s" },
            { "name": "water", "line": "meter", "counter": true, "edge": "falling", "scale": 0.01, "unit": "m3" },
            { "name": "relay", "line": "relay", "writable": true }
            """);
        Assert.Empty(faults);
        Assert.Equal(["lane/door", "lane/water", "lane/relay"], plan!.Points.Select(p => p.Name));
        Assert.Equal([PointKind.Discrete, PointKind.Counter, PointKind.Discrete], plan.Points.Select(p => p.Kind));
        Assert.Equal([10_000, 1_000, 1_000], plan.Points.Select(p => p.PollMs));
        Assert.Equal("m3", plan.Points[1].Unit);
        Assert.Equal([false, false, true], plan.Points.Select(p => p.Writable));
        Assert.Equal(["line door", "line meter", "line relay"], plan.Owns);
    }

    [Theory]
    [InlineData("""{ "name": "a", "line": "dor" }""", "has no line \"dor\"")]
    [InlineData("""{ "name": "a", "line": "door", "writable": true }""", "is an input of the board")]
    [InlineData("""{ "name": "a", "line": "relay", "counter": true }""", "is an output of the board")]
    [InlineData("""{ "name": "a", "line": "relay", "debounce": "5 ms" }""", "\"debounce\" for the output")]
    [InlineData("""{ "name": "a", "line": "door", "scale": 2 }""", "counts no pulses")]
    [InlineData("""{ "name": "a", "line": "door", "counter": true, "writable": true }""", "\"writable\" for a counter")]
    [InlineData("""{ "name": "a", "line": "door", "counter": true, "scale": 0 }""", "0 makes every count 0")]
    [InlineData("""{ "name": "a", "line": "door" }, { "name": "b", "line": "door" }""", "belongs to lane/a already")]
    [InlineData("""{ "name": "a", "line": "door", "debounce": "11 s" }""", "out of range")]
    public void What_does_not_fit_is_told(string points, string fault) => Assert.Contains(Bind(points).Faults, f => f.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public void A_line_that_another_source_has_is_told()
    {
        const string Source = """{ "kind": "gpio", "devices": [ { "name": "NAME", "points": [ { "name": "a", "line": "door" } ] } ] }""";
        var faults = SourceBench.Bind(new GpioKind(), $"{Source.Replace("NAME", "one", StringComparison.Ordinal)}, {Source.Replace("NAME", "two", StringComparison.Ordinal)}", Board).Faults;
        Assert.Contains(faults, f => f.Contains("sources[1]", StringComparison.Ordinal) && f.Contains("line door is taken by sources[0] already", StringComparison.Ordinal));
    }

    private static (Core.Sensing.SourcePlan? Plan, IReadOnlyList<string> Faults) Bind(string points) =>
        SourceBench.Bind(new GpioKind(), $$"""{ "kind": "gpio", "devices": [ { "name": "lane", "points": [ {{points}} ] } ] }""", Board);
}
