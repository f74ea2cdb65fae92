using EdgeAgent.Core.Points;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Modbus;

/// <summary>Frames and values: golden vectors, every split of the bytes, and random damage.</summary>
public sealed class CodecTests(ITestOutputHelper output)
{
    private static readonly ModbusRequest Golden = new(0x11, ModbusArea.Holding, 0x6B, 3);
    private readonly byte[] _sent = new byte[256];
    private static readonly byte[] GoldenReply = Convert.FromHexString("110306022B00000064C8BA");

    [Theory]
    [InlineData(1, 3, 0, 10, "01030000000AC5CD")]
    [InlineData(17, 3, 0x6B, 3, "1103006B00037687")]
    public void Request_is_as_published(byte unit, byte function, int first, int count, string frame)
    {
        Assert.Equal(8, new RtuReceiver().Begin(new ModbusRequest(unit, (ModbusArea)function, first, count), echo: false, _sent));
        Assert.Equal(frame, Convert.ToHexString(_sent.AsSpan(0, 8)));
    }

    [Fact]
    public void Crc_of_the_check_string_is_4B37() => Assert.Equal(0x4B37, ModbusCrc.Compute("123456789"u8));

    [Fact]
    public void Reply_is_found_in_any_two_pieces_after_any_noise()
    {
        foreach (var noise in new byte[][] { [], [0], [0x11], [0x11, 3], [0x11, 3, 6], [0xFF, 0x55], [3, 4, 250, 9] })
        {
            byte[] all = [.. noise, .. GoldenReply];
            for (var cut = 0; cut <= all.Length; cut++)
            {
                var receiver = new RtuReceiver();
                receiver.Begin(Golden, echo: false, _sent);
                var early = receiver.Take(all.AsSpan(0, cut));
                Assert.Equal(cut == all.Length, early);
                Assert.True(early || receiver.Take(all.AsSpan(cut)));
                Assert.Equal((Quality.Good, noise.Length), (receiver.Outcome, receiver.Strays));
                Assert.Equal("022B00000064", Convert.ToHexString(receiver.Data));
            }
        }
    }

    [Fact]
    public void Reply_is_found_byte_by_byte()
    {
        var receiver = new RtuReceiver();
        receiver.Begin(Golden, echo: false, _sent);
        for (var i = 0; i < GoldenReply.Length; i++)
        {
            Assert.Equal(i == GoldenReply.Length - 1, receiver.Take(GoldenReply.AsSpan(i, 1)));
        }
    }

    [Fact]
    public void Exception_is_told_with_its_code()
    {
        var receiver = new RtuReceiver();
        receiver.Begin(new ModbusRequest(0x11, ModbusArea.Discrete, 0, 1), echo: false, _sent);
        Assert.True(receiver.Take(Convert.FromHexString("118302C134")) is false);
        receiver.Begin(Golden, echo: false, _sent);
        Assert.True(receiver.Take(Convert.FromHexString("118302C134")));
        Assert.Equal((Quality.Exception, 2), (receiver.Outcome, receiver.ExceptionCode));
    }

    [Fact]
    public void Random_damage_never_throws_and_never_passes_with_a_wrong_check_sum()
    {
        var inputs = LongRuns.Rounds(200_000, 10_000_000);
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var receiver = new RtuReceiver();
        var accepted = 0;
        for (var i = 0; i < inputs; i++)
        {
            var bytes = Damaged(random);
            receiver.Begin(Golden, echo: random.Next(2) == 0, _sent);
            var ended = false;
            for (var at = 0; at < bytes.Length && !ended;)
            {
                var count = Math.Min(random.Next(1, 40), bytes.Length - at);
                ended = receiver.Take(bytes.AsSpan(at, count));
                at += count;
            }

            if (ended && receiver.Outcome == Quality.Good)
            {
                accepted++;
                byte[] frame = Frames.Crc([0x11, 3, 6, .. receiver.Data]);
                Assert.True(bytes.AsSpan().IndexOf(frame) >= 0, $"seed {seed}, input {i}: {Convert.ToHexString(bytes)}");
            }
            else if (!ended)
            {
                Assert.NotEqual(Quality.Good, receiver.AtTimeout());
            }
        }

        Assert.InRange(accepted, inputs / 20, inputs - 1);
    }

