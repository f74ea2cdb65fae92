using System.Text.Json;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;
using EdgeAgent.Run;
using EdgeAgent.Sensors.Dlt645;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Scan;

/// <summary>Probes that ask, on a virtual line.</summary>
public sealed class AskingProbeTests
{
    private static readonly SerialSettings Line = new(9600);

    [Fact]
    public void Units_are_found_by_any_answer_and_learned_about()
    {
        var line = new ProbeLine { Answer = Unit };
        var driver = Search(line, new ModbusProbe(ModbusFraming.Rtu), new ProbeScope { Addresses = [.. Enumerable.Range(1, 20)] });
        Assert.Equal(["2", "5", "9"], driver.Findings.Select(f => f.Address));
        Assert.Equal(new ProbeValue("holding/0", 100), driver.Findings[0].First);
        Assert.Equal("ACME P1", driver.Findings[0].Device);
        using var points = JsonDocument.Parse(driver.Findings[0].PointsJson);
        Assert.Equal(4, points.RootElement.GetArrayLength());
        Assert.Equal(new ProbeValue("input/4", 7), driver.Findings[1].First);
        Assert.Null(driver.Findings[2].First);
        Assert.NotEmpty(driver.Findings[2].Note);
        Assert.All(line.Sent, r => Assert.True(Requests.IsRead(r), Convert.ToHexString(r)));
    }

    [Fact]
    public void What_the_adapter_returns_is_taken_off()
    {
        var line = new ProbeLine { Answer = Unit, Echo = true };
        var driver = Search(line, new ModbusProbe(ModbusFraming.Rtu), new ProbeScope { Addresses = [1, 2, 3] });
        Assert.Equal("2", Assert.Single(driver.Findings).Address);
        Assert.True(driver.HasEcho);
        Assert.Equal(0, driver.NoiseBytes);
    }

    [Fact]
    public void Two_units_with_one_address_are_told()
    {
        var line = new ProbeLine { Answer = r => r[0] == 4 ? [.. Requests.Rtu(4, 3, 2, 0, 9)[..^1], 0x55] : [] };
        var run = new ModbusProbe(ModbusFraming.Rtu).Begin(new ProbeScope { Addresses = [3, 4] }, 0);
        line.Run(new ScanDriver(Line, run, []));
        Assert.Contains("unit 4", run.Collision, StringComparison.Ordinal);
        Assert.Equal(3, line.Sent.Count);
    }

    [Fact]
    public void A_meter_tells_its_number_and_then_its_energy()
    {
        var line = new ProbeLine { Answer = r => Meters(r, ["000000000161"]) };
        var finding = Assert.Single(Search(line, new Dlt645Probe(Dlt645Edition.Of2007), new ProbeScope()).Findings);
        Assert.Equal(("000000000161", "000000000161"), (finding.Address, finding.Number));
        Assert.Equal(new ProbeValue("energy.active.forward", 0.61, "kW.h"), finding.First);
        Assert.Equal(2, line.Sent.Count);
    }

    [Fact]
    public void Meters_that_garble_each_other_are_searched_for_by_their_last_digits()
    {
        string[] numbers = ["000000000161", "000000000261", "998877665544", "110000000161", "000000000000"];
        var line = new ProbeLine { Answer = r => Meters(r, numbers) };
        var run = new Dlt645Probe(Dlt645Edition.Of2007).Begin(new ProbeScope(), 0);
        var driver = new ScanDriver(new SerialSettings(2400, SerialParity.Even), run, []);
        line.Run(driver);
        Assert.Equal(numbers.Order(), driver.Findings.Select(f => f.Address).Order());
        Assert.All(driver.Findings, f => Assert.Equal("kW.h", f.First?.Unit));
        Assert.Empty(run.Collision);
        Assert.Equal(0, run.Left);
        Assert.All(line.Sent, r => Assert.True(Requests.IsRead(r), Convert.ToHexString(r)));
    }

    [Fact]
    public void Somebody_who_speaks_unasked_starts_no_search_by_digits()
    {
        var line = new ProbeLine();
        for (var at = 0; at < 60_000; at += 150)
        {
            line.Later("\u0011\u0022\u0033\u0044\u0055\u0066\u0077\u0008\u0009"u8, at);
        }

        var driver = Search(line, new Dlt645Probe(Dlt645Edition.Of2007), new ProbeScope());
        Assert.Empty(driver.Findings);
        Assert.True(driver.NoiseBytes > 0);
        Assert.InRange(line.Sent.Count, 1, 3);
    }

