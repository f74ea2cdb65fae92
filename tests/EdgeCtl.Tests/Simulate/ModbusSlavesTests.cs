using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Modbus;

namespace EdgeCtl.Tests.Simulate;

public class ModbusSlavesTests
{
    private readonly RegisterMap _map = new(holding: 200, input: 200, coils: 2000, discretes: 2000) { IsWritable = true };

    [Theory]
    [InlineData("01030000000A", 0xCDC5)]
    [InlineData("1103006B0003", 0x8776)]
    [InlineData("118302", 0x34C1)]
    public void The_check_is_the_published_one(string hex, int crc) => Assert.Equal(crc, Crc16.Of(Convert.FromHexString(hex)));

    [Fact]
    public void Three_registers_are_answered_as_in_the_published_example()
    {
        _map.SetHolding(0x6B, 555, 1);
        _map.SetHolding(0x6C, 0, 1);
        _map.SetHolding(0x6D, 100, 1);
        Assert.Equal("110306022B00000064C8BA", Rtu(0x11, _map, "1103006B00037687"));
    }

    [Fact]
    public void A_register_that_is_not_there_is_exception_2() => Assert.Equal("118302C134", Rtu(0x11, new RegisterMap(0x6D, 0, 0, 0), "1103006B00037687"));

    [Fact]
    public void Ascii_is_answered_in_ascii_and_the_last_colon_begins()
    {
        _map.SetHolding(0, 0x1234, 1);
        var bus = Rig.Bus(new ModbusAsciiSlaves(9600, Units(1)));
        var reply = Rig.Ask(bus, ":0103:010300000001FB\r\n"u8.ToArray());
        Assert.Equal(":0103021234B4\r\n", System.Text.Encoding.ASCII.GetString(reply));
        Assert.Empty(Rig.Ask(bus, ":010300000001FA\r\n"u8.ToArray(), Rig.Second));
        Assert.NotEmpty(Rig.Ask(bus, ":010300000001fb\r\n"u8.ToArray(), 2 * Rig.Second));
    }

    [Fact]
    public void Tcp_is_answered_with_the_transaction_it_came_with()
    {
        _map.SetHolding(0, 0x1234, 1);
        var bus = Rig.Bus(new ModbusTcpSlaves(Units(1)));
        Assert.Equal("ABCD000000050103021234", Rig.Ask(bus, "ABCD00000006010300000001"));
        Assert.Equal("", Rig.Ask(bus, "ABCD00000006020300000001", Rig.Second));
        Assert.Equal("ABCD00000003018302", Rig.Ask(bus, "ABCD00000006010301000001", 2 * Rig.Second));
        // Two requests in one piece, as pipelining masters send them.
        Assert.Equal("0001", Rig.Ask(bus, "000100000006010300000001" + "000200000006010300000001", 3 * Rig.Second)[..4]);
        Assert.Equal("0002", Rig.Ask(bus, "", 3 * Rig.Second)[..4]);
    }

    [Theory]
    [InlineData(3, 0, 3)]
    [InlineData(3, 126, 3)]
    [InlineData(4, 126, 3)]
    [InlineData(1, 2001, 3)]
    [InlineData(3, 125, 0)]
    [InlineData(1, 2000, 0)]
    [InlineData(2, 2000, 0)]
    [InlineData(43, 1, 1)]
    public void Counts_and_functions_have_their_limits(int function, int count, int exception)
    {
        var reply = new byte[253];
        ModbusPdu.Answer([(byte)function, 0, 0, (byte)(count >> 8), (byte)count], _map, reply, out var isException);
        Assert.Equal(exception != 0, isException);
        Assert.Equal(exception, isException ? reply[1] : 0);
    }

    [Theory]
    [InlineData("05 0003 FF00", "050003FF00")]
    [InlineData("05 0003 1200", "8503")]
    [InlineData("05 07D0 FF00", "8502")]
    [InlineData("06 0001 0003", "0600010003")]
    [InlineData("0F 0013 000A 02 CD01", "0F0013000A")]
    [InlineData("0F 0013 000A 01 CD", "8F03")]
    [InlineData("10 0001 0002 04 000A 0102", "1000010002")]
    [InlineData("10 00C7 0002 04 000A 0102", "9002")]
    [InlineData("16 0004 00F2 0025", "16000400F20025")]
    [InlineData("17 0003 0006 000E 0003 06 00FF 00FF 00FF", "170C000000000000000000000000")]
    [InlineData("17 0003 0006 00C8 0003 06 00FF 00FF 00FF", "9702")]
    public void Writes_are_carried_out_and_answered(string request, string answer) => Assert.Equal(answer, Pdu(request));

    [Fact]
    public void What_was_written_is_read_back()
    {
        Pdu("0F 0013 000A 02 CD01");
        Assert.Equal("0102CD01", Pdu("01 0013 000A"));
        Pdu("10 0001 0002 04 000A 0102");
        Assert.Equal("0304000A0102", Pdu("03 0001 0002"));
        // The published example of a mask: 12 and F2 or 25 gives 17.
        Pdu("06 0004 0012");
        Pdu("16 0004 00F2 0025");
        Assert.Equal("03020017", Pdu("03 0004 0001"));
        // The write goes first: what is read is what was written.
        Assert.Equal("170200FF", Pdu("17 000E 0001 000E 0001 02 00FF"));
    }

    [Fact]
    public void A_broadcast_is_carried_out_and_not_answered()
    {
        Assert.Equal("", Rtu(1, _map, Convert.ToHexString(WithCrc("00050001FF00"))));
        Assert.True(_map.Coils[1]);
    }

    [Fact]
    public void Bits_are_packed_lowest_first()
    {
        _map.SetDiscrete(1, true);
        _map.SetDiscrete(2, true);
        _map.SetDiscrete(11, true);
        Assert.Equal("02020304", Pdu("02 0001 000B"));
    }

    [Fact]
    public void Values_of_two_registers_have_the_word_order_that_the_site_file_says()
    {
        _map.SetHoldingSingle(0, 123456f);
        _map.SetHoldingLowFirst(2, 0x12345678);
        Assert.Equal([0x47F1, 0x2000, 0x5678, 0x1234], _map.Holding[..4].ToArray());
    }

    private static string Rtu(int unit, RegisterMap map, string request)
    {
        var slaves = new ModbusRtuSlaves(9600);
        slaves.Units.Add(unit, map);
        return Rig.Ask(Rig.Bus(slaves), request);
    }

    private static byte[] WithCrc(string hex)
    {
        byte[] frame = [.. Rig.Bytes(hex), 0, 0];
        Crc16.SealLowFirst(frame);
        return frame;
    }

    private string Pdu(string request)
    {
        var reply = new byte[253];
        return Convert.ToHexString(reply[..ModbusPdu.Answer(Rig.Bytes(request), _map, reply, out _)]);
    }

    private ModbusUnits Units(int address)
    {
        var units = new ModbusUnits();
        units.Add(address, _map);
        return units;
    }
}
