using EdgeCtl.Simulate;
using EdgeCtl.Simulate.Dlt645;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Tests.Simulate;

public class Dlt645Tests
{
    private readonly ElectricityModel _block = new(1, 0, 48);

    [Fact]
    public void Energy_is_answered_as_in_the_published_example()
    {
        _block.ForwardKWh[0] = 0.26;
        Assert.Equal("6861010000000068910833333433593333338A16", Rig.Ask(Bus("000000000161"), "68610100000000681104333334331416"));
    }

    [Fact]
    public void Voltage_and_current_are_answered_as_in_the_published_examples()
    {
        _block.VoltageV[0] = 100.1;
        _block.CurrentA[0] = 4.999;
        Assert.Equal("686101000000006891063334343534431016", Rig.Ask(Bus("000000000161"), Read("610100000000", 0x02010100)));
        Assert.Equal("6861010000000068910733343535CC7C331616", Rig.Ask(Bus("000000000161"), Read("610100000000", 0x02020100)));
    }

    [Fact]
    public void What_it_does_not_have_is_the_published_error()
    {
        Assert.Equal("6837030092813968D101355D16", Rig.Ask(Bus("398192000337"), Read("370300928139", 0x0FFFFFFF)));
    }

    [Fact]
    public void The_wildcard_reads_the_address_and_a_shortened_one_fits()
    {
        var bus = Bus("000000000161");
        var reply = Rig.Ask(bus, "68AAAAAAAAAAAA681300DF16");
        Assert.StartsWith("68610100000000689306943433333333", reply, StringComparison.Ordinal);
        Assert.NotEqual("", Rig.Ask(bus, Read("6101AAAAAAAA", 0)));
        Assert.Equal("", Rig.Ask(bus, Read("6201AAAAAAAA", 0)));
        Assert.Equal(1, bus.Counts.Foreign);
    }

    [Fact]
    public void Two_meters_at_a_wildcard_collide()
    {
        var bus = Rig.Bus(new Dlt645Slaves(2400, [Meter("000000000161"), Meter("000000009942")]));
        var reply = Rig.Bytes(Rig.Ask(bus, "68AAAAAAAAAAAA681300DF16"));
        Assert.Equal(18, reply.Length);
        Assert.False(Dlt645Frame.Find(reply).IsFrame);
    }

    [Theory]
    [InlineData(0x0001FF00u, 20)]
    [InlineData(0x0201FF00u, 6)]
    [InlineData(0x0202FF00u, 9)]
    [InlineData(0x0203FF00u, 12)]
    [InlineData(0x0206FF00u, 8)]
    [InlineData(0x02800002u, 2)]
    [InlineData(0x01010000u, 8)]
    [InlineData(0x04000401u, 6)]
    [InlineData(0x04000102u, 3)]
    public void Blocks_and_single_values_have_their_lengths(uint di, int bytes)
    {
        var reply = Rig.Bytes(Rig.Ask(Bus("000000000161"), Read("610100000000", di)));
        Assert.Equal(0x91, reply[8]);
        Assert.Equal(4 + bytes, reply[9]);
    }

    [Fact]
    public void Power_that_flows_out_has_its_sign_in_the_highest_bit()
    {
        _block.PowerKw[0] = -1.5;
        var reply = Rig.Bytes(Rig.Ask(Bus("000000000161"), Read("610100000000", 0x02030100)));
        Assert.Equal([0x00, 0x50, 0x81], reply[14..17].Select(value => (byte)(value - 0x33)));
    }

    [Fact]
    public void Long_data_follow_in_further_frames()
    {
        var bus = Bus("000000000161");
        var first = Rig.Bytes(Rig.Ask(bus, Read("610100000000", 0x0001FFFF)));
        Assert.Equal((0xB1, 200), (first[8], first[9]));
        var request = new byte[32];
        var length = Dlt645Frame.Write(Rig.Bytes("610100000000"), 0x12, [0xFF, 0xFF, 0x01, 0x00, 1], 0, request);
        var rest = Rig.Ask(bus, request[..length], Rig.Second);
        Assert.Equal((0x92, 4 + 64 + 1), (rest[8], rest[9]));
        // Thirteen days of five energies, four bytes each.
        Assert.Equal(13 * 5 * 4, 196 + 64);
        Assert.Equal(1, rest[^3] - 0x33);
    }

    [Fact]
    public void Nobody_writes_without_a_password()
    {
        var request = new byte[64];
        var length = Dlt645Frame.Write(Rig.Bytes("610100000000"), 0x14, new byte[16], 0, request);
        var reply = Rig.Ask(Bus("000000000161"), request[..length]);
        Assert.Equal((0xD4, 0x04 + 0x33), (reply[8], reply[10]));
    }

    [Fact]
    public void The_clock_is_shown_low_byte_first()
    {
        var reply = Rig.Bytes(Rig.Ask(Bus("000000000161"), Read("610100000000", 0x04000101)));
        Assert.Equal([0x03, 0x04, 0x03, 0x26], reply[14..18].Select(value => (byte)(value - 0x33)));
    }

    [Fact]
    public void A_meter_of_1997_answers_the_published_example()
    {
        _block.ForwardKWh[0] = 2463.48;
        var bus = Rig.Bus(new Dlt645Slaves(2400, [new Dlt645Meter1997("000014359743", _block, Rig.Time)]));
        Assert.Equal("6843973514000068810643C37B9657331B16", Rig.Ask(bus, "FEFEFEFE68AAAAAAAAAAAA68010243C3D516"));
        Assert.Equal(4, bus.Counts.JunkBytes);
    }

    private static byte[] ReadBytes(string address, uint di)
    {
        var request = new byte[32];
        var length = Dlt645Frame.Write(Rig.Bytes(address), 0x11, [(byte)di, (byte)(di >> 8), (byte)(di >> 16), (byte)(di >> 24)], 0, request);
        return request[..length];
    }

    private static string Read(string address, uint di) => Convert.ToHexString(ReadBytes(address, di));

    private Dlt645Meter2007 Meter(string digits) => new(digits, _block, Rig.Time);

    private SlaveBus Bus(string digits) => Rig.Bus(new Dlt645Slaves(2400, [Meter(digits)]));
}
