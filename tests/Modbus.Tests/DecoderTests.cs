using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Modbus;

/// <summary>`edgeagent decode modbus-*`: every vector, and every negative with what was expected.</summary>
public sealed class DecoderTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("01030000000AC5CD", "", "1 03 register.first=0 register.count=10")]
    [InlineData("1103006B00037687", "", "17 03 register.first=107 register.count=3")]
    [InlineData("110306022B00000064C8BA", "", "17 03 register.0=555 register.1=0 register.2=100")]
    [InlineData("110306022B00000064C8BA", "1103006B00037687", "17 03 register.107=555 register.108=0 register.109=100")]
    [InlineData("118302C134", "", "17 83 error=2")]
    [InlineData("118302C134", "1103006B00037687", "17 83 error=2")]
    [InlineData("010101CD+", "", "1 01 bit.0=1 bit.1=0 bit.2=1 bit.3=1 bit.4=0 bit.5=0 bit.6=1 bit.7=1")]
    [InlineData("010103CD6B05+", "010100130013+", "1 01 bit.19=1 bit.20=0 bit.21=1 bit.22=1 bit.23=0 bit.24=0 bit.25=1 bit.26=1 bit.27=1 bit.28=1 bit.29=0 bit.30=1 bit.31=0 bit.32=1 bit.33=1 bit.34=0 bit.35=1 bit.36=0 bit.37=1")]
    [InlineData("0105000AFF00+", "", "1 05 bit.10=1")]
    [InlineData("01060001001F+", "", "1 06 register.1=31")]
    [InlineData("010F0013000A02CD01+", "", "1 0F bit.19=1 bit.20=0 bit.21=1 bit.22=1 bit.23=0 bit.24=0 bit.25=1 bit.26=1 bit.27=1 bit.28=0")]
    [InlineData("010F0013000A+", "", "1 0F register.first=19 register.count=10")]
    [InlineData("01100001000204000A0102+", "", "1 10 register.1=10 register.2=258")]
    [InlineData("011000010002+", "", "1 10 register.first=1 register.count=2")]
    [InlineData("0116000400F20025+", "", "1 16 register.first=4 mask.and=242 mask.or=37")]
    [InlineData("011700030006000E00030600FF00FF00FF+", "", "1 17 register.first=3 register.count=6 register.14=255 register.15=255 register.16=255")]
    [InlineData("01170400FE0ACD+", "", "1 17 register.0=254 register.1=2765")]
    public void Frames_of_the_standard_are_read(string frame, string request, string expected)
    {
        var result = Assert.IsType<DecodedFrame>(new ModbusDecoder(ModbusFraming.Rtu).Decode(Bytes(frame), Bytes(request)));
        Assert.Equal(expected, $"{result.Address} {result.Control} {string.Join(' ', result.Fields.Select(f => $"{f.Name}={f.Value}"))}");
    }

    [Theory]
    [InlineData("01030000000AC5CE", "", "wrong check sum", "C5CD", "C5CE", 6)]
    [InlineData("0103", "", "too short", "4 to 256 bytes", "end of frame", 2)]
    [InlineData("010300000000+", "", "count out of range", "1 to 125", "0", 4)]
    [InlineData("01030000007E+", "", "count out of range", "1 to 125", "126", 4)]
    [InlineData("0103060001+", "", "wrong length", "6 data bytes", "2 data bytes", 2)]
    [InlineData("01030300010A+", "010300000001+", "wrong length", "an even count of bytes, two a register", "3", 2)]
    [InlineData("0163000100020304+", "", "unknown function", "01 to 06, 0F, 10, 16, 17 or one of them with the highest bit set", "63", 1)]
    [InlineData("0105000A1234+", "", "no value of a coil", "0000 or FF00", "1234", 4)]
    [InlineData("020302000A+", "010300000001+", "not the reply to this request", "unit 1", "unit 2", 0)]
    [InlineData("010402000A+", "010300000001+", "not the reply to this request", "function 03", "04", 1)]
    [InlineData("010302000A+", "010300000002+", "not the reply to this request", "4 data bytes", "2 data bytes", 2)]
    public void What_is_wrong_is_told_with_what_was_expected(string frame, string request, string error, string expected, string actual, int offset) =>
        Assert.Equal(new DecodeFault(error, expected, actual, offset), new ModbusDecoder(ModbusFraming.Rtu).Decode(Bytes(frame), Bytes(request)));

    [Theory]
    [InlineData(":010300000001FB", true, "")]
    [InlineData(":010300000001FB\r\n", true, "")]
    [InlineData(":010300000001fb\r\n", true, "")]
    [InlineData(":010300000001FC", false, "wrong check sum FB FC 13")]
    [InlineData("010300000001FB", false, "no beginning : 30 0")]
    [InlineData(":01030000000GFB", false, "no hexadecimal digit 0 to 9 or A to F 47 12")]
    [InlineData(":01030000000FB", false, "too short two digits a byte end of frame 14")]
    public void Ascii_is_read(string frame, bool valid, string fault)
    {
        var result = new ModbusDecoder(ModbusFraming.Ascii).Decode(System.Text.Encoding.ASCII.GetBytes(frame), default);
        Assert.Equal(valid, result is DecodedFrame { Address: "1", Control: "03" });
        Assert.Equal(fault, result is DecodeFault f ? $"{f.Error} {f.Expected} {f.Actual} {f.Offset}" : "");
    }

    [Theory]
    [InlineData("00010000000601030000000A", "")]
    [InlineData("00010001000601030000000A", "wrong protocol identifier 0000 0001 2")]
    [InlineData("00010000000701030000000A", "wrong length 0006 0007 4")]
    [InlineData("000100000006", "too short 8 to 260 bytes end of frame 6")]
    public void Tcp_is_read(string frame, string fault)
    {
        var result = new ModbusDecoder(ModbusFraming.Tcp).Decode(Convert.FromHexString(frame), default);
        Assert.Equal(fault, result is DecodeFault f ? $"{f.Error} {f.Expected} {f.Actual} {f.Offset}" : "");
    }

    [Theory]
    [InlineData(ModbusFraming.Rtu)]
    [InlineData(ModbusFraming.Ascii)]
    [InlineData(ModbusFraming.Tcp)]
    public void Mutated_frames_never_throw_and_never_pass_with_a_wrong_check_sum(ModbusFraming framing)
    {
        var seed = TestSeed.Draw();
        output.WriteLine($"seed {seed}");
        byte[][] pdus = [[1, 3, 0, 0, 0, 10], [17, 3, 6, 2, 0x2B, 0, 0, 0, 100], [17, 0x83, 2], [1, 15, 0, 19, 0, 10, 2, 0xCD, 1], [1, 23, 0, 3, 0, 6, 0, 14, 0, 3, 6, 0, 255, 0, 255, 0, 255], [1, 22, 0, 4, 0, 0xF2, 0, 0x25]];
        var seeds = pdus.Select(p => framing switch { ModbusFraming.Ascii => Slave.AsciiLine(p), ModbusFraming.Tcp => [0, 1, 0, 0, 0, (byte)p.Length, .. p], _ => Frames.Crc(p) }).ToArray();
        var valid = FrameFuzz.Run(new ModbusDecoder(framing), seeds, f => IsSound(f, framing), seed);
        Assert.InRange(valid, FrameFuzz.Inputs / 100, FrameFuzz.Inputs - 1);
    }

    private static bool IsSound(byte[] frame, ModbusFraming framing)
    {
        switch (framing)
        {
            case ModbusFraming.Rtu:
                return Crc(frame.AsSpan(0, frame.Length - 2)) == (frame[^2] | (frame[^1] << 8));
            case ModbusFraming.Ascii:
                var digits = System.Text.Encoding.ASCII.GetString(frame).TrimEnd('\n').TrimEnd('\r')[1..];
                return (byte)Convert.FromHexString(digits).Sum(b => b) == 0;
            default:
                return frame[2] == 0 && frame[3] == 0 && ((frame[4] << 8) | frame[5]) == frame.Length - 6;
        }
    }

    // Bit by bit, after the standard's figure, and not by the product's table.
    private static int Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFF;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1;
            }
        }

        return crc;
    }

    // A + stands for the check sum.
    private static byte[] Bytes(string hex)
    {
        if (!hex.EndsWith('+'))
        {
            return Convert.FromHexString(hex);
        }

        var body = Convert.FromHexString(hex[..^1]);
        var crc = Crc(body);
        return [.. body, (byte)crc, (byte)(crc >> 8)];
    }
}
