using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Cjt188;

/// <summary>Meters on a virtual line.</summary>
public sealed class DriverTests
{
    private const string Water = """{ "name": "w", "address": "00000805000001", "type": "cold-water", "points": [ { "name": "v", "item": "volume" }, { "name": "valve", "item": "valve", "writable": true }, { "name": "b", "item": "battery.low" } ] }""";
    private const string Clock = "06201709011720";

    [Fact]
    public void All_points_of_a_meter_come_from_one_request()
    {
        var line = Line(Water);
        line.Open();
        line.Run(900);
        var sent = Assert.Single(line.Sent.Take(2));
        Assert.Equal(4, sent.Frame.TakeWhile(b => b == 0xFE).Count());
        Assert.Equal(("901F", "00000805000001"), (Frames.IdentifierOf(sent.Frame), Frames.AddressOf(sent.Frame)));
        Assert.Equal([(0, 123.0), (1, 0), (2, 0)], line.Readings.Select(r => (r.Point, r.Value)));
    }

    [Fact]
    public void Values_are_converted_to_the_unit_of_the_point()
    {
        var line = Line("""
            { "name": "h", "address": "00000040314132", "type": "heat", "order": "1F90", "points": [ { "name": "e", "item": "energy.heat" }, { "name": "g", "item": "energy.heat", "unit": "GJ" }, { "name": "v", "item": "volume", "unit": "L" },
              { "name": "s", "item": "temperature.supply" }, { "name": "p", "item": "power.heat" }, { "name": "x", "item": "energy.heat.settlement1", "unit": "MW.h" }, { "name": "t", "item": "time" }, { "name": "d", "item": "volume", "scale": 10 } ] }
            """);
        line.Answer = r => [(Frames.Reply(r, Frames.IdentifierOf(r) == "1F90" ? "0802000000080200000017000000003500000000" + "2C34100000" + "352500" + "662500" + "000000" + "53001210071520" + "0000" : "0534120000"), 30)];
        line.Open();
        line.Run(900);
        Assert.Equal(["1F90", "20D1"], line.Sent.Take(2).Select(s => Frames.IdentifierOf(s.Frame)));
        Assert.Equal([(0, 20.0), (1, 0.072), (2, 10340), (3, 25.35), (4, 0), (6, 1436500853), (7, 103.4), (5, 0.01234)], line.Readings.Take(8).Select(r => (r.Point, Math.Round(r.Value, 9))));
    }

    [Theory]
    [InlineData("FFFFFFFF2C" + "000000002C" + Clock + "0000")]
    [InlineData("0A0000002C" + "000000002C" + Clock + "0000")]
    [InlineData("1234000000" + "000000002C" + Clock + "0000")]
    [InlineData("123400")]
    public void Broken_values_are_no_numbers(string payload)
    {
        var line = Line(Water);
        line.Answer = r => [(Frames.Reply(r, payload), 20)];
        line.Open();
        line.Run(900);
        Assert.Equal((Quality.Invalid, double.NaN), (line.Readings[0].Quality, line.Readings[0].Value));
    }

