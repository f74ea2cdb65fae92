using EdgeCtl.Simulate.Cjt188;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Tests.Simulate;

public class Cjt188Tests
{
    private readonly FlowModel _flow = new(1, 0, 1, 123.0);

    [Theory]
    [InlineData(false, "901F00")]
    [InlineData(true, "1F9000")]
    public void A_water_meter_shows_what_has_passed_in_the_order_of_its_identifier(bool isSwapped, string di)
    {
        var bus = Rig.Bus(new Cjt188Slaves(2400, [new FlowMeter188(0x10, "00000805000001", _flow, Rig.Time, isSwapped)]));
        var reply = Rig.Ask(bus, Read(0x10, "01000005080000", di));
        // The published reading of 123.00 m3, with a time of its own.
        Assert.StartsWith("6810010000050800008116" + di + "002301002C", reply, StringComparison.Ordinal);
        Assert.Equal("07061504032620" + "0000", reply[48..66]);
        Assert.True(Cjt188Frame.Find(Rig.Bytes(reply)).IsFrame);
        Assert.StartsWith("68100100000508000" + "0C1", Rig.Ask(bus, Read(0x10, "01000005080000", isSwapped ? "901F00" : "1F9000"), Rig.Second), StringComparison.Ordinal);
    }

    [Fact]
    public void A_heat_meter_has_its_units_first()
    {
        var heat = new HeatModel(1, 0);
        var bus = Rig.Bus(new Cjt188Slaves(2400, [new HeatMeter188(0x20, "00000014413241", heat, Rig.Time, preamble: 2)]));
        var reply = Rig.Bytes(Rig.Ask(bus, Read(0x20, "41324114000000", "901F00")));
        Assert.Equal([0xFE, 0xFE, 0x68, 0x20], reply[..4]);
        var data = reply[(2 + Cjt188Frame.DataAt + 3)..];
        Assert.Equal(0x2E, reply[12]);
        Assert.Equal([0x08, 0x08, 0x17, 0x35, 0x2C], new[] { data[0], data[5], data[10], data[15], data[20] });
        Assert.Equal(heat.SupplyCel, Decimal(data[25..28]) / 100.0, 0.0051);
        Assert.Equal(heat.VolumeM3, Decimal(data[21..25]) / 100.0, 0.0051);
        Assert.Equal(heat.FlowM3PerH, Decimal(data[16..20]) / 10_000.0, 0.000051);
    }

    [Fact]
    public void The_valve_shuts_opens_and_stops_the_flow()
    {
        var bus = Rig.Bus(new Cjt188Slaves(2400, [new FlowMeter188(0x10, "00000805000001", _flow, Rig.Time)]));
        Assert.Equal(1, Rig.Bytes(Rig.Ask(bus, Frame(0x10, "01000005080000", 0x04, "A0170099")))[14]);
        _flow.Step(1000);
        Assert.Equal(0, _flow.FlowM3PerH);
        Assert.Equal(1, Rig.Bytes(Rig.Ask(bus, Read(0x10, "01000005080000", "901F01"), Rig.Second))[31]);
        Assert.Equal(0, Rig.Bytes(Rig.Ask(bus, Frame(0x10, "01000005080000", 0x04, "A0170055"), 2 * Rig.Second))[14]);
        Assert.Equal(0xC4, Rig.Bytes(Rig.Ask(bus, Frame(0x10, "01000005080000", 0x04, "A0170042"), 3 * Rig.Second))[9]);
    }

    [Fact]
    public void The_wildcard_reads_the_address_and_another_type_is_silent()
    {
        var bus = Rig.Bus(new Cjt188Slaves(2400, [new FlowMeter188(0x10, "00000805000001", _flow, Rig.Time)]));
        Assert.StartsWith("681001000005080000" + "8303810A00", Rig.Ask(bus, Frame(0xAA, "AAAAAAAAAAAAAA", 0x03, "810A00")), StringComparison.Ordinal);
        Assert.Equal("", Rig.Ask(bus, Read(0x30, "01000005080000", "901F00"), Rig.Second));
    }

    private static string Read(byte type, string address, string data) => Frame(type, address, 0x01, data);

    private static string Frame(byte type, string address, byte control, string data)
    {
        var frame = new byte[64];
        var length = Cjt188Frame.Write(type, Rig.Bytes(address), control, Rig.Bytes(data), 0, frame);
        return Convert.ToHexString(frame[..length]);
    }

    private static long Decimal(byte[] lowFirst) =>
        lowFirst.Reverse().Aggregate(0L, (sum, value) => (sum * 100) + ((value >> 4) * 10) + (value & 15));
}
