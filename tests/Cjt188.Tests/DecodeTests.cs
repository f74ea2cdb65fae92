using System.Globalization;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Sensors.Cjt188;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Cjt188;

/// <summary>Frames that people give to the decoder.</summary>
public sealed class DecodeTests
{
    private const string Tail = "06201709011720" + "0000";
    private const string TailShown = ",time=1483953606,valve=0,battery.low=0,status=0";
    private const string HeatTail = "352500" + "662500" + "000000" + Tail;
    private static readonly Cjt188Decoder Decoder = new();

    [Fact]
    public void Water_of_the_reference_has_its_values()
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Bytes(Frames.Water123), default));
        Assert.Equal(("00000805000001", "81"), (frame.Address, frame.Control));
        Assert.Equal(
            [
                new DecodedField(FieldNames.Volume, 123, "m3"), new DecodedField(FieldNames.VolumeSettlement, 0, "m3"), new DecodedField(FieldNames.Time, null, "", "no possible date and time"),
                new DecodedField(FieldNames.Valve, 0, "", "", "open"), new DecodedField(FieldNames.BatteryLow, 0, "", "", "good"), new DecodedField(FieldNames.Status, 0, "", "", "0000"), new DecodedField(FieldNames.Sequence, 0),
            ],
            frame.Fields);
    }

    [Fact]
    public void Water_with_a_time_has_it()
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Bytes(Frames.Water0), default));
        Assert.Equal("00201510270588", frame.Address);
        Assert.Equal(new DecodedField(FieldNames.Volume, 0, "m3"), frame.Fields[0]);
        Assert.Equal(new DecodedField(FieldNames.Time, 1483953606, "", "", "2017-01-09T17:20:06+08:00"), frame.Fields[2]);
    }

    [Fact]
    public void Heat_of_the_reference_has_its_values()
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Bytes(Frames.Heat), default));
        Assert.Equal("00000040314132", frame.Address);
        Assert.Equal(
            [
                new DecodedField(FieldNames.EnergyHeatSettlement, 0.02, "MW.h"), new DecodedField(FieldNames.EnergyHeat, 0.02, "MW.h"), new DecodedField(FieldNames.PowerHeat, 0, "kW"), new DecodedField(FieldNames.Flow, 0, "m3/h"),
                new DecodedField(FieldNames.Volume, 10.34, "m3"), new DecodedField(FieldNames.TemperatureSupply, 25.35, "Cel"), new DecodedField(FieldNames.TemperatureReturn, 25.66, "Cel"), new DecodedField(FieldNames.OperatingTime, 0, "h"),
            ],
            frame.Fields.Take(8));
        Assert.Equal("2015-07-10T12:00:53+08:00", frame.Fields[8].Text);
    }

    [Theory]
    [InlineData(0x10, "901F00", "341200002C" + "563400002C" + Tail, "volume=12.34,volume.settlement=34.56" + TailShown)]
    [InlineData(0x10, "1F9000", "341200002C" + "563400002C" + Tail, "volume=12.34,volume.settlement=34.56" + TailShown)]
    [InlineData(0x11, "901F00", "3412000029" + "0000000029" + Tail, "volume=0.01234,volume.settlement=0" + TailShown)]
    [InlineData(0x30, "901F00", "2C34120000" + "2C56340000" + Tail, "volume=12.34,volume.settlement=34.56" + TailShown)]
    [InlineData(0x12, "901F00", "FFFFFFFF2C" + "0000000000" + Tail, "volume=?,volume.settlement=?" + TailShown)]
    [InlineData(0x13, "901F00", "3A1200002C" + "000000002C" + Tail, "volume=?,volume.settlement=0" + TailShown)]
    [InlineData(0x10, "901F00", "2912000029" + "2934000029" + Tail, "volume=?,volume.settlement=?" + TailShown)]
    [InlineData(0x10, "901F00", "341200002C" + "000000002C" + "FFFFFFFFFFFFFF" + "FFFF", "volume=12.34,volume.settlement=0,time=?,valve=?,battery.low=?,status=65535")]
    [InlineData(0x10, "901F00", "341200002C" + "000000002C" + "00000031022620" + "0500", "volume=12.34,volume.settlement=0,time=?,valve=1,battery.low=1,status=5")]
    [InlineData(0x10, "901F00", "341200002C" + "000000002C" + "06201709011720" + "0300", "volume=12.34,volume.settlement=0,time=1483953606,valve=3,battery.low=0,status=3")]
    [InlineData(0x10, "901F00", "341200002C" + "000000002C" + "06201709011720" + "0200", "volume=12.34,volume.settlement=0,time=1483953606,valve=?,battery.low=0,status=2")]
    [InlineData(0x10, "901F00", "341200002C" + "000000002C" + "06201709011720", "volume=12.34,volume.settlement=0,time=1483953606")]
    [InlineData(0x10, "901F00", "341200002C" + "06201709011720" + "0000", "volume=12.34,time=1483953606,valve=0,battery.low=0,status=0")]
    [InlineData(0x10, "901F00", "341200", "data=?")]
    [InlineData(0x10, "D12000", "341200002C", "volume.settlement1=12.34")]
    [InlineData(0x20, "D12B00", "0534120000", "energy.heat.settlement12=12.34")]
    [InlineData(0x20, "901F00", "0534120000" + "0556340000" + "1478000000" + "3212340000" + "2901000000" + HeatTail, "energy.heat.settlement=12.34,energy.heat=34.56,power.heat=0.78,flow=0.0003412,volume=0.00001,temperature.supply=25.35,temperature.return=25.66,operating.time=0" + TailShown)]
    [InlineData(0x20, "901F00", "3412000005" + "5634000005" + "7800000017" + "1234000035" + "010000002C" + HeatTail, "energy.heat.settlement=12.34,energy.heat=34.56,power.heat=0.78,flow=0.3412,volume=0.01,temperature.supply=25.35,temperature.return=25.66,operating.time=0" + TailShown)]
    [InlineData(0x21, "901F00", "1134120000" + "1156340000" + "1A78000000" + "3512340000" + "2C01000000" + HeatTail, "energy.cooling.settlement=12.34,energy.cooling=34.56,power.heat=0.78,flow=0.3412,volume=0.01,temperature.supply=25.35,temperature.return=25.66,operating.time=0" + TailShown)]
    [InlineData(0x20, "901F00", "0534120000" + "1778000000" + "3512340000" + "2C01000000" + HeatTail, "energy.heat=12.34,power.heat=0.78,flow=0.3412,volume=0.01,temperature.supply=25.35,temperature.return=25.66,operating.time=0" + TailShown)]
    [InlineData(0x20, "901F00", "0534120000" + "0556340000" + "9978000000" + "3512340000" + "2C01000000" + HeatTail, "energy.heat.settlement=12.34,energy.heat=34.56,power.heat=?,flow=0.3412,volume=0.01,temperature.supply=25.35,temperature.return=25.66,operating.time=0" + TailShown)]
    [InlineData(0x20, "901F00", "0A34120000" + "1356340000" + "FFFFFFFFFF" + "3512340000" + "2C01000000" + HeatTail, "energy.heat.settlement=1234,energy.heat=3456,power.heat=?,flow=0.3412,volume=0.01,temperature.supply=25.35,temperature.return=25.66,operating.time=0" + TailShown)]
    [InlineData(0x40, "901F00", "3412000005" + "5634000005" + Tail, "energy.active.forward=12.34,energy.active.forward.settlement=34.56" + TailShown)]
    [InlineData(0x10, "901E00", "00", "data=?")]
    [InlineData(0x10, "810A00", "", "meter.address=1")]
    public void Payloads_have_their_values(byte type, string head, string payload, string expected)
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Make(type, "00000000000001", 0x81, head + payload), default));
        Assert.Equal(expected + ",sequence=0", string.Join(',', frame.Fields.Select(f => $"{f.Name}={(f.Value is { } v ? v.ToString("0.##########", CultureInfo.InvariantCulture) : "?")}")));
        Assert.All(frame.Fields, f => Assert.Equal(f.Value is null, f.Why.Length > 0));
    }

    [Theory]
    [InlineData("01", 12.34, "J")]
    [InlineData("02", 12.34, "W.h")]
    [InlineData("05", 12.34, "kW.h")]
    [InlineData("08", 12.34, "MW.h")]
    [InlineData("0A", 1234, "MW.h")]
    [InlineData("0B", 12.34, "kJ")]
    [InlineData("0E", 12.34, "MJ")]
    [InlineData("11", 12.34, "GJ")]
    [InlineData("13", 1234, "GJ")]
    public void Energies_are_told_in_the_unit_of_the_frame(string unit, double value, string ucum)
    {
        var payload = $"{unit}34120000" + $"{unit}34120000" + "1700000000" + "3500000000" + "2C00000000" + HeatTail;
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Make(0x20, "00000000000001", 0x81, "901F00" + payload), default));
        Assert.Equal(new DecodedField(FieldNames.EnergyHeat, value, ucum), frame.Fields[1]);
    }

    [Fact]
    public void Requests_refusals_and_valves_are_told()
    {
        Assert.Equal([new DecodedField(FieldNames.DataIdentifier, 0x901F, "", "", "901F meter data"), new DecodedField(FieldNames.Sequence, 7)], Fields(0x01, "901F07"));
        Assert.Equal([new DecodedField(FieldNames.DataIdentifier, 0x901F, "", "", "901F meter data"), new DecodedField(FieldNames.Sequence, 7)], Fields(0x01, "1F9007"));
        Assert.Equal([new DecodedField(FieldNames.Error, 5, "", "", "refused, status 0500")], Fields(0xC1, "000500"));
        Assert.Equal([FieldNames.DataIdentifier, FieldNames.Valve, FieldNames.Sequence], Fields(0x04, "A0170155").Select(f => f.Name));
        Assert.Equal("closed", Fields(0x04, "17A00199")[1].Text);
        Assert.Equal([FieldNames.Valve, FieldNames.BatteryLow, FieldNames.Status, FieldNames.Sequence], Fields(0x84, "A017010100").Select(f => f.Name));
        Assert.Equal("2017-01-09T17:20:06+08:00", Fields(0x04, "A0150106201709011720")[1].Text);
        Assert.Equal("unknown data identifier 0x901E", Fields(0x81, "901E00AB")[0].Why);
    }

    [Theory]
    [InlineData("", "no frame", "68", "end of frame", 0)]
    [InlineData("FEFE", "no frame", "68", "end of frame", 2)]
    [InlineData("FEFEFE6810010000050800008116901F00002301002C000000002C0000000000000000004916", "wrong check sum", "48", "49", 36)]
    [InlineData("FEFEFE6810010000050800008116901F00002301002C000000002C0000000000000000004817", "missing end", "16", "17", 37)]
    [InlineData("6810010000050800008116901F00002301002C000000002C00000000000000000048", "missing end", "16", "end of frame", 34)]
    [InlineData("10010000050800008116901F00002301002C000000002C0000000000000000004816", "missing start", "68", "10", 0)]
    [InlineData("6890010000050800008116901F00002301002C000000002C0000000000000000004816", "no type of meter", "10 to 4F, or AA", "90", 1)]
    [InlineData("6810010000050800008115901F00002301002C000000002C0000000000000000004816", "wrong length", "16", "15", 10)]
    [InlineData("6810010000050800008117901F00002301002C000000002C0000000000000000004816", "wrong length", "16", "17", 10)]
    [InlineData("6810010000050800008116901F0000230100", "frame ends too early", "35 bytes by its length 16", "end of frame after 18 bytes", 18)]
    [InlineData("6810", "frame ends too early", "13 bytes at least", "end of frame after 2 bytes", 2)]
    [InlineData("6810010000050800008116901F00002301002C000000002C000000000000000000481600FF00", "bytes after the frame", "end of frame", "00", 35)]
    public void Damage_is_told_with_what_was_expected_and_where(string hex, string error, string expected, string actual, int offset)
    {
        Assert.Equal(new DecodeFault(error, expected, actual, offset), Decoder.Decode(Frames.Bytes(hex), default));
    }

    [Fact]
    public void What_meters_send_around_frames_is_passed_over()
    {
        var plain = Frames.Bytes(Frames.Water0);
        foreach (var bytes in new byte[][] { [.. plain, 0xFE], [.. plain, 0x00], [0xFE, 0xFE, .. plain, 0xFE, 0xFE], [0x00, 0x12, 0x68, 0xFE, .. plain], [0x00, 0x68, 0x10, 0xFE, 0xFE, 0xFE, 0xFE, .. plain] })
        {
            var frame = Assert.IsType<DecodedFrame>(Decoder.Decode(bytes, default));
            Assert.Equal(new DecodedField(FieldNames.Volume, 0, "m3"), frame.Fields[0]);
            Assert.Equal(bytes[0] == 0, frame.Fields[^1].Name == FieldNames.Noise);
        }
    }

    [Fact]
    public void Reply_that_does_not_fit_its_request_is_told()
    {
        var request = Frames.Make(0x10, "00201510270588", 0x01, "1F9001");
        Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Bytes(Frames.Water0), request));
        Assert.Equal("another meter's reply", Assert.IsType<DecodeFault>(Decoder.Decode(Frames.Bytes(Frames.Water123), request)).Error);
        Assert.Equal("no reply to this request", Assert.IsType<DecodeFault>(Decoder.Decode(request, request)).Error);
        Assert.Equal(new DecodeFault("data of another request", "901F", "810A", 11), Decoder.Decode(Frames.Make(0x10, "00201510270588", 0x81, "810A01"), request));
    }

    [Fact]
    public void Any_bytes_are_decoded_or_refused()
    {
        Assert.InRange(FrameFuzz.Run(Decoder, [.. Frames.All.Select(Frames.Bytes)], Frames.HasSound, 188), 1, FrameFuzz.Inputs - 1);
    }

    private static IReadOnlyList<DecodedField> Fields(byte control, string data) => Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Make(0x10, "00000000000001", control, data), default)).Fields;
}