    [Fact]
    public void A_line_that_answers_everything_with_noise_ends_the_search()
    {
        var line = new ProbeLine { Answer = _ => [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] };
        var run = new Dlt645Probe(Dlt645Edition.Of2007).Begin(new ProbeScope(), 0);
        line.Run(new ScanDriver(Line, run, []));
        Assert.Contains("several meters", run.Collision, StringComparison.Ordinal);
        Assert.InRange(line.Sent.Count, 10, 60);
    }

    [Fact]
    public void Numbers_that_the_user_names_are_asked_alone()
    {
        var line = new ProbeLine { Answer = r => Meters(r, ["000000000161", "000000000261"]) };
        var driver = Search(line, new Dlt645Probe(Dlt645Edition.Of2007), new ProbeScope { Numbers = ["000000000261", "000000000999"] });
        Assert.Equal("000000000261", Assert.Single(driver.Findings).Address);
        Assert.Equal(2, line.Sent.Count);
    }

    [Fact]
    public void No_probe_throws_on_any_bytes_nor_sends_anything_but_reads()
    {
        var random = new Random(7);
        var probes = BusProbes.All;
        for (var round = 0; round < LongRuns.Rounds(40, 2_000); round++)
        {
            foreach (var probe in probes.Where(p => !p.IsListener))
            {
                var line = new ProbeLine { Answer = r => Garble(r, random) };
                line.Run(new ScanDriver(Line, probe.Begin(new ProbeScope { Addresses = [1, 2], Numbers = round % 2 == 0 ? [] : ["000000000161", "00000000000161"] }, 0), [.. probes.Where(p => p.IsListener).Select(p => p.Begin(new ProbeScope(), 0))]));
                Assert.All(line.Sent, r => Assert.True(Requests.IsRead(r), Convert.ToHexString(r)));
            }
        }
    }

    private static ScanDriver Search(ProbeLine line, IBusProbe probe, ProbeScope scope)
    {
        var driver = new ScanDriver(Line, probe.Begin(scope, 0), []);
        line.Run(driver);
        return driver;
    }

    // Half of the answers are the request with some bytes changed, which many a parser takes for a reply.
    private static byte[] Garble(byte[] request, Random random)
    {
        var answer = random.Next(3) == 0 ? new byte[random.Next(1, 300)] : [.. request, .. request];
        for (var i = random.Next(20); i > 0 || answer.Length > request.Length * 2; i--)
        {
            answer[random.Next(answer.Length)] = (byte)random.Next(256);
            if (i <= 0)
            {
                break;
            }
        }

        return answer;
    }

    // Unit 2 has holding registers 0 to 3 and an identification, unit 5 input register 4 alone, unit 9 nothing that is asked for.
    private static byte[] Unit(byte[] r)
    {
        if (r[1] == 0x2B)
        {
            return r[0] == 2 ? Requests.Rtu([2, 0x2B, 0x0E, 1, 1, 0, 0, 2, 0, 4, .. "ACME"u8, 1, 2, .. "P1"u8]) : r[0] is 5 or 9 ? Requests.Rtu(r[0], 0xAB, 1) : [];
        }

        var (first, count) = ((r[2] << 8) | r[3], (r[4] << 8) | r[5]);
        return (r[0], r[1]) switch
        {
            (2, 3) when first + count <= 4 => Requests.Rtu([2, 3, (byte)(2 * count), .. Enumerable.Range(first, count).SelectMany(i => new byte[] { 0, (byte)(100 + i) })]),
            (5, 4) when first == 4 && count == 1 => Requests.Rtu(5, 4, 2, 0, 7),
            (5, 4) or (2, 3) => Requests.Rtu(r[0], (byte)(r[1] | 0x80), 2),
            (2 or 5 or 9, _) => Requests.Rtu(r[0], (byte)(r[1] | 0x80), r[1] is 1 or 2 ? (byte)1 : (byte)2),
            _ => [],
        };
    }

    // All meters that are meant answer at once: a zero of any wins on the wire.
    private static byte[] Meters(byte[] request, IReadOnlyList<string> numbers)
    {
        var body = request.SkipWhile(b => b == 0xFE).ToArray();
        byte[] answer = [];
        foreach (var number in numbers)
        {
            var own = Convert.FromHexString(number).Reverse().ToArray();
            if (Enumerable.Range(0, 6).All(i => body[1 + i] == 0xAA || body[1 + i] == own[i]))
            {
                byte[] reply = body[8] == 0x13 ? Requests.Meter(number, 0x93, own) : Requests.Meter(number, 0x91, 0, 0, 1, 0, own[0], 0, 0, 0);
                answer = [.. Enumerable.Range(0, Math.Max(answer.Length, reply.Length)).Select(i => (byte)((i < answer.Length ? answer[i] : 0xFF) & (i < reply.Length ? reply[i] : 0xFF)))];
            }
        }

        return answer;
    }
}
