using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;
using EdgeAgent.Core.Time;
using EdgeAgent.Run;
using EdgeAgent.Scan;
using EdgeAgent.Sensors.Hj212;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Scan;

/// <summary>Probes that listen, on a virtual line, and the site fragments of what they hear.</summary>
public sealed class ListeningProbeTests
{
    private const long ListenNs = 10_000_000_000;
    private const string River = "7E7E010012345678123430002B020003591011154947F1F1001234567848F0F0591011154920190000052619000005392300000127381211150320FA";
    private static readonly SerialSettings Line = new(9600);

    public static TheoryData<string, string, string, string, int> Heard => new()
    {
        { "hj212", Air("QN=20160801085857223;ST=22;CN=2011;PW=100000;MN=010000A8900016F000169DC0;Flag=4;CP=&&DataTime=20160801085857;a34004-Rtd=35.2,a34004-Flag=N;a01001-Rtd=28.1;zz-Rtd=1&&"), "010000A8900016F000169DC0", "pm2.5", 2 },
        { "sl651", River, "0012345678", "rain.current", 4 },
        { "nmea", Text("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n$GPRMC,,V,,,,,,,,,,N*53\r\n$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n"), "", "latitude", 8 },
        { "lines", Text("L=+1.234m T=+18.5C\r\nL=+1.301m T=+18.4C\r\n"), "", "l", 2 },
    };

    [Theory]
    [MemberData(nameof(Heard))]
    public void A_station_is_heard_among_noise_and_byte_by_byte(string protocol, string hex, string address, string first, int points)
    {
        foreach (var isSlow in new[] { false, true })
        {
            var line = new ProbeLine();
            line.Later([0x00, 0xFF, 0x81, 0x0A], 10);
            if (isSlow)
            {
                line.LaterByteByByte(Convert.FromHexString(hex), 500);
            }
            else
            {
                line.Later(Convert.FromHexString(hex), 500);
            }

            var driver = Listen(line);
            var finding = Assert.Single(driver.Findings);
            Assert.InRange(driver.NoiseBytes, 0, 4);
            Assert.Equal((protocol, address, first), (finding.Protocol, finding.Address, finding.First?.Name));
            using var told = JsonDocument.Parse(finding.PointsJson);
            Assert.Equal(points, told.RootElement.GetArrayLength());
            Assert.Empty(line.Sent);
            Assert.Empty(Load(finding).Faults);
        }
    }

    [Theory]
    [InlineData("nmea", "gnss-receiver")]
    [InlineData("sl651", "flood-gauge")]
    [InlineData("lines", "")]
    public void A_station_that_tells_all_points_of_a_template_is_recognised(string protocol, string template)
    {
        var line = new ProbeLine();
        line.Later(Convert.FromHexString(Heard.First(h => h.Data.Item1 == protocol).Data.Item2), 500);
        var (recognised, _) = Load(Assert.Single(Listen(line).Findings));
        Assert.Equal(template, recognised.Template);
    }

    [Fact]
    public void A_receiver_without_a_fix_is_told_when_the_time_is_over()
    {
        var line = new ProbeLine();
        line.Later("$GPRMC,,V,,,,,,,,,,N*53\r\n"u8, 100);
        var finding = Assert.Single(Listen(line).Findings);
        Assert.Null(finding.First);
        Assert.Equal("it has no fix", finding.Note);
    }

    [Theory]
    [InlineData(124)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(128)]
    public void A_sentence_that_is_a_little_too_long_does_no_harm(int starAt)
    {
        var line = new ProbeLine();
        line.Later(Encoding.ASCII.GetBytes($"$GPXXX,{new string('1', starAt - 7)}*00\r\n"), 100);
        line.Later("$GPRMC,,V,,,,,,,,,,N*53\r\n"u8, 200);
        Assert.Equal("nmea", Assert.Single(Listen(line).Findings).Protocol);
    }

    [Fact]
    public void A_station_that_swaps_its_check_sum_is_set_so()
    {
        var line = new ProbeLine();
        var frame = Encoding.ASCII.GetString(Convert.FromHexString(Air("ST=22;CN=2011;PW=1;MN=X1;Flag=4;CP=&&a34004-Rtd=1&&"))).TrimEnd();
        line.Later(Encoding.ASCII.GetBytes($"{frame[..^4]}{frame[^2..]}{frame[^4..^2]}\r\n"), 100);
        var finding = Assert.Single(Listen(line).Findings);
        Assert.Contains("swapped", finding.DeviceJson, StringComparison.Ordinal);
        Assert.Empty(Load(finding).Faults);
    }

