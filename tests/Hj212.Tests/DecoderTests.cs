using System.Text;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Sensors.Hj212;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Hj212;

public sealed class DecoderTests
{
    private static readonly Hj212Decoder Decoder = new();

    [Fact]
    public void Check_sum_is_that_of_the_reference() => Assert.Equal(0x2F80, Hj212Crc.Compute("123456789"u8));

    [Fact]
    public void Vector_of_the_reference()
    {
        var frame = Valid(Frames.Reference);
        Assert.Equal((Frames.Mn, "1062"), (frame.Address, frame.Control));
        Assert.Equal(30, Field(frame, "interval.realtime").Value);
        Assert.Equal("s", Field(frame, "interval.realtime").Unit);
        Assert.Equal(1470013137.223, Field(frame, "message.time").Value);
        Assert.Equal("2016-08-01T08:58:57.223+08:00", Field(frame, "message.time").Text);
        Assert.DoesNotContain(frame.Fields, f => f.Text.Contains("100000", StringComparison.Ordinal) || f.Value == 100000);
    }

    [Theory]
    [InlineData("1c80", "")]
    [InlineData("1C80", "\r\n")]
    [InlineData("1C80", "\n")]
    public void Case_and_end_of_line_do_not_matter(string crc, string end) => Valid(Frames.Reference[..^4] + crc + end);

    [Theory]
    [InlineData(';')]
    [InlineData(',')]
    public void Factors_have_names_and_units_whatever_parts_them(char separator)
    {
        var cp = "DataTime=20160801085857;a34004-Rtd=35.5_a34004-Flag=N;a34004-Avg=30_a34004-Min=10_a34004-Max=60_a34004-Cou=1.5;w01018-Rtd=12_w01018-Flag=D;x99-Rtd=1;B01-Rtd=2.5;LA-Rtd=;a01001-Rtd=abc;Odd=7";
        var frame = Valid(Encoding.ASCII.GetString(Frames.Of(Frames.Segment(cp.Replace('_', separator)))));
        Assert.Equal("2011", frame.Control);
        Assert.Equal((35.5, "ug/m3", "N: normal"), Figures(frame, "pm2.5"));
        Assert.Equal((30.0, "ug/m3", "N: normal"), Figures(frame, "pm2.5.avg"));
        Assert.Equal(10, Field(frame, "pm2.5.min").Value);
        Assert.Equal(60, Field(frame, "pm2.5.max").Value);
        Assert.Equal((1.5, "kg", "N: normal"), Figures(frame, "pm2.5.total"));
        Assert.Equal((12.0, "mg/L", "D: instrument fault"), Figures(frame, "cod"));
        Assert.Equal(1, Field(frame, "factor.x99").Value);
        Assert.Equal((2.5, "L/s", ""), Figures(frame, "flow"));
        Assert.Equal((null, "empty"), (Field(frame, "noise.a").Value, Field(frame, "noise.a").Why));
        Assert.Equal("no number: abc", Field(frame, "temperature").Why);
        Assert.Equal(7, Field(frame, "parameter.Odd").Value);
        Assert.Equal("2016-08-01T08:58:57+08:00", Field(frame, "time").Text);
    }

    [Theory]
    [InlineData("", "no start of a frame", "##", 0)]
    [InlineData("#", "no start of a frame", "##", 0)]
    [InlineData("##01x1QN", "no length", "4 decimal digits", 2)]
    [InlineData("##1025QN=1", "segment too long", "1024 bytes at most", 2)]
    public void Damaged_header(string text, string error, string expected, int offset)
    {
        var fault = Fault(text);
        Assert.Equal((error, expected, offset), (fault.Error, fault.Expected, fault.Offset));
    }

    [Fact]
    public void Wrong_check_sum_tells_the_right_one_and_where()
    {
        var fault = Fault(Frames.Reference[..^4] + "801C");
        Assert.Equal(new DecodeFault("wrong check sum", "1C80", "801C", 107), fault);
        Assert.Equal("1C80", Fault(Frames.Reference.Replace("=30", "=31", StringComparison.Ordinal)).Actual);
    }

    [Fact]
    public void Every_cut_and_every_flipped_bit_is_refused()
    {
        var whole = Encoding.ASCII.GetBytes(Frames.Reference);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.IsType<DecodeFault>(Decoder.Decode(whole.AsSpan(0, length), default));
        }

        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(Decoder.Decode(damaged, default) is DecodeFault || Frames.IsSound(damaged), Encoding.Latin1.GetString(damaged));
        }
    }

    [Theory]
    [InlineData("QN=1;ST=22;MN=1;CP=&&&&", "no CN")]
    [InlineData("QN=1;CN=2011;MN=1", "no CP")]
    [InlineData("QN=1;CN=2x11;CP=&&&&", "no number")]
    [InlineData("QN=1;CN=2011;CP=&&DataTime=1", "CP is not enclosed")]
    [InlineData("QN=1;CN=2011;CP=&&", "CP is not enclosed")]
    [InlineData("QN;CN=2011;CP=&&&&", "no key and value")]
    [InlineData("QN=1;CN=2011;CP=&&abc&&", "no key and value in CP")]
    public void Segment_that_is_none(string segment, string error) => Assert.Equal(error, Fault(Encoding.ASCII.GetString(Frames.Of(segment))).Error);

    [Fact]
    public void Bytes_behind_are_refused() => Assert.Equal("bytes behind the frame", Fault(Frames.Reference + "x").Error);

    [Fact]
    public void Fuzz()
    {
        var seeds = new[] { Encoding.ASCII.GetBytes(Frames.Reference), Frames.Of(Frames.Segment("DataTime=20160801085857;a34004-Rtd=35.5,a34004-Flag=N")), Frames.Of(Frames.Segment("", flag: 7, packet: "PNUM=3;PNO=1;")) };
        Assert.InRange(FrameFuzz.Run(Decoder, seeds, Frames.IsSound, 212), 1, FrameFuzz.Inputs);
    }

    private static DecodedFrame Valid(string text) => Assert.IsType<DecodedFrame>(Decoder.Decode(Encoding.Latin1.GetBytes(text), default));

    private static DecodeFault Fault(string text) => Assert.IsType<DecodeFault>(Decoder.Decode(Encoding.Latin1.GetBytes(text), default));

    private static DecodedField Field(DecodedFrame frame, string name) => Assert.Single(frame.Fields, f => f.Name == name);

    private static (double? Value, string Unit, string Text) Figures(DecodedFrame frame, string name)
    {
        var field = Field(frame, name);
        return (field.Value, field.Unit, field.Text);
    }
}