    [Fact]
    public async Task Valve_is_closed_and_read_back_until_it_is()
    {
        var turns = 0;
        var line = Line(Water);
        line.Answer = r => Frames.IdentifierOf(r) == "A017"
            ? [(Frames.Reply(r, "0000"), 20)]
            : [(Frames.Reply(r, "002301002C" + "000000002C" + Clock + (line.Sent.Any(s => Frames.IdentifierOf(s.Frame) == "A017") && turns++ > 3 ? "0100" : "0000")), 20)];
        line.Open();
        line.Run(3_000);
        var write = line.Write(1, 1)!;
        line.Run(5_000);
        Assert.Equal(Frames.Make(0x10, "00000805000001", 0x04, "A017" + Convert.ToHexString([Frames.Body(line.Sent.Single(s => Frames.IdentifierOf(s.Frame) == "A017").Frame)[13]]) + "99"), Frames.Body(line.Sent.Single(s => Frames.IdentifierOf(s.Frame) == "A017").Frame));
        Assert.Equal(new WriteOutcome(true, Quality.Good, 1, ""), await write.Done.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));
        Assert.Contains(line.Readings, r => r is { Point: 1, Value: 1 });
    }

    [Fact]
    public async Task Valve_that_does_not_turn_is_not_confirmed()
    {
        var line = Line(Water);
        line.Answer = r => Frames.IdentifierOf(r) == "A017" ? [(Frames.Reply(r, "0000"), 20)] : Good(r);
        line.Open();
        line.Run(1_000);
        var write = line.Write(1, 1)!;
        line.Run(10_000);
        var outcome = await write.Done.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal((false, Quality.Good, 0.0), (outcome.Confirmed, outcome.Quality, outcome.ReadBack));
        Assert.Single(line.Sent, s => Frames.IdentifierOf(s.Frame) == "A017");
        Assert.True(line.Readings.Count(r => r.Point == 0) >= 9);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 0.5)]
    public async Task What_cannot_be_written_is_refused_without_a_frame(int point, double value)
    {
        var line = Line(Water);
        line.Open();
        line.Run(1_000);
        var write = line.Write(point, value)!;
        line.Run(1_000);
        var outcome = await write.Done.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal((false, Quality.Invalid), (outcome.Confirmed, outcome.Quality));
        Assert.DoesNotContain(line.Sent, s => Frames.IdentifierOf(s.Frame) != "901F");
    }

    [Fact]
    public async Task Refused_write_is_told()
    {
        var line = Line(Water);
        line.Answer = r => Frames.IdentifierOf(r) == "A017" ? [(Frames.Make(0x10, "00000805000001", 0xC4, "000000"), 20)] : Good(r);
        line.Open();
        line.Run(1_000);
        var write = line.Write(1, 0)!;
        line.Run(1_000);
        var outcome = await write.Done.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal((false, Quality.Exception), (outcome.Confirmed, outcome.Quality));
    }

    [Theory]
    [InlineData("standard", "0500", 1, 1)]
    [InlineData("highBits", "6000", 1, 1)]
    [InlineData("highBits", "C000", 3, 0)]
    [InlineData("secondByte", "0005", 1, 1)]
    [InlineData("inverted", "0000", 1, 0)]
    [InlineData("inverted", "0100", 0, 0)]
    [InlineData("inverted", "0300", 3, 0)]
    public void Vendors_keep_valve_and_battery_in_places_of_their_own(string layout, string status, int valve, int battery)
    {
        var line = Line(Water.Replace("\"type\"", $"\"status\": \"{layout}\", \"type\"", StringComparison.Ordinal));
        line.Answer = r => [(Frames.Reply(r, "002301002C" + "000000002C" + Clock + status), 20)];
        line.Open();
        line.Run(900);
        Assert.Equal([(0, 123.0), (1, valve), (2, battery)], line.Readings.Select(r => (r.Point, r.Value)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Echo_is_passed_over(bool configured)
    {
        var line = Line(Water, configured ? """, "echo": true""" : "");
        line.Answer = r => [(r[..7], 1), (r[7..], 2), .. Good(r)];
        line.Open();
        line.Run(20_000);
        Assert.All(line.Readings, r => Assert.Equal(Quality.Good, r.Quality));
        Assert.Equal(configured ? 0 : 20 * (line.Readings.Count / 3), line.Driver.Statistics.BytesDiscarded);
    }

    [Fact]
    public void Late_reply_is_never_taken_for_that_of_another_meter()
    {
        var line = Line("""
            { "name": "a", "address": "00000000000001", "type": "10", "timeout": "200 ms", "points": [ { "name": "v", "item": "volume" } ] },
            { "name": "b", "address": "00000000000001", "type": "gas", "timeout": "200 ms", "points": [ { "name": "v", "item": "volume" } ] }
            """);
        line.Answer = r => Frames.Body(r)[1] == 0x10 ? [(Frames.Reply(r, "110000002C" + "000000002C" + Clock + "0000"), 520)] : [(Frames.Reply(r, "220000002C" + "000000002C" + Clock + "0000"), 250)];
        line.Open();
        line.Run(120_000);
        Assert.All(line.Readings.Where(r => r.Quality == Quality.Good), r => Assert.Equal((r.Point + 1) * 0.11, r.Value, 9));
        Assert.True(line.Readings.Count(r => r is { Point: 1, Quality: Quality.Good }) > 50);
    }

    [Fact]
    public void Silent_meter_is_lost_and_comes_back()
    {
        var silent = true;
        var line = Line(Water);
        line.Answer = r => silent ? [] : Good(r);
        line.Open();
        line.Run(30_000);
        silent = false;
        line.Run(60_000);
        Assert.Equal([true, false], line.Changes.Select(c => c.Lost));
        Assert.Equal(Quality.Good, line.Readings[^1].Quality);
    }

    [Fact]
    public void Wild_card_takes_the_reply_of_any_meter_of_its_type()
    {
        var line = Line(Water.Replace("00000805000001", "AAAAAAAAAAAAAA", StringComparison.Ordinal));
        line.Answer = r => [(Frames.Bytes(Frames.Water123), 30)];
        line.Open();
        line.Run(900);
        Assert.Equal((Quality.Good, 123.0), (line.Readings[0].Quality, line.Readings[0].Value));
    }

    [Fact]
    public void A_quarter_of_replies_lost_costs_retries_and_no_wrong_value()
    {
        var random = new Random(7);
        var line = Line(Water, """, "retries": 4, "timeout": "200 ms" """);
        line.Answer = r => random.Next(4) switch
        {
            0 => [],
            1 => [([0x68, 0x00, 0xFE, 0x68], 5), .. Good(r)],
            _ => Good(r),
        };
        line.Open();
        line.Run(600_000);
        var good = line.Readings.Where(r => r is { Point: 0, Quality: Quality.Good }).ToList();
        Assert.All(good, r => Assert.Equal(123, r.Value));
        Assert.True(good.Count > line.Readings.Count * 0.3, string.Join(' ', line.Readings.CountBy(r => r.Quality)));
    }

    [Fact]
    public void Exchange_allocates_nothing_after_warm_up()
    {
        var driver = Sources.Plan(Water.Replace("\"type\"", "\"poll\": \"100 ms\", \"type\"", StringComparison.Ordinal)).CreateDriver(0, 0);
        var output = new BusOutput();
        var nowNs = 1_000_000_000L;
        var reply = Frames.Bytes(Frames.Water123);
        driver.Step(BusInput.Opened, default, new Now(nowNs, 0, ClockQuality.Ntp), output);
        var good = 0;
        long Rounds(int count)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < count; i++)
            {
                var sent = output.Send.Length > 0;
                nowNs = sent ? nowNs + 1_000_000 : Math.Max(nowNs, output.DeadlineNs);
                output.Clear();
                driver.Step(sent ? BusInput.Bytes : BusInput.Deadline, sent ? reply : default, new Now(nowNs, 0, ClockQuality.Ntp), output);
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

    private static IEnumerable<(byte[] Bytes, long DelayMs)> Good(byte[] request) => [(Frames.Reply(request, "002301002C" + "000000002C" + Clock + "0000"), 20)];

    private static VirtualLine Line(string devices, string members = "") => new(Sources.Plan(devices, members).CreateDriver(0, 0)) { Answer = Good };
}
