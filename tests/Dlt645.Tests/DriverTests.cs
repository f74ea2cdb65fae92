using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Dlt645;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Dlt645;

/// <summary>Meters on a virtual line.</summary>
public sealed class DriverTests
{
    private const string ThreeVoltages = """{ "name": "ua", "item": "voltage.a" }, { "name": "ub", "item": "voltage.b" }, { "name": "uc", "item": "voltage.c" }""";

    private static readonly Dictionary<string, string> Values = new()
    {
        ["00010000"] = "26000000", ["02010100"] = "0122", ["02010200"] = "0222", ["02010300"] = "0322", ["0201FF00"] = "012202220322", ["02020100"] = "994980", ["02800002"] = "0050",
    };

    [Fact]
    public void Points_are_read_one_by_one_with_wake_up_bytes()
    {
        var line = Line("""{ "name": "m", "address": "000000000161", "poll": "10 s", "points": [ { "name": "e", "item": "energy.active.forward", "scale": 40 }, { "name": "i", "item": "current.a" }, { "name": "f", "di": "02800002" } ] }""");
        line.Open();
        line.Run(5_000);
        Assert.Equal(["00010000", "02020100", "02800002"], line.Sent.Select(s => Frames.IdentifierOf(s.Frame)));
        Assert.All(line.Sent, s => Assert.Equal(4, s.Frame.TakeWhile(b => b == 0xFE).Count()));
        Assert.Equal([(0, 10.4), (1, -4.999), (2, 50)], line.Readings.Select(r => (r.Point, r.Value)));
    }

    [Fact]
    public void Phases_are_read_in_one_request_where_the_meter_has_blocks()
    {
        var line = Line($$"""{ "name": "m", "address": "000000000161", "merge": true, "preamble": 0, "points": [ {{ThreeVoltages}} ] }""");
        line.Open();
        line.Run(200);
        Assert.Single(line.Sent);
        Assert.Equal("0201FF00", Frames.IdentifierOf(line.Sent[0].Frame));
        Assert.Equal([220.1, 220.2, 220.3], line.Readings.Select(r => r.Value));
    }

    [Fact]
    public void Meter_without_blocks_is_asked_one_by_one_from_then_on()
    {
        var line = Line($$"""{ "name": "m", "address": "000000000161", "merge": true, "points": [ {{ThreeVoltages}} ] }""");
        line.Answer = r => Frames.IdentifierOf(r) == "0201FF00" ? [(Frames.Make("000000000161", 0xD1, "02"), 20)] : Good(r);
        line.Open();
        line.Run(20_000);
        Assert.Single(line.Sent, s => Frames.IdentifierOf(s.Frame) == "0201FF00");
        Assert.All(line.Readings, r => Assert.Equal((Quality.Good, (2201 + r.Point) / 10.0), (r.Quality, r.Value)));
        Assert.True(line.Readings.Count >= 30);
        Assert.Empty(line.Changes);
    }

    [Fact]
    public void Short_block_of_a_single_phase_meter_gives_what_it_has()
    {
        var line = Line($$"""{ "name": "m", "address": "000000000161", "merge": true, "points": [ {{ThreeVoltages}} ] }""");
        line.Answer = r => [(Frames.Reply(r, "0122"), 20)];
        line.Open();
        line.Run(400);
        Assert.Equal([Quality.Good, Quality.Invalid, Quality.Invalid], line.Readings.Take(3).Select(r => r.Quality));
    }

    [Fact]
    public void Follow_up_frames_are_fetched_and_put_together()
    {
        var line = Line("""{ "name": "m", "address": "000000000161", "merge": true, "points": [ { "name": "t", "item": "energy.active.forward" }, { "name": "r1", "item": "energy.active.forward.rate1" }, { "name": "r2", "item": "energy.active.forward.rate2" } ] }""");
        line.Answer = r => r.SkipWhile(b => b == 0xFE).ElementAt(8) switch
        {
            0x11 => [(Frames.Reply(r, "010000000200", 0xA0), 20)],
            _ => [([.. Frames.Make("000000000161", (byte)(Sequence(r) == 1 ? 0xB2 : 0x92), "00FF0100" + (Sequence(r) == 1 ? "0000" : "03000000") + $"{Sequence(r):X2}")], 20)],
        };
        line.Open();
        line.Run(600);
        Assert.Equal([0x11, 0x12, 0x12], line.Sent.Take(3).Select(s => (int)s.Frame[12]));
        Assert.Equal([0.01, 0.02, 0.03], line.Readings.Take(3).Select(r => r.Value));
    }

