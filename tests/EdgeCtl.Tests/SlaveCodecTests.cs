using EdgeAgent.Sensors.Modbus;
using EdgeCtl.Simulate;

namespace EdgeCtl.Tests;

public class SlaveCodecTests
{
    [Theory]
    [InlineData("01030000000A", 0xCDC5)]
    [InlineData("1103006B0003", 0x8776)]
    [InlineData("118302", 0x34C1)]
    public void The_check_is_the_published_one(string hex, int crc) => Assert.Equal(crc, ModbusCrc.Compute(Convert.FromHexString(hex)));

    [Fact]
    public void Three_registers_are_answered_as_in_the_published_example()
    {
        var map = new RegisterMap(110, 0, 0, 0);
        map.SetHolding(0x6B, 555, 1);
        map.SetHolding(0x6D, 100, 1);
        Assert.Equal("110306022B00000064C8BA", Answer("1103006B00037687", map));
    }

    [Fact]
    public void A_register_that_is_not_there_is_exception_2() => Assert.Equal("118302C134", Answer("1103006B00037687", new RegisterMap(0x6D, 0, 0, 0)));

    [Theory]
    [InlineData(3, 0, 3)]
    [InlineData(3, 126, 3)]
    [InlineData(4, 126, 3)]
    [InlineData(1, 2001, 3)]
    [InlineData(3, 125, 0)]
    [InlineData(1, 2000, 0)]
    [InlineData(2, 2000, 0)]
    [InlineData(6, 1, 1)]
    public void Counts_and_functions_have_their_limits(int function, int count, int exception)
    {
        var request = new byte[] { 1, (byte)function, 0, 0, (byte)(count >> 8), (byte)count, 0, 0 };
        var reply = new byte[SlaveCodec.MaxFrame];
        var length = SlaveCodec.Answer(request, new RegisterMap(200, 200, 2000, 2000), reply, out var isException);
        Assert.Equal(exception != 0, isException);
        Assert.Equal(exception, isException ? reply[2] : 0);
        Assert.True(SlaveCodec.IsIntact(reply.AsSpan(0, length)));
    }

    [Fact]
    public void Bits_are_packed_lowest_first()
    {
        var map = new RegisterMap(0, 0, 0, 12);
        map.SetDiscrete(1, true);
        map.SetDiscrete(2, true);
        map.SetDiscrete(11, true);
        var reply = new byte[SlaveCodec.MaxFrame];
        var length = SlaveCodec.Answer([5, 2, 0, 1, 0, 11, 0, 0], map, reply, out _);
        Assert.Equal([5, 2, 2, 0b11, 0b100], reply[..(length - 2)]);
    }

    [Fact]
    public void Values_of_two_registers_have_the_word_order_that_the_site_file_says()
    {
        var map = new RegisterMap(4, 0, 0, 0);
        map.SetHoldingSingle(0, 123456f);
        map.SetHoldingLowFirst(2, 0x12345678);
        Assert.Equal([0x47F1, 0x2000, 0x5678, 0x1234], map.Holding.ToArray());
    }

    private static string Answer(string request, RegisterMap map)
    {
        var reply = new byte[SlaveCodec.MaxFrame];
        return Convert.ToHexString(reply, 0, SlaveCodec.Answer(Convert.FromHexString(request), map, reply, out _));
    }
}
