using System.Text;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Sensors.Nmea;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Nmea;

public sealed class DecoderTests
{
    private static readonly NmeaDecoder Decoder = new();

    [Fact]
    public void Vector_with_a_fix()
    {
        var frame = Valid(Sentences.Gga);
        Assert.Equal(("GP", "GGA"), (frame.Address, frame.Control));
        Assert.Equal((48.1173, "deg"), Figure(frame, "latitude"));
        Assert.Equal((11.516666667, "deg"), Figure(frame, "longitude"));
        Assert.Equal((545.4, "m"), Figure(frame, "altitude"));
        Assert.Equal((8.0, ""), Figure(frame, "satellites"));
        Assert.Equal((0.9, ""), Figure(frame, "hdop"));
        Assert.Equal((46.9, "m"), Figure(frame, "geoid.height"));
        Assert.Equal("autonomous", Field(frame, "fix").Text);
        Assert.Equal((45319.0, "12:35:19"), (Field(frame, "time.of.day").Value, Field(frame, "time.of.day").Text));
    }

    [Fact]
    public void Vector_without_a_fix_is_valid_with_empty_fields()
    {
        var frame = Valid(Sentences.NoFix);
        Assert.Equal(("GP", "RMC"), (frame.Address, frame.Control));
        Assert.Equal(0, Field(frame, "fix.valid").Value);
        foreach (var name in (string[])["latitude", "longitude", "speed", "course", "time"])
        {
            Assert.Equal((null, "the field is empty"), (Field(frame, name).Value, Field(frame, name).Why));
        }
    }

    [Theory]
    [InlineData("GNRMC,010203.50,A,3114.430,S,12125.020,W,10,84.4,251126,,,A", "latitude", -31.2405)]
    [InlineData("GNRMC,010203.50,A,3114.430,S,12125.020,W,10,84.4,251126,,,A", "longitude", -121.417)]
    [InlineData("GNRMC,010203.50,A,3114.430,S,12125.020,W,3.6,84.4,251126,,,A", "speed", 1.852)]
    [InlineData("GNRMC,010203.50,A,3114.430,S,12125.020,W,10,84.4,251126,,,A", "course", 84.4)]
    [InlineData("GNRMC,010203.50,A,3114.430,S,12125.020,W,10,84.4,251126,,,A", "time", 1795568523.5)]
    [InlineData("GNRMC,010203,A,,,,,,,060180,,,A", "time", 315968523.0)]
    [InlineData("GPZDA,201530.00,04,07,2002,00,00", "time", 1025813730.0)]
    [InlineData("GBGLL,3114.430,N,12125.020,E,010203,A,A", "latitude", 31.2405)]
    [InlineData("BDGSA,A,3,01,02,03,,,,,,,,,,1.5,0.9,1.2", "satellites", 3.0)]
    [InlineData("BDGSA,A,3,01,02,03,,,,,,,,,,1.5,0.9,1.2", "pdop", 1.5)]
    [InlineData("BDGSA,A,3,01,02,03,,,,,,,,,,1.5,0.9,1.2", "vdop", 1.2)]
    [InlineData("BDGSA,A,3,01,02,03,,,,,,,,,,1.5,0.9,1.2", "fix.dimensions", 3.0)]
    [InlineData("GLGSV,3,1,11,03,03,111,00", "satellites.inView", 11.0)]
    [InlineData("GAVTG,054.7,T,034.4,M,,N,036.0,K,A", "speed", 10.0)]
    [InlineData("PUBX,00,7", "field.2", 7.0)]
    public void Sentence(string body, string name, double value) => Assert.Equal(value, Field(Valid(Sentences.Of(body)), name).Value!.Value, 9);

    [Theory]
    [InlineData("GPGGA,,9107.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,", "latitude")]
    [InlineData("GPGGA,,4860.000,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,", "latitude")]
    [InlineData("GPGGA,,4807.038,E,01131.000,E,1,08,0.9,545.4,M,46.9,M,,", "latitude")]
    [InlineData("GPGGA,,4807.038,N,18131.000,E,1,08,0.9,545.4,M,46.9,M,,", "longitude")]
    [InlineData("GPGGA,250000,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,", "time.of.day")]
    [InlineData("GPRMC,010203,A,,,,,,,310226,,,A", "time")]
    [InlineData("GPGGA,,,,,,1,xx,,,M,,M,,", "satellites")]
    public void What_cannot_be_is_none(string body, string name) => Assert.Equal("no such number, place or time", Field(Valid(Sentences.Of(body)), name).Why);

    [Theory]
    [InlineData("", "no start of a sentence", "$", "end of frame", 0)]
    [InlineData("GPGGA", "no start of a sentence", "$", "G", 0)]
    [InlineData("$GPGGA,1", "sentence ends early", "* and two hex digits", "end of frame", 8)]
    [InlineData("$GPGGA,1*5", "sentence ends early", "two hex digits", "5", 10)]
    [InlineData("$GPRMC,,V,,,,,,,,,,N*54", "wrong check sum", "53", "54", 21)]
    [InlineData("$GPRMC,,V,,,,,,,,,,N*53x", "bytes behind the sentence", "CR LF or the end", "x", 23)]
    [InlineData("$GPRMC,\u0001*53", "no check sum", "* and two hex digits", "012A3533", 7)]
    [InlineData("$*00", "no talker and name", "letters between $ and *", "end of frame", 1)]
    public void Damaged(string text, string error, string expected, string actual, int offset) =>
        Assert.Equal(new DecodeFault(error, expected, actual, offset), Decoder.Decode(Encoding.Latin1.GetBytes(text), default));

    [Theory]
    [InlineData(",A,B")]
    [InlineData("G,A,B")]
    [InlineData("")]
    public void Sentence_without_talker_and_name(string body) =>
        Assert.Equal("no talker and name", Assert.IsType<DecodeFault>(Decoder.Decode(Encoding.Latin1.GetBytes(Sentences.Of(body)), default)).Error);

    [Fact]
    public void Sentence_without_an_end_is_too_long() => Assert.Equal("sentence too long", ((DecodeFault)Decoder.Decode(Encoding.Latin1.GetBytes("$" + new string('A', 200)), default)).Error);

    [Fact]
    public void Every_cut_and_every_flipped_bit_is_refused()
    {
        var whole = Encoding.Latin1.GetBytes(Sentences.Gga);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.IsType<DecodeFault>(Decoder.Decode(whole.AsSpan(0, length), default));
        }

        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(Decoder.Decode(damaged, default) is DecodeFault || Sentences.IsSound(damaged), Encoding.Latin1.GetString(damaged));
        }
    }

    [Fact]
    public void Fuzz()
    {
        var seeds = new[] { Sentences.Gga, Sentences.NoFix, Sentences.Of("GPZDA,201530.00,04,07,2002,00,00"), Sentences.Of("PUBX,00,7"), Sentences.Of("BDGSA,A,3,01,02,03,,,,,,,,,,1.5,0.9,1.2") };
        Assert.InRange(FrameFuzz.Run(Decoder, [.. seeds.Select(Encoding.Latin1.GetBytes)], Sentences.IsSound, 183), 1, FrameFuzz.Inputs);
    }

    private static DecodedFrame Valid(string text) => Assert.IsType<DecodedFrame>(Decoder.Decode(Encoding.Latin1.GetBytes(text), default));

    private static DecodedField Field(DecodedFrame frame, string name) => Assert.Single(frame.Fields, f => f.Name == name);

    private static (double? Value, string Unit) Figure(DecodedFrame frame, string name) => (Field(frame, name).Value, Field(frame, name).Unit);
}