    [Fact]
    public void Follow_up_frames_without_end_are_refused()
    {
        var line = Line("""{ "name": "m", "address": "000000000161", "poll": "1 h", "points": [ { "name": "t", "item": "energy.active.forward" } ] }""", """, "retries": 0""");
        line.Answer = r => r.SkipWhile(b => b == 0xFE).ElementAt(8) == 0x11 ? [(Frames.Reply(r, "01000000", 0xA0), 5)] : [(Frames.Make("000000000161", 0xB2, "00000100" + "02000000" + $"{Sequence(r):X2}"), 5)];
        line.Open();
        line.Run(60_000);
        Assert.Equal(Quality.Overlong, Assert.Single(line.Readings).Quality);
        Assert.InRange(line.Sent.Count, 30, 40);
    }

    [Theory]
    [InlineData("FFFFFFFF")]
    [InlineData("0A000000")]
    [InlineData("260000")]
    public void Broken_values_are_no_numbers(string values)
    {
        var line = Line("""{ "name": "m", "address": "000000000161", "points": [ { "name": "e", "item": "energy.active.forward" } ] }""");
        line.Answer = r => [(Frames.Reply(r, values), 20)];
        line.Open();
        line.Run(900);
        Assert.All(line.Readings, r => Assert.Equal((Quality.Invalid, double.NaN), (r.Quality, r.Value)));
        Assert.NotEmpty(line.Readings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Echo_is_passed_over(bool configured)
    {
        var line = Line("""{ "name": "m", "address": "000000000161", "points": [ { "name": "e", "item": "energy.active.forward" } ] }""", configured ? """, "echo": true""" : "");
        line.Answer = r => [(r[..7], 1), (r[7..], 2), .. Good(r)];
        line.Open();
        line.Run(20_000);
        Assert.All(line.Readings, r => Assert.Equal((Quality.Good, 0.26), (r.Quality, r.Value)));
        Assert.Equal(configured ? 0 : 20 * line.Readings.Count, line.Driver.Statistics.BytesDiscarded);
    }

    [Fact]
    public void Late_reply_is_never_taken_for_another_value_or_meter()
    {
        var line = Line("""
            { "name": "a", "address": "000000000161", "timeout": "200 ms", "points": [ { "name": "e", "item": "energy.active.forward" }, { "name": "u", "item": "voltage.a" } ] },
            { "name": "b", "address": "000000000162", "timeout": "200 ms", "points": [ { "name": "e", "item": "energy.active.forward" } ] }
            """);
        line.Answer = r => Frames.AddressOf(r) == "000000000161" && Frames.IdentifierOf(r) == "00010000" ? [(Frames.Reply(r, "11000000"), 420)] : [(Frames.Reply(r, Frames.IdentifierOf(r) == "00010000" ? "22000000" : "0122"), 150)];
        line.Open();
        line.Run(120_000);
        Assert.All(line.Readings.Where(r => r.Quality == Quality.Good), r => Assert.Equal(r.Point switch { 0 => 0.11, 1 => 220.1, _ => 0.22 }, r.Value));
        Assert.True(line.Readings.Count(r => r is { Point: 2, Quality: Quality.Good }) > 50);
    }

    [Fact]
    public void Refusal_is_an_answer_and_no_loss()
    {
        var line = Line("""{ "name": "m", "address": "000000000161", "points": [ { "name": "e", "item": "energy.active.forward" } ] }""");
        line.Answer = r => [(Frames.Make("000000000161", 0xD1, "02"), 20)];
        line.Open();
        line.Run(10_000);
        Assert.All(line.Readings, r => Assert.Equal(Quality.Exception, r.Quality));
        Assert.InRange(line.Readings.Count, 9, 12);
        Assert.Empty(line.Changes);
    }

    [Fact]
    public void Silent_meter_is_lost_and_comes_back()
    {
        var silent = true;
        var line = Line("""{ "name": "m", "address": "000000000161", "points": [ { "name": "e", "item": "energy.active.forward" } ] }""");
        line.Answer = r => silent ? [] : Good(r);
        line.Open();
        line.Run(30_000);
        silent = false;
        line.Run(60_000);
        Assert.Equal([true, false], line.Changes.Select(c => c.Lost));
        Assert.Equal((Quality.Good, 0.26), (line.Readings[^1].Quality, line.Readings[^1].Value));
    }

    [Fact]
    public void Wild_card_takes_the_reply_of_any_meter()
    {
        var line = Line("""{ "name": "m", "address": "AAAAAAAAAAAA", "points": [ { "name": "e", "item": "energy.active.forward" } ] }""");
        line.Answer = r => [([0xFE, .. Frames.Make("398192000337", 0x91, "00000100" + "26000000"), 0xFE], 30)];
        line.Open();
        line.Run(5_000);
        Assert.All(line.Readings, r => Assert.Equal((Quality.Good, 0.26), (r.Quality, r.Value)));
        Assert.NotEmpty(line.Readings);
    }

    [Fact]
    public void A_quarter_of_replies_lost_costs_retries_and_no_wrong_value()
    {
        var random = new Random(7);
        var line = Line($$"""{ "name": "m", "address": "000000000161", "retries": 4, "timeout": "200 ms", "points": [ {{ThreeVoltages}}, { "name": "e", "item": "energy.active.forward" } ] }""");
        line.Answer = r => random.Next(4) switch
        {
            0 => [],
            1 => [([0x68, 0x00, 0xFE], 5), .. Good(r)],
            _ => Good(r),
        };
        line.Open();
        line.Run(600_000);
        var good = line.Readings.Where(r => r.Quality == Quality.Good).ToList();
        Assert.All(good, r => Assert.Equal(r.Point == 3 ? 0.26 : (2201 + r.Point) / 10.0, r.Value));
        Assert.True(good.Count > line.Readings.Count * 0.9, string.Join(' ', line.Readings.CountBy(r => r.Quality)));
    }

    [Fact]
    public void Exchange_allocates_nothing_after_warm_up()
    {
        var driver = Sources.Plan($$"""{ "name": "m", "address": "000000000161", "poll": "100 ms", "points": [ {{ThreeVoltages}} ] }""").CreateDriver(0, 0);
        var output = new BusOutput();
        var nowNs = 1_000_000_000L;
        var replies = new Dictionary<byte, byte[]>
        {
            [1] = Frames.Make("000000000161", 0x91, "000101020122"), [2] = Frames.Make("000000000161", 0x91, "000201020222"), [3] = Frames.Make("000000000161", 0x91, "000301020322"),
        };
        driver.Step(BusInput.Opened, default, new Now(nowNs, 0, ClockQuality.Ntp), output);
        var good = 0;
        long Rounds(int count)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < count; i++)
            {
                var reply = output.Send.Length > 0 ? replies[(byte)(output.Send[^5] - 0x33)] : null;
                nowNs = reply is not null ? nowNs + 1_000_000 : Math.Max(nowNs, output.DeadlineNs);
                output.Clear();
                driver.Step(reply is not null ? BusInput.Bytes : BusInput.Deadline, reply, new Now(nowNs, 0, ClockQuality.Ntp), output);
                foreach (var reading in output.Readings)
                {
                    good += reading.Quality == Quality.Good ? 1 : 0;
                }
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Rounds(20_000);
        good = 0;
        Assert.Equal(0, Rounds(20_000));
        Assert.True(good > 5_000);
    }

    private static int Sequence(byte[] request) => request[^3] - 0x33;

    private static IEnumerable<(byte[] Bytes, long DelayMs)> Good(byte[] request) => [(Frames.Reply(request, Values[Frames.IdentifierOf(request)]), 20)];

    private static VirtualLine Line(string devices, string members = "") => new(Sources.Plan(devices, members: members).CreateDriver(0, 0)) { Answer = Good };
}