    [Fact]
    public void Speech_at_another_rate_is_noise_and_ends_the_listening_early()
    {
        var line = new ProbeLine();
        var random = new Random(3);
        for (var at = 100; at < 9_000; at += 1_000)
        {
            var noise = new byte[30];
            random.NextBytes(noise);
            line.Later(noise, at);
        }

        var driver = Listen(line);
        Assert.Empty(driver.Findings);
        Assert.True(driver.NoiseBytes >= 60);
        Assert.True(line.NowNs < 3_000_000_000, $"{line.NowNs} ns");
    }

    [Theory]
    [InlineData("L=+1.234m T=+18.5C", "L={l:number}m T={t:number}C")]
    [InlineData("  12.5 kPa", "{value-1:number} kPa")]
    [InlineData("T1=5 T2=-6", "T1={t1:number} T2={t2:number}")]
    [InlineData("Level:  3.2, Level: 4", "Level:{level:number}, Level:{value-2:number}")]
    [InlineData("a{1}", "a\\{{value-1:number}\\}")]
    public void The_shape_of_a_line_is_guessed(string line, string pattern) => Assert.Equal(pattern, EdgeAgent.Sensors.Lines.LineShape.Of(line).Pattern);

    [Fact]
    public void No_listener_throws_on_any_bytes()
    {
        var random = new Random(11);
        var seeds = Heard.Select(h => Convert.FromHexString(h.Data.Item2)).ToList();
        var runs = BusProbes.All.Where(p => p.IsListener).Select(p => p.Begin(new ProbeScope(), 0)).ToList();
        var findings = new List<ProbeFinding>();
        for (var i = 0; i < LongRuns.Rounds(20_000, 1_000_000); i++)
        {
            var bytes = FrameFuzz.Mutate(seeds, random);
            runs.ForEach(r => r.Take(bytes, findings));
            findings.ForEach(f => Assert.Equal(JsonValueKind.Array, JsonDocument.Parse(f.PointsJson).RootElement.ValueKind));
            findings.Clear();
        }
    }

    private static ScanDriver Listen(ProbeLine line)
    {
        var driver = new ScanDriver(Line, null, [.. BusProbes.All.Where(p => p.IsListener).Select(p => p.Begin(new ProbeScope(), 0))], ListenNs);
        line.Run(driver);
        return driver;
    }

    // As the verb does, then into a site as it stands.
    private static (ScanFinding Finding, IReadOnlyList<ConfigFault> Faults) Load(ProbeFinding probe)
    {
        using var folder = new TempFolder();
        using var pty = new PtyPair();
        using var stop = new WakeEvent();
        var options = new ScanOptions { Port = pty.Path, Probes = BusProbes.All, Scope = new ProbeScope() };
        var target = ScanTarget.Find(options, TimeProvider.System, out _)!;
        using var line = target.Open(Line, TestContext.Current.CancellationToken, out var fault);
        Assert.True(line is not null, fault);
        var finding = new TemplateTrial(SourceKinds.All, ShippedTemplates.All, BusProbes.All, new EdgeClock(), stop).Try(new ScanFinding(probe, Line, false, false), target, line);
        var report = new ScanReport { Port = pty.Path, Path = pty.Path };
        report.Findings.Add(finding);
        File.WriteAllText(folder["profile.json"], $$"""{ "name": "bench", "arch": "linux-x64", "cores": 1, "memory": "1 GiB", "ports": { "{{target.Name}}": { "match": "path:{{pty.Path}}" } }, "sources": ["a test"] }""");
        File.WriteAllText(folder["site.json"], $$"""{ "gateway": { "id": "g", "district": "d" }, "profile": "./profile.json", {{SiteFragment.Text(report, target).Trim()[1..]}}""");
        var loaded = SiteLoader.Load(folder["site.json"], [], SourceKinds.All, ShippedTemplates.All);
        return (finding, loaded.Faults);
    }

    private static string Text(string text) => Convert.ToHexString(Encoding.ASCII.GetBytes(text));

    private static string Air(string segment) => Text($"##{segment.Length:D4}{segment}{Hj212Crc.Compute(Encoding.ASCII.GetBytes(segment)):X4}\r\n");
}
