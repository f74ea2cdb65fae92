using System.Text;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Hj212;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Hj212;

/// <summary>Stations on a serial port, on virtual time.</summary>
public sealed class DriverTests
{
    private const string Points = """
        { "name": "dust", "factor": "a34004" }, { "name": "cod", "factor": "w01018" }, { "name": "mass", "factor": "a34004", "value": "total" },
        { "name": "own", "factor": "Q7", "unit": "kPa" }, { "name": "zs", "factor": "a34004", "value": "converted" }
        """;

    private const string RealTime = "DataTime=20160801085857;a34004-Rtd=35.5,a34004-Flag=N;w01018-Rtd=12;Q7-Rtd=-1.25;A34004-ZsRtd=36";

    [Fact]
    public void Real_time_data_are_readings_and_are_answered()
    {
        var rig = Rig();
        rig.Take(Frames.Of(Frames.Segment(RealTime)));
        Assert.Equal([new Reading(10, Quality.Good, 35.5, 1_000_000_000), new(11, Quality.Good, 12, 1_000_000_000), new(13, Quality.Good, -1.25, 1_000_000_000), new(14, Quality.Good, 36, 1_000_000_000)],
            rig.Readings.Where(r => r.Point != 12));
        Assert.Equal(Answer(9014), Sent(rig));
        Assert.Empty(rig.Windows);
    }

    [Theory]
    [InlineData(4, 2011, null)]
    [InlineData(5, 2011, 9014)]
    [InlineData(5, 2051, 9014)]
    [InlineData(5, 3020, 9014)]
    [InlineData(5, 1062, 9013)]
    [InlineData(5, 9013, null)]
    public void Answer_is_sent_where_it_is_asked_for(int flag, int cn, int? answer)
    {
        var rig = Rig();
        rig.Take(Frames.Of(Frames.Segment("", cn, flag)));
        Assert.Equal(answer is { } number ? Answer(number) : "", Sent(rig));
    }

    [Fact]
    public void What_is_sent_again_is_answered_again_and_delivered_once()
    {
        var rig = Rig();
        for (var i = 0; i < 3; i++)
        {
            rig.Take(Frames.Of(Frames.Segment("a34004-Rtd=1")));
        }

        Assert.Single(rig.Readings);
        Assert.Equal(Answer(9014) + Answer(9014) + Answer(9014), Sent(rig));
        rig.Take(Frames.Of(Frames.Segment("a34004-Rtd=1", qn: "20160801085858223")));
        Assert.Equal(2, rig.Readings.Count);
    }

