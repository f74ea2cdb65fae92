using System.Text;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Sl651;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Sl651;

/// <summary>Stations on a serial port, on virtual time.</summary>
public sealed class DriverTests
{
    private const string Points = """
        { "name": "level", "element": "39" }, { "name": "rain", "element": "PJ" }, { "name": "total", "element": "26", "counter": true }, { "name": "battery", "element": "38" },
        { "name": "rain-5", "element": "F4" }, { "name": "level-5", "element": "F5" }, { "name": "own", "element": "FF01", "unit": "kPa" }, { "name": "odd", "element": "XX", "unit": "m" }
        """;

    private static readonly long Observed = DateTimeOffset.Parse("2059-10-11T15:50:00+08:00").ToUnixTimeMilliseconds();

    [Fact]
    public void Vector_of_the_reference_and_its_answer()
    {
        var rig = Rig();
        rig.Take(Frames.Bytes(Frames.Reference));
        Assert.Equal([(10, 0.127), (11, 0.5), (12, 0.5), (13, 11.15)], rig.Readings.OrderBy(r => r.Point).Select(r => (r.Point, r.Value)));
        Assert.Equal(Frames.ReferenceAck, Convert.ToHexString([.. rig.Sent]));
    }

    [Fact]
    public void Answer_tells_our_time_in_Beijing_when_the_clock_is_told_it()
    {
        var rig = Rig();
        rig.Clock = ClockQuality.Ntp;
        rig.UtcMs = DateTimeOffset.Parse("2026-11-25T20:05:06Z").ToUnixTimeMilliseconds();
        rig.Take(Frames.Bytes(Frames.Reference));
        var expected = Frames.Bytes("7E7E00123456780112343080080200 03 261126040506 1B");
        var crc = Frames.Crc(expected);
        Assert.Equal(Convert.ToHexString([.. expected, (byte)(crc >> 8), (byte)crc]), Convert.ToHexString([.. rig.Sent]));
    }

    [Theory]
    [InlineData("", "03", "32", 0x1B)]
    [InlineData(""" "online": false, """, "03", "32", 0x04)]
    [InlineData("", "17", "32", 0x06)]
    [InlineData("", "03", "2F", null)]
    [InlineData(""" "answerKeepAlive": true, """, "03", "2F", 0x1B)]
    [InlineData("", "03", "37", null)]
    [InlineData("", "03", "4A", null)]
    [InlineData("", "03", "30", 0x1B)]
    [InlineData("", "03", "31", 0x1B)]
    [InlineData("", "03", "33", 0x1B)]
    [InlineData("", "03", "34", 0x1B)]
    [InlineData("", "03", "35", 0x1B)]
    public void Answer_ends_as_the_report_and_the_site_have_it(string device, string end, string function, int? expected)
    {
        var rig = Rig(device);
        rig.Take(Frames.Hex(function == "2F" ? "0003 591011154947" : Frames.Body(""), function, end));
        Assert.Equal(expected, rig.Sent.Count == 0 ? null : rig.Sent[^3]);
        Assert.Equal(0, rig.Driver.Statistics.Ended(Quality.Malformed));
    }

    [Fact]
    public void Ascii_report_and_its_answer()
    {
        var rig = Rig();
        rig.Take(Frames.Ascii("0003591011154947ST 0012345678 H TT 5910111550 Z -0.127 PJ 0.5 XX 4 "));
        Assert.Equal([(10, -0.127), (11, 0.5), (17, 4.0)], rig.Readings.OrderBy(r => r.Point).Select(r => (r.Point, r.Value)));
        var text = "\u00010012345678011234328010\u00020003591011154947\u001B";
        Assert.Equal($"{text}{Frames.Crc(Encoding.ASCII.GetBytes(text)):X4}", Encoding.ASCII.GetString([.. rig.Sent]));
    }

    [Fact]
    public void Hour_series_are_windows_that_end_at_the_observation_time()
    {
        var rig = Rig();
        rig.Take(Frames.Hex(Frames.Body("F460 0001020304050607080910FF F5C0 0001 0002 0003 0004 0005 0006 0007 0008 0009 000A 012C FFFF"), "34"));
        Assert.Empty(rig.Readings);
        Assert.Equal(24, rig.Windows.Count);
        Assert.Equal(new StationWindow(14, Observed - 3_600_000, Observed - 3_300_000, double.NaN, double.NaN, 0, 1), rig.Windows[0]);
        Assert.Equal(new StationWindow(14, Observed - 600_000, Observed - 300_000, double.NaN, double.NaN, 1.6, 1), rig.Windows[10]);
        Assert.Equal(new StationWindow(14, Observed - 300_000, Observed, double.NaN, double.NaN, double.NaN, 0), rig.Windows[11]);
        Assert.Equal(new StationWindow(15, Observed - 600_000, Observed - 300_000, double.NaN, double.NaN, 3, 1), rig.Windows[22]);
    }