    [Theory]
    [InlineData("47F12000", false, false)]
    [InlineData("200047F1", true, false)]
    [InlineData("F1470020", false, true)]
    [InlineData("0020F147", true, true)]
    public void Float_comes_in_four_orders(string hex, bool wordSwap, bool byteSwap)
    {
        var point = Frames.Point(0, 0, type: ModbusType.Float32) with { WordSwap = wordSwap, ByteSwap = byteSwap };
        Assert.True(ValueDecoder.TryDecode(point, 0, Convert.FromHexString(hex), out var value));
        Assert.Equal(123456.0, value);
    }

    [Theory]
    [InlineData(ModbusType.Int16, "FFE7", -25)]
    [InlineData(ModbusType.UInt16, "FFE7", 65511)]
    [InlineData(ModbusType.Int32, "FFFFFFFE", -2)]
    [InlineData(ModbusType.UInt32, "FFFFFFFE", 4294967294)]
    [InlineData(ModbusType.Int64, "FFFFFFFFFFFFFFFD", -3)]
    [InlineData(ModbusType.UInt64, "0000000100000000", 4294967296)]
    [InlineData(ModbusType.Float64, "40091EB851EB851F", 3.14)]
    [InlineData(ModbusType.Bool, "0200", 1)]
    public void Types_are_read(ModbusType type, string hex, double expected)
    {
        Assert.True(ValueDecoder.TryDecode(Frames.Point(0, 5, type: type), 5, Convert.FromHexString(hex), out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("7FC00000")]
    [InlineData("7F800000")]
    public void Float_that_is_no_number_is_invalid(string hex) =>
        Assert.False(ValueDecoder.TryDecode(Frames.Point(0, 0, type: ModbusType.Float32), 0, Convert.FromHexString(hex), out _));

    [Fact]
    public void Scale_gives_the_decimal_that_people_expect()
    {
        var point = Frames.Point(0, 0) with { Scale = 0.01, Offset = 1 };
        for (var raw = 0; raw < 65536; raw++)
        {
            Assert.True(ValueDecoder.TryDecode(point with { Offset = 0 }, 0, [(byte)(raw >> 8), (byte)raw], out var value));
            Assert.Equal((double)(raw / 100m), value);
        }

        Assert.True(ValueDecoder.TryDecode(point, 0, [0, 50], out var shifted));
        Assert.Equal(1.5, shifted);
    }

    [Fact]
    public void Sentinel_is_invalid()
    {
        var point = Frames.Point(0, 0, type: ModbusType.Int16) with { InvalidPatterns = [0x7FFF, 0xFFFF] };
        Assert.False(ValueDecoder.TryDecode(point, 0, [0xFF, 0xFF], out var value));
        Assert.True(double.IsNaN(value));
        Assert.True(ValueDecoder.TryDecode(point, 0, [0xFF, 0xFE], out value));
        Assert.Equal(-2, value);
    }

    [Fact]
    public void Bits_are_found_in_registers_and_in_bit_tables()
    {
        Assert.True(ValueDecoder.TryDecode(Frames.Point(0, 2, type: ModbusType.Bool) with { Bit = 9 }, 1, [0, 0, 2, 0], out var value));
        Assert.Equal(1, value);
        Assert.True(ValueDecoder.TryDecode(Frames.Point(0, 12, type: ModbusType.Bool, area: ModbusArea.Coil), 3, [0, 2], out value));
        Assert.Equal(1, value);
    }

    private static byte[] Damaged(Random random)
    {
        var bytes = new List<byte>(GoldenReply);
        if (random.Next(4) == 0)
        {
            bytes.InsertRange(0, Enumerable.Range(0, random.Next(300)).Select(_ => (byte)random.Next(256)));
        }

        for (var damage = random.Next(4); damage > 0 && bytes.Count > 1; damage--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, (byte)random.Next(256)); break;
                default: bytes.AddRange(bytes.Take(at).ToArray()); break;
            }
        }

        return [.. bytes];
    }
}
