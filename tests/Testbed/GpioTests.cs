using System.Globalization;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Testbed;

/// <summary>GPIO by the kernel's own simulator (gpio-sim), read by the native binary.</summary>
public sealed class GpioTests(ITestOutputHelper output)
{
    // The simulated chip hands its interrupts over at the kernel's ticks of 10 ms and merges those of one line: so many lines that each has a turn of 24 ms.
    private const int Lines = 24;
    private const int Contacts = 12;
    private const int PeriodUs = 1_000;
    private static readonly int Edges = 30_000 * LongRuns.Rounds(1, 4);

    private const string Profile = """
        "lines": {
          "door": { "chip": "edge-bank", "line": 0 }, "meter": { "chip": "edge-bank", "line": 1 }, "relay": { "chip": "edge-bank", "line": 2, "output": true, "failsafe": 1 },
          "gate": { "chip": "edge-bank", "line": 3 } }
        """;

    private const string Meter = """{ "name": "water", "line": "meter", "counter": true, "scale": 0.25, "offset": 100, "unit": "m3", "poll": "100 ms" }""";

    [Fact]
    public void At_a_thousand_edges_a_second_none_is_lost()
    {
        var lines = Enumerable.Range(0, Lines);
        using var guest = new Guest(
            $$"""  "lines": { {{string.Join(", ", lines.Select(l => $$"""  "line-{{l}}": { "chip": "edge-bank", "line": {{l}} }"""))}} }""",
            $$"""
            { "kind": "gpio", "devices": [ { "name": "yard", "poll": "1 s", "points": [ {{string.Join(", ", lines.Select(l => l < Contacts
                ? $$"""{ "name": "door-{{l}}", "line": "line-{{l}}" }"""
                : $$"""{ "name": "water-{{l - Contacts}}", "line": "line-{{l}}", "counter": true, "edge": "both", "scale": 0.25, "offset": 100, "unit": "m3" }"""))}} ] } ] }
            """);
        guest.Run("edges.sh", 240 * LongRuns.Rounds(1, 3), $"{Edges}", $"{PeriodUs}");
        var toggled = guest.Told["toggled"].Split(' ').Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        var doors = Enumerable.Range(0, Contacts).Select(l => guest.WindowsOf($"yard/door-{l}")).ToList();
        var changes = doors.Sum(d => d.Sum(w => w.GetProperty("changes").GetInt32()));
        var good = doors.Sum(d => d.Sum(w => w.GetProperty("good").GetInt32()));
        var pulses = Enumerable.Range(0, Lines - Contacts).Sum(l => guest.WindowsOf($"yard/water-{l}").Sum(w => w.GetProperty("delta").GetDouble())) / 0.25;
        output.WriteLine($"{toggled[0]} edges in {toggled[1] / 1e9:F3} s, {(toggled[0] - 1) * 1e9 / toggled[1]:F1} a second, the latest {toggled[2]} us late; the kernel raised {guest["interrupts"]}");
        output.WriteLine($"changes {changes}, pulses {pulses}, readings of contacts {good}; {guest["ticks"] / 100} s of processor time");
        Assert.Equal(0, Enumerable.Range(0, Contacts).Sum(l => guest.BadOf($"yard/door-{l}", "overlong") + guest.BadOf($"yard/water-{l}", "overlong")));
        Assert.Equal(guest["interrupts"], changes + pulses);
        Assert.InRange(guest["interrupts"], Edges * 0.98, Edges);

        // A level is held for one turn: by the kernel's times each contact is up for half of the run, whenever the agent took the edges.
        foreach (var door in doors)
        {
            var upMs = door.Sum(w => w.GetProperty("statesMs").TryGetProperty("1", out var ms) ? ms.GetDouble() : 0);
            Assert.InRange(upMs, toggled[1] / 1e6 * 0.47, toggled[1] / 1e6 * 0.53);
        }
    }

    [Fact]
    public void What_the_kernel_drops_is_told_and_its_pulses_are_counted()
    {
        using var guest = new Guest(Profile, """
            { "kind": "gpio", "devices": [ { "name": "yard", "poll": "1 s", "points": [ { "name": "door", "line": "door" }, { "name": "water", "line": "meter", "counter": true, "edge": "both" } ] } ] }
            """);
        guest.Run("overflow.sh", 180);
        output.WriteLine($"raised {guest["raised"]}, counted {guest["water"]}");
        Assert.InRange(guest["raised"], 1_300, 1_500);
        Assert.Equal(guest["raised"], guest["water"]);
        Assert.Equal(1, guest.BadOf("yard/door", "overlong"));
        Assert.Equal(1, guest.BadOf("yard/water", "overlong"));
    }

    [Fact]
    public void Debounce_kernel_times_outputs_restarts_and_a_chip_that_is_bound_again()
    {
        using var guest = new Guest(Profile, $$"""
            { "kind": "gpio", "save": "1 s", "devices": [ { "name": "yard", "poll": "30 s", "points": [
              { "name": "door", "line": "door", "poll": "1 min" }, { "name": "gate", "line": "gate", "debounce": "40 ms", "poll": "1 s" }, {{Meter}},
              { "name": "relay", "line": "relay", "writable": true, "poll": "1 s" } ] } ] }
            """);
        guest.Run("lines.sh", 180);
        foreach (var (key, value) in guest.Told)
        {
            output.WriteLine($"{key}: {value}");
        }

        Assert.Contains(" 0 failures", guest.Check, StringComparison.Ordinal);
        Assert.Contains("4 points of 1 devices can be read", guest.Check, StringComparison.Ordinal);
        Assert.InRange(guest["edge-time"], guest["edge-before"] - 1, guest["edge-after"] + 1);
        // Up to the restart: 41 edges were one change.
        Assert.Equal(1, guest.WindowsOf("yard/gate").TakeWhile(w => !w.TryGetProperty("bad", out var bad) || !bad.EnumerateObject().Any()).Sum(w => w.GetProperty("changes").GetInt32()));
        Assert.Equal((1, 0), ((int)guest["relay-at-start"], (int)guest["relay-written"]));
        Assert.Matches("bits=(0x)?1\\b", guest.Told["driven-at-stop"]);
        Assert.Contains("read back", guest.Told["write"], StringComparison.Ordinal);
        Assert.Contains("does not let yard/door be written", guest.Told["write-refused"], StringComparison.Ordinal);
        Assert.Equal("pulses 100", guest.Told["kept"]);
        Assert.Equal(1, guest["relay-after-kill-start"]);
        Assert.InRange(guest["rebound-ms"], 0, 2_000);
    }
}