    [Theory]
    [InlineData("N", Quality.Good)]
    [InlineData("F", Quality.Invalid)]
    [InlineData("M", Quality.Invalid)]
    [InlineData("S", Quality.Invalid)]
    [InlineData("D", Quality.Exception)]
    [InlineData("C", Quality.Invalid)]
    [InlineData("T", Quality.Invalid)]
    [InlineData("B", Quality.Timeout)]
    [InlineData("?", Quality.Invalid)]
    public void Flag_makes_the_quality(string flag, Quality quality)
    {
        var rig = Rig();
        rig.Take(Frames.Of(Frames.Segment($"a34004-Rtd=35.5,a34004-Flag={flag}")));
        var reading = Assert.Single(rig.Readings, r => r.Point == 10);
        Assert.Equal((quality, quality == Quality.Good ? 35.5 : double.NaN), (reading.Quality, reading.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1e999")]
    public void Value_that_is_none_is_invalid(string value)
    {
        var rig = Rig();
        rig.Take(Frames.Of(Frames.Segment($"a34004-Rtd={value}")));
        Assert.Equal(Quality.Invalid, Assert.Single(rig.Readings).Quality);
    }

    [Theory]
    [InlineData(2051, "start", 0, 600_000)]
    [InlineData(2051, "end", -600_000, 600_000)]
    [InlineData(2061, "start", 0, 3_600_000)]
    [InlineData(2061, "end", -3_600_000, 3_600_000)]
    [InlineData(2031, "start", 0, 86_400_000)]
    public void Figures_of_a_time_are_windows_of_that_time(int cn, string dataTime, long from, long length)
    {
        var rig = Rig($$""" "dataTime": "{{dataTime}}", "minutes": "10 min", """);
        rig.Take(Frames.Of(Frames.Segment("DataTime=20160801080000;a34004-Avg=30,a34004-Min=10,a34004-Max=60,a34004-Cou=1.5,a34004-Flag=N", cn)));
        var start = DateTimeOffset.Parse("2016-08-01T08:00:00+08:00").ToUnixTimeMilliseconds() + from;
        Assert.Empty(rig.Readings);
        Assert.Equal([new StationWindow(10, start, start + length, 10, 60, 30, 1), new StationWindow(12, start, start + length, double.NaN, double.NaN, 1.5, 1)], rig.Windows);
    }

    [Fact]
    public void Figures_that_the_station_calls_no_good_are_windows_without_any()
    {
        var rig = Rig();
        rig.Take(Frames.Of(Frames.Segment("DataTime=20160801080000;a34004-Avg=30,a34004-Flag=D", 2061)));
        var window = Assert.Single(rig.Windows);
        Assert.Equal((0, double.NaN, double.NaN, double.NaN), (window.Good, window.Min, window.Max, window.Mean));
    }

    [Fact]
    public void Figures_without_a_time_are_none()
    {
        var rig = Rig();
        rig.Take(Frames.Of(Frames.Segment("a34004-Avg=30", 2061)));
        Assert.Empty(rig.Windows);
    }

    [Fact]
    public void Packets_are_put_together_in_any_order()
    {
        var rig = Rig();
        rig.Take(Frames.Of(Frames.Segment("w01018-Rtd=12", flag: 7, packet: "PNUM=2;PNO=2;")));
        Assert.Empty(rig.Readings);
        Assert.Equal(Answer(9014), Sent(rig));
        rig.Take(Frames.Of(Frames.Segment("w01018-Rtd=12", flag: 7, packet: "PNUM=2;PNO=2;")));
        Assert.Empty(rig.Readings);
        rig.Take(Frames.Of(Frames.Segment("a34004-Rtd=35.5", flag: 7, packet: "PNUM=2;PNO=1;")));
        Assert.Equal([35.5, 12.0], rig.Readings.Select(r => r.Value));
        rig.Take(Frames.Of(Frames.Segment("a34004-Rtd=35.5", flag: 7, packet: "PNUM=2;PNO=1;")));
        Assert.Equal(2, rig.Readings.Count);
    }

    [Fact]
    public void Packets_that_never_become_whole_do_not_grow()
    {
        var rig = Rig();
        for (var i = 0; i < 5_000; i++)
        {
            rig.Take(Frames.Of(Frames.Segment(new string('x', 800) + "=1", flag: 7, qn: $"201608010858{i:D5}", packet: $"PNUM=9999;PNO={i + 1};")));
            rig.Take(Frames.Of(Frames.Segment(new string('x', 800) + "=1", flag: 7, qn: "20160801085857223", packet: $"PNUM=64;PNO={(i % 63) + 1};")));
        }

        Assert.Empty(rig.Readings);
        rig.Take(Frames.Of(Frames.Segment("a34004-Rtd=35.5")));
        Assert.Single(rig.Readings);
    }

    [Fact]
    public void Every_split_and_byte_by_byte()
    {
        var frame = Frames.Of(Frames.Segment(RealTime));
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

    [Theory]
    [InlineData("#")]
    [InlineData("##")]
    [InlineData("##1024QN=")]
    [InlineData("##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=31&&1C80\r\n")]
    [InlineData("\0\u00FF##00##0010")]
    public void After_noise_and_after_a_broken_frame(string noise)
    {
        var rig = Rig();
        rig.Take(noise);
        rig.Take(Frames.Of(Frames.Segment(RealTime)));
        Assert.Equal(4, rig.Readings.Count);
        rig.Take(Frames.Of(Frames.Segment(RealTime, qn: "20160801085858223")));
        Assert.Equal(8, rig.Readings.Count);
    }

    [Fact]
    public void Several_frames_in_one_piece()
    {
        var rig = Rig();
        rig.Take([.. Frames.Of(Frames.Segment("a34004-Rtd=1", qn: "1"), end: ""), .. Frames.Of(Frames.Segment("a34004-Rtd=2", qn: "2")), .. Frames.Of(Frames.Segment("a34004-Rtd=3", qn: "3"), end: "\n")]);
        Assert.Equal([1.0, 2, 3], rig.Readings.Select(r => r.Value));
    }

    [Fact]
    public void Check_sum_with_swapped_bytes_is_taken_from_that_station_alone_and_answered_so()
    {
        var swapped = Frames.Of(Frames.Segment("a34004-Rtd=1"), swapped: true);
        var strict = Rig();
        strict.Take(swapped);
        Assert.Empty(strict.Readings);
        Assert.Equal(1, strict.Driver.Statistics.Ended(Quality.Crc));

        var rig = Rig(""" "crc": "swapped", """);
        rig.Take(swapped);
        Assert.Single(rig.Readings);
        Assert.Equal(Encoding.ASCII.GetString(Frames.Of(Frames.Segment("", 9014, 4).Replace("ST=22", "ST=91", StringComparison.Ordinal), swapped: true)), Sent(rig));

        var other = SourceRig.Of(new Hj212Kind(), $$"""{ "kind": "hj212", "port": "p", "devices": [ { "name": "a", "mn": "{{Frames.Mn}}", "points": [ {{Points}} ] }, { "name": "b", "mn": "B", "crc": "swapped", "points": [ {{Points}} ] } ] }""");
        other.Take(swapped);
        Assert.Empty(other.Readings);
        Assert.Empty(other.Sent);
    }

    [Fact]
    public void Unknown_station_is_counted_and_neither_taken_nor_answered()
    {
        var rig = Rig();
        rig.Take(Frames.Of(Frames.Segment(RealTime, mn: "OTHER")));
        Assert.Empty(rig.Readings);
        Assert.Empty(rig.Sent);
        Assert.Equal(1, rig.Driver.Statistics.Ended(Quality.WrongUnit));
    }

    [Fact]
    public void Silent_station_is_lost_and_comes_back()
    {
        var rig = Rig(""" "interval": "30 s", """);
        rig.Take(Frames.Of(Frames.Segment("a34004-Rtd=1")));
        rig.Pass(89_000);
        Assert.Empty(rig.Changes);
        rig.Pass(2_000);
        Assert.Equal(new DeviceChange(5, true, Quality.Timeout, 91_000_000_000, 1_000_000_000), Assert.Single(rig.Changes));
        Assert.Equal(5, rig.Readings.Count(r => r.Quality == Quality.Timeout));
        rig.Pass(60_000);
        Assert.Equal(15, rig.Readings.Count(r => r.Quality == Quality.Timeout));
        Assert.Equal(1, rig.Driver.Statistics.DevicesLost);
        rig.Take(Frames.Of(Frames.Segment("a34004-Rtd=1", qn: "2")));
        Assert.False(rig.Changes[^1].Lost);
        Assert.Equal(0, rig.Driver.Statistics.DevicesLost);
    }

    [Fact]
    public void Port_that_is_gone_is_the_reason()
    {
        var rig = Rig();
        rig.Step(BusInput.Closed, []);
        rig.Pass(200_000);
        Assert.Equal(Quality.PortGone, Assert.Single(rig.Changes).Reason);
    }

    [Fact]
    public void Nothing_is_allocated_per_frame()
    {
        var frames = new List<byte>();
        for (var i = 0; i < 8; i++)
        {
            frames.AddRange(Frames.Of(Frames.Segment(RealTime, qn: $"2016080108585{i}223")));
            frames.AddRange(Frames.Of(Frames.Segment("DataTime=20160801080000;a34004-Avg=30", 2061, qn: $"2016080108585{i}224")));
        }

        Assert.Equal(0, Rig().AllocatedBy(frames.ToArray(), 500));
    }

    private static SourceRig Rig(string device = "") =>
        SourceRig.Of(new Hj212Kind(), $$"""{ "kind": "hj212", "port": "p", "devices": [ { {{device}} "name": "air", "mn": "{{Frames.Mn}}", "points": [ {{Points}} ] } ] }""");

    private static string Answer(int cn) => Encoding.ASCII.GetString(Frames.Of(Frames.Segment("", cn, 4).Replace("ST=22", "ST=91", StringComparison.Ordinal)));

    private static string Sent(SourceRig rig) => Encoding.ASCII.GetString([.. rig.Sent]);
}
