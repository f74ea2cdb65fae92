using EdgeCtl.Simulate;
using EdgeCtl.Simulate.Dlt645;
using EdgeCtl.Simulate.Hj212;
using EdgeCtl.Simulate.Modbus;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Tests.Simulate;

/// <summary>Devices of several rates on one line.</summary>
public class BaudTests
{
    private const string Register = "010300000001840A";
    private const string Energy = "68610100000000681104333334331416";
    private readonly byte[] _send = new byte[4096];

    [Fact]
    public void Each_is_heard_at_its_own_rate_alone()
    {
        var bus = Bus(LineSpeed.AtOnce);
        for (var turn = 0; turn < 20; turn++)
        {
            var now = turn * 10 * Rig.Second;
            bus.MasterBaud = 9600;
            Assert.StartsWith("010302", Rig.Ask(bus, Register, now), StringComparison.Ordinal);
            Assert.Equal("", Rig.Ask(bus, Energy, now + Rig.Second));
            bus.MasterBaud = 2400;
            Assert.Equal("", Rig.Ask(bus, Register, now + (2 * Rig.Second)));
            Assert.StartsWith("6861010000000068", Rig.Ask(bus, Energy, now + (3 * Rig.Second)), StringComparison.Ordinal);
        }

        bus.MasterBaud = 19_200;
        Assert.Equal("", Rig.Ask(bus, Register, 1000 * Rig.Second));
        Assert.Equal(8, bus.Counts.WrongBaudBytes);
        Assert.Equal(40, bus.Counts.Requests);
    }

    [Theory]
    [InlineData(9600, 10, Register, 7)]
    [InlineData(2400, 11, Energy, 20)]
    public void Each_answers_at_its_own_pace(int baud, int bits, string request, int replyBytes)
    {
        var bus = Bus(new LineSpeed(9600, 2 * Rig.Ms));
        bus.MasterBaud = baud;
        var sent = bus.Step(Rig.Bytes(request), 0, _send, out var deadlineNs);
        var atNs = 0L;
        while (sent < replyBytes)
        {
            atNs = deadlineNs;
            sent += bus.Step([], atNs, _send, out deadlineNs);
        }

        Assert.Equal(replyBytes, sent);
        Assert.Equal((((request.Length / 2) + replyBytes) * bits * 1e9 / baud) + (2 * Rig.Ms), atNs, 1000.0);
    }

    [Fact]
    public void A_master_that_turns_its_rate_before_the_answer_gets_garbage()
    {
        var bus = Bus(new LineSpeed(9600, 2 * Rig.Ms));
        bus.MasterBaud = 9600;
        Assert.Equal(0, bus.Step(Rig.Bytes(Register), 0, _send, out var deadlineNs));
        bus.MasterBaud = 2400;
        Assert.Equal(7, bus.Step([], deadlineNs, _send, out _));
        Assert.NotEqual(0x01, _send[0]);
        Assert.False(EdgeCtl.Simulate.Checks.Crc16.FitsLowFirst(_send.AsSpan(0, 7)));
    }

    [Fact]
    public void What_a_station_says_to_a_master_at_another_rate_is_garbage()
    {
        var bus = Rig.Bus(new Hj212Station("MN1", new AirModel(1, 0), Rig.Time, 3600, 9600));
        bus.MasterBaud = 4800;
        var garbage = Rig.Ask(bus, []);
        Assert.NotEmpty(garbage);
        Assert.False(Hj212Frame.Find(garbage).IsFrame);
        bus.MasterBaud = 9600;
        Assert.True(Hj212Frame.Find(Rig.Ask(bus, [], 10 * Rig.Second)).IsFrame);
    }

    private static SlaveBus Bus(LineSpeed speed)
    {
        var modbus = new ModbusRtuSlaves(9600);
        modbus.Units.Add(1, new RegisterMap(8, 0, 0, 0));
        var bus = new SlaveBus(speed, default, 1);
        bus.Add(modbus);
        bus.Add(new Dlt645Slaves(2400, [new Dlt645Meter2007("000000000161", new ElectricityModel(1, 0, 48), Rig.Time)]));
        return bus;
    }
}
