using System.Text;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Nmea;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Nmea;

/// <summary>A receiver on a serial port, on virtual time.</summary>
public sealed class DriverTests
{
    private const string Points = """
        { "name": "lat", "quantity": "latitude" }, { "name": "lon", "quantity": "longitude" }, { "name": "alt", "quantity": "altitude" }, { "name": "speed", "quantity": "speed" },
        { "name": "course", "quantity": "course" }, { "name": "sats", "quantity": "satellites" }, { "name": "hdop", "quantity": "hdop" }, { "name": "fix", "quantity": "fix" }
        """;

    [Fact]
    public void Points_of_a_burst_of_sentences_come_once_a_second()
    {
        var rig = Rig();
        for (var second = 0; second < 10; second++)
        {
            rig.Take(Sentences.Rmc($"01020{second}", "251126") + Sentences.Gga + "\r\n" + Sentences.Of("GBGLL,3114.430,N,12125.020,E,010203,A,A") + Sentences.Of("GNVTG,84.4,T,,M,1.94,N,3.6,K,A"));
            rig.NowMs += 1_000;
        }

        for (var point = 10; point < 18; point++)
        {
            Assert.Equal(10, rig.Readings.Count(r => r.Point == point));
        }

        // From the first that told it, all along.
        Assert.All(rig.Readings.Where(r => r.Point == 10), r => Assert.Equal(31.2405, r.Value, 9));
        Assert.All(rig.Readings.Where(r => r.Point == 12), r => Assert.Equal(545.4, r.Value));
        Assert.All(rig.Readings.Where(r => r.Point == 13), r => Assert.Equal(1.94 * 1852 / 3600, r.Value, 9));
    }

    [Fact]
    public void Another_sentence_takes_over_when_the_first_is_missing()
    {
        var rig = Rig();
        rig.Take(Sentences.Rmc("010203", "251126"));
        rig.NowMs += 2_000;
        rig.Take(Sentences.Gga);
        Assert.Single(rig.Readings, r => r.Point == 10);
        rig.NowMs += 4_000;
        rig.Take(Sentences.Gga);
        Assert.Equal(48.1173, rig.Readings.Last(r => r.Point == 10).Value, 9);
    }

    [Fact]
    public void Without_a_fix_points_are_invalid_and_time_is_not_told()
    {
        var rig = Rig();
        rig.Take(Sentences.NoFix);
        rig.Take(Sentences.Of("GPGGA,123519,4807.038,N,01131.000,E,0,00,99.9,545.4,M,46.9,M,,"));
        rig.Take(Sentences.Rmc("010203", "251126", "V"));
        rig.Take(Sentences.Of("GPZDA,201530.00,04,07,2026,00,00"));
        Assert.Equal([Quality.Good, Quality.Good], rig.Readings.Where(r => r.Point is 15 or 17).Select(r => r.Quality));
        Assert.All(rig.Readings.Where(r => r.Point is not (15 or 17)), r => Assert.Equal((Quality.Invalid, double.NaN), (r.Quality, r.Value)));
        Assert.Contains(rig.Readings, r => r.Point == 10);
        Assert.Empty(rig.Fixes);
    }

    [Fact]
    public void Time_is_told_with_when_its_sentence_began()
    {
        var rig = Rig();
        var sentence = Sentences.Rmc("010203.00", "251126");
        rig.NowMs = 5_000;
        rig.Take(sentence[..1]);
        rig.NowMs = 5_060;
        rig.Take(sentence[1..]);
        var fix = Assert.Single(rig.Fixes);
        Assert.Equal(DateTimeOffset.Parse("2026-11-25T01:02:03Z").ToUnixTimeMilliseconds(), fix.UtcMs);

        // One character at 9600 baud before the first piece was read.
        Assert.Equal(5_000_000_000 - 1_041_666, fix.MonoNs);
    }

    [Fact]
    public void Piece_of_several_bytes_began_when_they_began_to_come_in()
    {
        var rig = Rig();
        rig.NowMs = 5_000;
        rig.Step(BusInput.Deadline, []);
        rig.NowMs = 5_500;
        var sentence = Sentences.Rmc("010203.00", "251126");
        rig.Take(sentence);
        Assert.Equal(5_500_000_000 - (sentence.Length * 1_041_666L), Assert.Single(rig.Fixes).MonoNs);
        rig.NowMs = 5_510;
        rig.Take(sentence);
        Assert.Equal(5_500_000_000, rig.Fixes[1].MonoNs);
    }