    [Fact]
    public void Uniform_series_are_windows_from_the_observation_time_on()
    {
        var rig = Rig();
        rig.Take(Frames.Hex(Frames.Body("0418 000100 3923 00001000 FF001010"), "31"));
        Assert.Equal(
            [new StationWindow(10, Observed - 3_600_000, Observed, double.NaN, double.NaN, 1, 1), new StationWindow(10, Observed, Observed + 3_600_000, double.NaN, double.NaN, -1.01, 1)],
            rig.Windows);
    }

    [Theory]
    [InlineData("3923 FFFFFFFF")]
    [InlineData("3923 AAAAAAAA")]
    [InlineData("3923 0000000B")]
    public void What_is_absent_is_invalid(string element)
    {
        var rig = Rig();
        rig.Take(Frames.Hex(Frames.Body(element)));
        Assert.Equal((10, Quality.Invalid, double.NaN), Assert.Single(rig.Readings.Select(r => (r.Point, r.Quality, r.Value))));
    }

    [Fact]
    public void What_is_sent_again_is_answered_again_and_delivered_once()
    {
        var rig = Rig();
        rig.Take(Frames.Bytes(Frames.Reference));
        rig.Take(Frames.Bytes(Frames.Reference));
        Assert.Equal(4, rig.Readings.Count);
        Assert.Equal(Frames.ReferenceAck + Frames.ReferenceAck, Convert.ToHexString([.. rig.Sent]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Packets_are_put_together_in_any_order_and_answered_when_all_are_there(bool counts)
    {
        var rig = Rig();
        var body = Frames.Body("3923 00000127 3812 1115").Replace(" ", "", StringComparison.Ordinal);
        rig.Take(Frames.Hex(body[52..], "32", "03", "002002", counts));
        Assert.Empty(rig.Sent);
        rig.Take(Frames.Hex(body[..52], "32", "17", "002001", counts));
        Assert.Equal([0.127, 11.15], rig.Readings.Select(r => r.Value));
        Assert.Equal(0x1B, rig.Sent[^3]);
    }

    [Fact]
    public void Packets_that_never_become_whole_do_not_grow()
    {
        var rig = Rig();
        for (var i = 0; i < 200; i++)
        {
            rig.Take(Frames.Hex(new string('0', 8_000), "36", "17", $"03F{(i % 62) + 1:X3}"));
            rig.Take(Frames.Hex(new string('0', 8_000), "36", "17", $"FFF{i + 1:X3}"));
        }

        rig.Take(Frames.Bytes(Frames.Reference));
        Assert.Equal(4, rig.Readings.Count);
    }

    [Fact]
    public void Every_split_and_byte_by_byte()
    {
        foreach (var frame in (byte[][])[Frames.Bytes(Frames.Reference), Frames.Ascii("0003591011154947ST 0012345678 H TT 5910111550 Z 1 PJ 2 PT 3 VT 4 ")])
        {
            for (var split = 0; split <= frame.Length; split++)
            {
                var rig = Rig();
                rig.Take(frame.AsSpan(0, split));
                rig.Take(frame.AsSpan(split));
                Assert.Equal(4, rig.Readings.Count);
            }

            var slow = Rig();
            foreach (var b in frame)
            {
                slow.Take([b]);
            }

            Assert.Equal(4, slow.Readings.Count);
        }
    }

    [Theory]
    [InlineData("7E")]
    [InlineData("7E7E7E")]
    [InlineData("01 30 31")]
    [InlineData("7E7E0100123456781234300FFF02")]
    [InlineData("7E7E010012345678123430002B020003591011154947F1F1001234567848F0F0591011154920190000052619000005392300000127381211150320FB")]
    public void After_noise_and_after_a_broken_frame(string noise)
    {
        var rig = Rig();
        rig.Take(Frames.Bytes(noise));
        rig.Take(Frames.Bytes(Frames.Reference));
        Assert.Equal(4, rig.Readings.Count);
        rig.Take(Frames.Hex(Frames.Body("3923 00000127", "0004")));
        Assert.Equal(5, rig.Readings.Count);
    }

    [Fact]
    public void Body_that_is_cut_off_is_counted_and_answered_and_gives_what_stood_before()
    {
        var rig = Rig();
        rig.Take(Frames.Hex(Frames.Body("3923 00000127 3812 11")));
        Assert.Single(rig.Readings);
        Assert.Equal(1, rig.Driver.Statistics.Ended(Quality.Malformed));
        Assert.NotEmpty(rig.Sent);
    }

    [Fact]
    public void Unknown_station_and_our_own_answers_are_not_taken()
    {
        var rig = SourceRig.Of(new Sl651Kind(), $$"""{ "kind": "sl651", "port": "p", "devices": [ { "name": "w", "station": "0000000001", "points": [ {{Points}} ] } ] }""");
        rig.Take(Frames.Bytes(Frames.Reference));
        Assert.Equal(1, rig.Driver.Statistics.Ended(Quality.WrongUnit));
        var own = Rig();
        own.Take(Frames.Bytes(Frames.ReferenceAck));
        Assert.Empty(rig.Readings);
        Assert.Empty(rig.Sent);
        Assert.Empty(own.Sent);
    }

    [Fact]
    public void Password_is_that_of_the_site()
    {
        using var folder = new TempFolder();
        EdgeAgent.Core.Config.Secrets.In(folder["secrets"]).Set("pw", "12ab"u8);
        var device = new Sl651Device { Name = "w", Station = 0x0012345678, PasswordName = "pw", IntervalMs = 1_000, SilenceMs = 5_000, Points = [new Sl651Point { Index = 0, Id = 0x39, Symbol = [] }] };
        var log = new LogLines();
        var rig = new SourceRig(new Core.Sensing.Listening.StationBusDriver(new Sl651Group([device], 10, 5, EdgeAgent.Core.Config.Secrets.In(folder["secrets"]), log), "p"));
        rig.Take(Frames.Bytes(Frames.Reference));
        rig.Take(Frames.Bytes(Frames.Reference));
        Assert.Empty(rig.Readings);
        Assert.Empty(rig.Sent);
        Assert.Equal(2, rig.Driver.Statistics.Ended(Quality.Exception));
        Assert.Single(log.All);
        EdgeAgent.Core.Config.Secrets.In(folder["secrets"]).Set("pw", "1234"u8);
        var again = new SourceRig(new Core.Sensing.Listening.StationBusDriver(new Sl651Group([device], 10, 5, EdgeAgent.Core.Config.Secrets.In(folder["secrets"]), log), "p"));
        again.Take(Frames.Bytes(Frames.Reference));
        Assert.Single(again.Readings);
    }

    [Fact]
    public void Silent_station_is_lost_and_comes_back()
    {
        var rig = Rig(""" "interval": "5 min", "silence": "11 min", """);
        rig.Take(Frames.Bytes(Frames.Reference));
        rig.Pass(659_000);
        Assert.Empty(rig.Changes);
        rig.Pass(2_000);
        Assert.True(Assert.Single(rig.Changes).Lost);
        rig.Take(Frames.Hex("0004 591011154947", "2F"));
        Assert.False(rig.Changes[^1].Lost);
    }

    [Fact]
    public void Nothing_is_allocated_per_report()
    {
        var frames = new List<byte>();
        for (var i = 0; i < 20; i++)
        {
            frames.AddRange(Frames.Hex(Frames.Body("3923 00000127 F460 0001020304050607080910FF", $"00{i:D2}"), "34"));
        }

        Assert.Equal(0, Rig().AllocatedBy(frames.ToArray(), 200));
    }

    [Theory]
    [InlineData(""" { "name": "w", "station": "0000000001", "points": [ { "name": "x", "element": "7F" } ] } """, "devices[0].points[0].element")]
    [InlineData(""" { "name": "w", "station": "0000000001", "points": [ { "name": "x", "element": "F4", "counter": true } ] } """, "devices[0].points[0].counter")]
    [InlineData(""" { "name": "w", "station": "1", "points": [ { "name": "x", "element": "39" } ] } """, "devices[0].station")]
    [InlineData(""" { "name": "w", "station": "0000000001", "points": [ { "name": "x", "element": "39" } ] }, { "name": "v", "station": "0000000001", "points": [ { "name": "x", "element": "39" } ] } """, "devices[1].station")]
    public void Fault_is_told_at_its_place(string devices, string path)
    {
        var (plan, faults) = SourceRig.Bind(new Sl651Kind(), $$"""{ "kind": "sl651", "port": "p", "devices": [ {{devices}} ] }""");
        Assert.Null(plan);
        Assert.Equal("sources[0]." + path, Assert.Single(faults).Path);
    }

    [Fact]
    public void Listener_is_bound()
    {
        var (plan, faults) = SourceRig.Bind(new Sl651Kind(), $$"""{ "kind": "sl651", "listen": "[::1]:9651", "devices": [ { "name": "w", "station": "0012345678", "password": { "secret": "pw" }, "points": [ {{Points}} ] } ] }""");
        Assert.Empty(faults);
        Assert.IsType<HostedPlan>(plan);
        Assert.Equal(["m", "mm", "mm", "V", "mm", "m", "kPa", "m"], plan!.Points.Select(p => p.Unit));
        Assert.Equal([false, false, false, false, true, true, false, false], plan.Points.Select(p => p.StationWindows));
        Assert.Equal(PointKind.Counter, plan.Points[2].Kind);
    }

    private static SourceRig Rig(string device = "") =>
        SourceRig.Of(new Sl651Kind(), $$"""{ "kind": "sl651", "port": "p", "devices": [ { {{device}} "name": "river", "station": "0012345678", "points": [ {{Points}} ] } ] }""");
}
