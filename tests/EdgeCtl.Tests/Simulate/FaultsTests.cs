using System.Text;
using EdgeCtl.Simulate;
using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Cjt188;
using EdgeCtl.Simulate.Dlt645;
using EdgeCtl.Simulate.Hj212;
using EdgeCtl.Simulate.Line;
using EdgeCtl.Simulate.Modbus;
using EdgeCtl.Simulate.Neighbourhood;
using EdgeCtl.Simulate.Nmea;
using EdgeCtl.Simulate.Sl651;

namespace EdgeCtl.Tests.Simulate;

/// <summary>Faults of the line, for every protocol: what is asked or waited for, and whether an answer is whole.</summary>
public class FaultsTests
{
    private const string Mn = "310107000000000000AQ0001";

    public static TheoryData<string> Protocols => ["modbus-rtu", "modbus-ascii", "modbus-tcp", "dlt645", "dlt645-1997", "cjt188", "hj212", "sl651", "nmea"];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Answers_are_whole_without_faults_and_damaged_with(string protocol)
    {
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var good = Answer(protocol, default, seed);
            Assert.True(IsWhole(protocol, good), Shown(good));
            var bad = Answer(protocol, new LineFaults(0, 1), seed);
            Assert.Equal(good.Length, bad.Length);
            Assert.Equal(1, good.Zip(bad).Count(pair => pair.First != pair.Second));
            // Modbus TCP has no check: TCP's own is all there is.
            Assert.True(protocol == "modbus-tcp" || !IsWhole(protocol, bad), Shown(bad));
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Nothing_comes_at_a_rate_of_time_outs_of_1(string protocol) => Assert.Empty(Answer(protocol, new LineFaults(1, 0), 1));

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Noise_goes_before_an_answer_that_is_whole(string protocol)
    {
        var good = Answer(protocol, default, 1);
        var noisy = Answer(protocol, new LineFaults { NoiseRate = 1 }, 1);
        Assert.InRange(noisy.Length - good.Length, 1, 8);
        Assert.Equal(good, noisy[^good.Length..]);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_late_answer_comes_at_its_moment(string protocol)
    {
        var (slave, request) = Make(protocol);
        var bus = Rig.Bus(slave, new LineFaults { LateRate = 1, LateNs = 1500 * Rig.Ms });
        Assert.Empty(Rig.Ask(bus, request));
        Assert.Empty(Rig.Ask(bus, [], 1499 * Rig.Ms));
        Assert.True(IsWhole(protocol, Rig.Ask(bus, [], 1500 * Rig.Ms)));
        Assert.True(bus.Counts.Late >= 1);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void An_answer_of_another_address_is_whole(string protocol)
    {
        var good = Answer(protocol, default, 1);
        var other = Answer(protocol, new LineFaults { WrongUnitRate = 1 }, 1);
        Assert.True(IsWhole(protocol, other), Shown(other));
        // NMEA has no addresses.
        Assert.Equal(protocol == "nmea", good.SequenceEqual(other));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void An_echo_comes_before_the_answer(string protocol)
    {
        var (_, request) = Make(protocol);
        var echoed = Answer(protocol, new LineFaults { Echo = true }, 1);
        Assert.Equal(request, echoed[..request.Length]);
        Assert.True(IsWhole(protocol, echoed[request.Length..]));
    }

    [Fact]
    public void An_answer_that_is_late_does_not_keep_the_line_from_the_next()
    {
        var (slave, request) = Make("modbus-rtu");
        var bus = Rig.Bus(slave, new LineFaults { LateRate = 0.5, LateNs = Rig.Second }, 3);
        var answered = 0;
        for (var i = 0; i < 400; i++)
        {
            answered += Rig.Ask(bus, request, i * 2 * Rig.Second).Length / 7;
            answered += Rig.Ask(bus, [], ((i * 2) + 1) * Rig.Second).Length / 7;
        }

        Assert.Equal(400, answered);
        Assert.InRange(bus.Counts.Late, 150, 250);
    }

    private static byte[] Answer(string protocol, LineFaults faults, ulong seed)
    {
        var (slave, request) = Make(protocol);
        return Rig.Ask(Rig.Bus(slave, faults, seed), request);
    }

    private static (Slave Slave, byte[] Request) Make(string protocol)
    {
        var units = new ModbusUnits();
        units.Add(1, new RegisterMap(8, 8, 8, 8));
        var block = new ElectricityModel(1, 0, 48);
        return protocol switch
        {
            "modbus-rtu" => (new ModbusRtuSlaves(9600, units), Rig.Bytes("010300000001840A")),
            "modbus-ascii" => (new ModbusAsciiSlaves(9600, units), ":010300000001FB\r\n"u8.ToArray()),
            "modbus-tcp" => (new ModbusTcpSlaves(units), Rig.Bytes("000100000006010300000001")),
            "dlt645" => (new Dlt645Slaves(2400, [new Dlt645Meter2007("000000000161", block, Rig.Time, 4)]), Rig.Bytes("68610100000000681104333334331416")),
            "dlt645-1997" => (new Dlt645Slaves(2400, [new Dlt645Meter1997("000014359743", block, Rig.Time, 4)]), Rig.Bytes("68AAAAAAAAAAAA68010243C3D516")),
            "cjt188" => (new Cjt188Slaves(2400, [new FlowMeter188(0x10, "00000805000001", new FlowModel(1, 0, 1, 123), Rig.Time, preamble: 3)]), WaterRequest()),
            "hj212" => (new Hj212Station(Mn, new AirModel(1, 0), Rig.Time, 3600, 9600), []),
            "sl651" => (new Sl651Station(new Sl651Address(1, Rig.Bytes("0012345678"), 0x1234, 0x48), new RiverModel(1, 0), Rig.Time, 3600, baud: 9600), []),
            _ => (new NmeaReceiver(Rig.Time, 1, 4800), []),
        };
    }

    private static byte[] WaterRequest()
    {
        var frame = new byte[32];
        return frame[..Cjt188Frame.Write(0x10, Rig.Bytes("01000005080000"), 0x01, [0x90, 0x1F, 0], 0, frame)];
    }

    private static bool IsWhole(string protocol, byte[] frame) => protocol switch
    {
        "modbus-rtu" => Crc16.FitsLowFirst(frame),
        "modbus-ascii" => new ModbusAsciiSlaves(9600, new ModbusUnits()).Find(frame, false) is { IsFrame: true, Skip: 0 },
        "modbus-tcp" => frame.Length == 11 && frame[5] == 5,
        "dlt645" or "dlt645-1997" => Dlt645Frame.Find(frame) is { IsFrame: true, Skip: 4 },
        "cjt188" => Cjt188Frame.Find(frame) is { IsFrame: true, Skip: 3 },
        "hj212" => Hj212Frame.Find(frame) is { IsFrame: true, Skip: 0 },
        "sl651" => frame.Length > 2 && Crc16.Of(frame.AsSpan(0, frame.Length - 2)) == ((frame[^2] << 8) | frame[^1]),
        _ => Encoding.ASCII.GetString(frame).Split("\r\n", StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } lines && lines.All(IsSentence),
    };

    private static bool IsSentence(string line) => line[0] == '$' && line.Contains('*', StringComparison.Ordinal) && NmeaReceiver.Wrap(line[1..line.LastIndexOf('*')]) == line + "\r\n";

    private static string Shown(byte[] frame) => Convert.ToHexString(frame);
}