    [Fact]
    public void Delay_of_the_receiver_is_taken_off()
    {
        var rig = Rig(""" "clockDelay": "300 ms", """);
        rig.NowMs = 5_500;
        rig.Take(Sentences.Rmc("010203.00", "251126"));
        Assert.InRange(Assert.Single(rig.Fixes).MonoNs, 5_100_000_000, 5_200_000_000);
    }

    [Fact]
    public void Zda_tells_time_while_another_sentence_tells_of_a_fix_and_one_source_is_kept()
    {
        var rig = Rig();
        rig.Take(Sentences.Gga);
        rig.Take(Sentences.Of("GPZDA,201530.00,04,07,2026,00,00"));
        rig.Take(Sentences.Rmc("201530", "040726"));
        Assert.Single(rig.Fixes);
        rig.NowMs += 6_000;
        rig.Take(Sentences.Of("GPZDA,201536.00,04,07,2026,00,00"));
        Assert.Single(rig.Fixes);
        rig.Take(Sentences.Gga);
        rig.Take(Sentences.Of("GPZDA,201536.00,04,07,2026,00,00"));
        Assert.Equal(DateTimeOffset.Parse("2026-07-04T20:15:36Z").ToUnixTimeMilliseconds(), rig.Fixes[1].UtcMs);
    }

    [Fact]
    public void Time_is_told_only_where_the_site_says_so()
    {
        var rig = Rig(""" "clock": false, """, clock: false);
        rig.Take(Sentences.Rmc("010203", "251126"));
        Assert.Empty(rig.Fixes);
        Assert.NotEmpty(rig.Readings);
    }

    [Fact]
    public void Every_split_byte_by_byte_noise_and_broken_sentences()
    {
        var sentence = Encoding.Latin1.GetBytes(Sentences.Gga + "\r\n");
        for (var split = 0; split <= sentence.Length; split++)
        {
            var rig = Rig();
            rig.Take(sentence.AsSpan(0, split));
            rig.Take(sentence.AsSpan(split));
            Assert.Equal(6, rig.Readings.Count);
        }

        foreach (var noise in (string[])["$", "$$$GPGGA,", "$GPGGA,123519,4807.038,N*00", "\u00FF\0*47", new string('$', 300) + new string('A', 300), "$GPGGA,12$"])
        {
            var rig = Rig();
            rig.Take(noise);
            foreach (var b in sentence)
            {
                rig.Take([b]);
            }

            Assert.Equal(6, rig.Readings.Count);
            Assert.Equal(1, rig.Driver.Statistics.Ended(Quality.Good));
        }

        var bad = Rig();
        bad.Take("$GPRMC,,V,,,,,,,,,,N*54\r\n");
        Assert.Equal(1, bad.Driver.Statistics.Ended(Quality.Crc));
        Assert.Empty(bad.Readings);
    }

    [Fact]
    public void Silent_receiver_is_lost_and_comes_back()
    {
        var rig = Rig();
        rig.Take(Sentences.Gga);
        rig.Pass(4_900);
        Assert.Empty(rig.Changes);
        rig.Pass(200);
        Assert.True(Assert.Single(rig.Changes).Lost);
        rig.Take(Sentences.NoFix);
        Assert.False(rig.Changes[^1].Lost);
    }

    [Fact]
    public void Nothing_is_allocated_per_sentence() =>
        Assert.Equal(0, Rig().AllocatedBy(Encoding.Latin1.GetBytes(Sentences.Rmc("010203", "251126") + Sentences.Gga + Sentences.Of("BDGSA,A,3,01,02,03,,,,,,,,,,1.5,0.9,1.2")), 1_000));

    [Fact]
    public void Site_is_bound()
    {
        var (plan, faults) = SourceRig.Bind(new NmeaKind(), $$"""{ "kind": "nmea", "port": "gnss", "baud": 4800, "devices": [ { "name": "gnss", "points": [ {{Points}} ] } ] }""");
        Assert.Empty(faults);
        Assert.Equal(["deg", "deg", "m", "m/s", "deg", "", "", ""], plan!.Points.Select(p => p.Unit));
        Assert.Equal((PointKind.Discrete, "autonomous"), (plan.Points[7].Kind, plan.Points[7].States![1]));
        Assert.Equal(1_000, plan.Points[0].PollMs);
        var (none, told) = SourceRig.Bind(new NmeaKind(), """{ "kind": "nmea", "devices": [ { "name": "gnss", "points": [ ] } ] }""");
        Assert.Null(none);
        Assert.NotEmpty(told);
    }

    private static SourceRig Rig(string source = "", bool clock = true) => SourceRig.Of(
        new NmeaKind(), $$"""{ "kind": "nmea", "port": "gnss", {{(clock ? "\"clock\": true," : "")}} {{source}} "devices": [ { "name": "gnss", "points": [ {{Points}} ] } ] }""");
}
