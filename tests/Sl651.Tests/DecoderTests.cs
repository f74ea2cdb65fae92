using System.Text;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Sensors.Sl651;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Sl651;

public sealed class DecoderTests
{
    private static readonly Sl651Decoder Decoder = new();

    [Fact]
    public void Vector_of_the_reference()
    {
        var frame = Valid(Frames.Bytes(Frames.Reference));
        Assert.Equal(("0012345678", "30"), (frame.Address, frame.Control));
        Assert.Equal((0.5, "mm"), Figure(frame, "rain.current"));
        Assert.Equal((0.5, "mm"), Figure(frame, "rain.total"));
        Assert.Equal((0.127, "m"), Figure(frame, "level"));
        Assert.Equal((11.15, "V"), Figure(frame, "supply.voltage"));
        Assert.Equal(3, Field(frame, "message.serial").Value);
        Assert.Equal("2059-10-11T15:49:47+08:00", Field(frame, "message.time").Text);
        Assert.Equal("2059-10-11T15:49:00+08:00", Field(frame, "time").Text);
        Assert.Equal("H: river", Field(frame, "station.type").Text);
    }

    [Fact]
    public void Answer_of_the_reference()
    {
        var frame = Valid(Frames.Bytes(Frames.ReferenceAck));
        Assert.Equal(("0012345678", "30"), (frame.Address, frame.Control));
        Assert.Equal((0x1B, "ESC: the end, stay connected"), (Field(frame, "end").Value, Field(frame, "end").Text));
    }

    [Theory]
    [InlineData("02 19 FF0105", "temperature", -10.5, "")]
    [InlineData("02 19 000215", "temperature", 21.5, "")]
    [InlineData("39 23 FF000127", "level", -0.127, "")]
    [InlineData("39 23 FFFFFFFF", "level", null, "the station tells that it has none")]
    [InlineData("39 23 AAAAAAAA", "level", null, "the station tells that it has none")]
    [InlineData("39 23 0000012B", "level", null, "no decimal digits")]
    [InlineData("37 12 0123", "velocity", 1.23, "")]
    [InlineData("27 23 00012345", "flow", 12.345, "")]
    [InlineData("18 11 0655", "humidity", 65.5, "")]
    [InlineData("46 12 0712", "ph", 7.12, "")]
    [InlineData("7F 08 42", "element.7F", 42.0, "")]
    [InlineData("FF01 10 0042", "element.FF01", 42.0, "")]
    [InlineData("45 20 80000001", "status", 2147483649.0, "")]
    public void Element_by_its_definition_byte(string element, string name, double? value, string why)
    {
        var field = Field(Valid(Frames.Hex(Frames.Body(element))), name);
        Assert.Equal((value, why), (field.Value, field.Why));
    }

    [Fact]
    public void Hour_series_of_rain_and_level()
    {
        var frame = Valid(Frames.Hex(Frames.Body("F460 0001020304050607080910FF F5C0 0001 0002 0003 0004 0005 0006 0007 0008 0009 000A 012C FFFF"), "34"));
        Assert.Equal(0, Field(frame, "rain.5min.1").Value);
        Assert.Equal(1.6, Field(frame, "rain.5min.11").Value);
        Assert.Null(Field(frame, "rain.5min.12").Value);
        Assert.Equal((3.0, "m"), Figure(frame, "level.5min.11"));
        Assert.Equal("the station tells that it has none", Field(frame, "level.5min.12").Why);
        Assert.Equal("until 2059-10-11T14:55:00+08:00", Field(frame, "level.5min.1").Text);
        Assert.Equal("until 2059-10-11T15:50:00+08:00", Field(frame, "level.5min.12").Text);
    }

    [Fact]
    public void Uniform_series()
    {
        var frame = Valid(Frames.Hex(Frames.Body("0418 000005 3923 00001000 00001010 FFFFFFFF"), "31"));
        Assert.Equal((300.0, "s"), Figure(frame, "interval"));
        Assert.Equal((1.0, "m"), Figure(frame, "level.1"));
        Assert.Equal("until 2059-10-11T15:55:00+08:00", Field(frame, "level.2").Text);
        Assert.Null(Field(frame, "level.3").Value);
    }

    [Fact]
    public void Ascii_form()
    {
        var frame = Valid(Frames.Ascii("0003591011154947ST 0012345678 H TT 5910111550 PJ 0.5 PT 0.5 Z 0.127 VT 11.15 AI -3.5 Q M XX 4 DRP 000102030405060708090AFF "));
        Assert.Equal(("0012345678", "32"), (frame.Address, frame.Control));
        Assert.Equal((0.5, "mm"), Figure(frame, "rain.current"));
        Assert.Equal((0.127, "m"), Figure(frame, "level"));
        Assert.Equal((11.15, "V"), Figure(frame, "supply.voltage"));
        Assert.Equal(-3.5, Field(frame, "temperature").Value);
        Assert.Equal("the station tells that it has none", Field(frame, "flow").Why);
        Assert.Equal(4, Field(frame, "element.XX").Value);
        Assert.Equal(0.1, Field(frame, "rain.5min.2").Value);
        Assert.Null(Field(frame, "rain.5min.12").Value);
        Assert.Equal("2059-10-11T15:50:00+08:00", Field(frame, "time").Text);
    }

    [Fact]
    public void Ascii_uniform_series()
    {
        var frame = Valid(Frames.Ascii("0003591011154947ST 0012345678 P TT 5910111550 DRN05 PN05 0.5 1.0 M ", "31"));
        Assert.Equal((0.5, "mm"), Figure(frame, "rain.5min.1"));
        Assert.Equal("until 2059-10-11T15:55:00+08:00", Field(frame, "rain.5min.2").Text);
        Assert.Null(Field(frame, "rain.5min.3").Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Packet_whether_its_length_counts_the_numbers_or_not(bool counts)
    {
        var frame = Valid(Frames.Hex(Frames.Body("3923 00000127"), "32", "17", "002001", counts));
        Assert.Equal((2.0, 1.0), (Field(frame, "packet.total").Value, Field(frame, "packet.number").Value));
        Assert.Equal(0.127, Field(frame, "level").Value);
    }

    [Theory]
    [InlineData("2F", "0003 591011154947")]
    [InlineData("4A", "0003 591011154947 F1F1 0012345678")]
    [InlineData("37", "0003 591011154947 F1F1 0012345678 48 F0F0 5910111549 3923 00000127")]
    [InlineData("35", "0003 591011154947 F1F1 0012345678 48 F2F2 3132")]
    [InlineData("36", "0003 591011154947 F1F1 0012345678 48 F0F0 5910111549 F3F3 FFD8FFE0")]
    public void Function(string function, string body) => Assert.Equal(function, Valid(Frames.Hex(body, function)).Control);

    [Fact]
    public void Parameters_are_no_elements()
    {
        var frame = Valid(Frames.Hex("0003 591011154947 F1F1 0012345678 0120 00000005", "41"));
        Assert.Equal(5, Field(frame, "parameter.01").Value);
        Assert.DoesNotContain(frame.Fields, f => f.Name == "station.type");
    }

    [Fact]
    public void Wrong_check_sum_tells_the_right_one_and_where()
    {
        var bytes = Frames.Bytes(Frames.Reference);
        bytes[^1] ^= 1;
        Assert.Equal(new DecodeFault("wrong check sum", "20FA", "20FB", bytes.Length - 2), Decoder.Decode(bytes, default));
    }

    [Theory]
    [InlineData("", "no start of a frame", 0)]
    [InlineData("7E01", "no start of a frame", 0)]
    [InlineData("7E7E0100", "frame ends early", 4)]
    [InlineData("7E7E 01 0012345678 1234 30 5008 02", "no direction and length", 11)]
    [InlineData("7E7E 01 0012345678 1234 30 0008 04", "no start of the body", 13)]
    [InlineData("7E7E 01 0012345678 1234 30 0008 02 0003", "frame ends early", 16)]
    public void Damaged_header(string hex, string error, int offset)
    {
        var fault = Assert.IsType<DecodeFault>(Decoder.Decode(Frames.Bytes(hex), default));
        Assert.Equal((error, offset), (fault.Error, fault.Offset));
    }

    [Theory]
    [InlineData("39", "an element without a definition", 37)]
    [InlineData("3923 0000", "an element that is cut off", 39)]
    [InlineData("3903", "an element of no bytes", 38)]
    [InlineData("F460 00", "an element that is cut off", 39)]
    [InlineData("F0F0 59", "an element that is cut off", 39)]
    public void Damaged_body(string elements, string error, int offset)
    {
        var fault = Assert.IsType<DecodeFault>(Decoder.Decode(Frames.Hex(Frames.Body(elements)), default));
        Assert.Equal((error, offset), (fault.Error, fault.Offset));
    }

    [Fact]
    public void Every_cut_and_every_flipped_bit_is_refused()
    {
        foreach (var whole in (byte[][])[Frames.Bytes(Frames.Reference), Frames.Ascii("0003591011154947ST 0012345678 H TT 5910111550 PJ 0.5 ")])
        {
            for (var length = 0; length < whole.Length; length++)
            {
                Assert.IsType<DecodeFault>(Decoder.Decode(whole.AsSpan(0, length), default));
            }

            for (var bit = 0; bit < whole.Length * 8; bit++)
            {
                var damaged = whole.ToArray();
                damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.True(Decoder.Decode(damaged, default) is DecodeFault || Frames.IsSound(damaged), Convert.ToHexString(damaged));
            }
        }
    }

    [Fact]
    public void Fuzz()
    {
        var seeds = new[]
        {
            Frames.Bytes(Frames.Reference), Frames.Bytes(Frames.ReferenceAck), Frames.Ascii("0003591011154947ST 0012345678 H TT 5910111550 PJ 0.5 "),
            Frames.Hex(Frames.Body("F460 0001020304050607080910FF"), "34"), Frames.Hex(Frames.Body("0418 000005 3923 00001000 00001010"), "31"), Frames.Hex(Frames.Body("3923 00000127"), "32", "17", "002001"),
        };
        Assert.InRange(FrameFuzz.Run(Decoder, seeds, Frames.IsSound, 651), 1, FrameFuzz.Inputs);
    }

    private static DecodedFrame Valid(byte[] bytes) => Decoder.Decode(bytes, default) is DecodedFrame frame ? frame : throw new InvalidOperationException($"{Decoder.Decode(bytes, default)} {Encoding.Latin1.GetString(bytes)}");

    private static DecodedField Field(DecodedFrame frame, string name) => Assert.Single(frame.Fields, f => f.Name == name);

    private static (double? Value, string Unit) Figure(DecodedFrame frame, string name)
    {
        var field = Field(frame, name);
        return (field.Value, field.Unit);
    }
}
