using System.Text;
using EdgeAgent.Core.Points;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Modbus;

/// <summary>ASCII and TCP: the same master, other frames.</summary>
public sealed class FramingTests(ITestOutputHelper output)
{
    private static readonly ModbusRequest Golden = new(17, ModbusArea.Holding, 107, 3);
    private static readonly byte[] Pdu = [3, 6, 2, 0x2B, 0, 0, 0, 100];

    public static TheoryData<ModbusFraming> All => [ModbusFraming.Rtu, ModbusFraming.Ascii, ModbusFraming.Tcp];

    [Fact]
    public void Requests_are_as_published()
    {
        var frame = new byte[64];
        var length = new AsciiReceiver().Begin(new ModbusRequest(1, ModbusArea.Holding, 0, 1), false, frame);
        Assert.Equal(":010300000001FB\r\n", Encoding.ASCII.GetString(frame, 0, length));
        length = new MbapReceiver().Begin(new ModbusRequest(1, ModbusArea.Holding, 0, 10), false, frame);
        Assert.Equal("00010000000601030000000A", Convert.ToHexString(frame.AsSpan(0, length)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Reply_is_found_in_any_two_pieces_after_noise_and_after_a_broken_frame(ModbusFraming framing)
    {
        var frame = new byte[64];
        foreach (var noise in new byte[][] { [], [0xFF, 0x55], Broken(framing) })
        {
            for (var cut = 0; cut <= noise.Length + Reply(framing, 1).Length; cut++)
            {
                var receiver = Make(framing);
                receiver.Begin(Golden, false, frame);
                byte[] all = [.. noise, .. Reply(framing, 1)];
                var early = receiver.Take(all.AsSpan(0, cut));
                Assert.Equal(cut == all.Length, early);
                Assert.True(early || receiver.Take(all.AsSpan(cut)), $"{framing} cut {cut} noise {Convert.ToHexString(noise)}");
                Assert.Equal((Quality.Good, "022B00000064"), (receiver.Outcome, Convert.ToHexString(receiver.Data)));
                Assert.Equal(noise.Length, receiver.Strays);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Reply_is_found_byte_by_byte(ModbusFraming framing)
    {
        var receiver = Make(framing);
        receiver.Begin(Golden, false, new byte[64]);
        var reply = Reply(framing, 1);
        for (var i = 0; i < reply.Length; i++)
        {
            Assert.Equal(i == reply.Length - 1, receiver.Take(reply.AsSpan(i, 1)));
        }
    }

    [Theory]
    [InlineData(ModbusFraming.Ascii)]
    [InlineData(ModbusFraming.Tcp)]
    public void A_bus_reads_and_the_faults_have_their_reasons(ModbusFraming framing)
    {
        var slave = new Slave(1);
        slave.Registers[5] = 1234;
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, Frames.Point(0, 5))) with { Framing = framing });
        Func<byte[], IEnumerable<(byte[] Bytes, long DelayMs)>> good = framing == ModbusFraming.Ascii ? slave.Ascii : slave.Tcp;
        bus.Answer = good;
        bus.Open();
        bus.Run(10_000);
        Assert.All(bus.Readings, r => Assert.Equal((Quality.Good, 1234.0), (r.Quality, r.Value)));
        foreach (var (answer, quality) in Faults(framing, good))
        {
            bus.Readings.Clear();
            bus.Answer = answer;
            bus.Run(3_000);
            Assert.Equal(quality, bus.Readings[0].Quality);
            bus.Answer = good;
            bus.Run(120_000);
            Assert.Equal(Quality.Good, bus.Readings[^1].Quality);
        }
    }

    [Fact]
    public void A_late_reply_of_an_earlier_transaction_is_passed_over()
    {
        var slave = new Slave(1);
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, Frames.Point(0, 5), Frames.Point(1, 500))) with { Framing = ModbusFraming.Tcp });
        var late = true;
        (slave.Registers[5], slave.Registers[500]) = (5, 500);
        bus.Answer = r =>
        {
            late = !late;
            return slave.Tcp(r).Select(a => (a.Bytes, late ? 260L : 100L));
        };
        bus.Open();
        bus.Run(120_000);
        Assert.True(bus.Readings.Count(r => r.Quality == Quality.Good) > 50);
        Assert.All(bus.Readings.Where(r => r.Quality == Quality.Good), r => Assert.Equal(r.Point == 0 ? 5 : 500, r.Value));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Random_damage_never_throws_and_never_makes_up_a_value(ModbusFraming framing)
    {
        var seed = TestSeed.Draw();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var receiver = Make(framing);
        var frame = new byte[64];
        ushort transaction = 0;
        for (var i = 0; i < FrameFuzz.Inputs; i++)
        {
            receiver.Begin(Golden, random.Next(2) == 0, frame);
            transaction++;
            var bytes = FrameFuzz.Mutate([Reply(framing, transaction), frame[..8], Broken(framing)], random);
            var ended = false;
            for (var at = 0; at < bytes.Length && !ended;)
            {
                var count = Math.Min(random.Next(1, 40), bytes.Length - at);
                ended = receiver.Take(bytes.AsSpan(at, count));
                at += count;
            }

            if (ended && receiver.Outcome == Quality.Good && framing != ModbusFraming.Tcp)
            {
                byte[] whole = [17, 3, 6, .. receiver.Data];
                var sound = framing == ModbusFraming.Rtu ? Frames.Crc(whole) : Slave.AsciiLine(whole);
                Assert.True(Holds(bytes, sound, framing), $"seed {seed}, input {i}: {Convert.ToHexString(bytes)}");
            }
            else if (!ended)
            {
                Assert.NotEqual(Quality.Good, receiver.AtTimeout());
            }
        }
    }

    [Fact]
    public void An_exchange_allocates_nothing()
    {
        foreach (var framing in Enum.GetValues<ModbusFraming>())
        {
            var receiver = Make(framing);
            var frame = new byte[64];
            var replies = Enumerable.Range(1, 2_000).Select(t => Reply(framing, (ushort)t)).ToArray();
            Exchange(receiver, frame, replies[0]);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 1; i < replies.Length; i++)
            {
                Exchange(receiver, frame, replies[i]);
            }

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static void Exchange(ModbusReceiver receiver, byte[] frame, byte[] reply)
    {
        receiver.Begin(Golden, false, frame);
        Assert.True(receiver.Take(reply));
    }

    private static IEnumerable<(Func<byte[], IEnumerable<(byte[] Bytes, long DelayMs)>> Answer, Quality Quality)> Faults(ModbusFraming framing, Func<byte[], IEnumerable<(byte[] Bytes, long DelayMs)>> good)
    {
        yield return (_ => [], Quality.Timeout);
        yield return (r => good(r).Select(a => (a.Bytes[..^4], 5L)), Quality.Truncated);
        if (framing == ModbusFraming.Ascii)
        {
            yield return (r => good(r).Select(a => (Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(a.Bytes).Replace("04D2", "04D3", StringComparison.Ordinal)), 5L)), Quality.Crc);
            yield return (_ => [(Slave.AsciiLine([9, 3, 2, 0, 1]), 5)], Quality.WrongUnit);
            yield return (_ => [(Slave.AsciiLine([1, 0x83, 2]), 5)], Quality.Exception);
            yield return (_ => [(Slave.AsciiLine([1, 3, 4, 0, 1, 0, 2]), 5)], Quality.Overlong);
        }
        else
        {
            yield return (r => [([r[0], r[1], 0, 0, 0, 5, 9, 3, 2, 0, 1], 5)], Quality.WrongUnit);
            yield return (r => [([r[0], r[1], 0, 0, 0, 3, 1, 0x83, 0x0B], 5)], Quality.Exception);
            yield return (r => [([r[0], (byte)(r[1] - 1), 0, 0, 0, 5, 1, 3, 2, 0, 1], 5)], Quality.Timeout);
        }
    }

    // White space and the case of digits do not change an ASCII frame; its carriage return may be missing.
    private static bool Holds(byte[] bytes, byte[] sound, ModbusFraming framing)
    {
        if (framing == ModbusFraming.Rtu)
        {
            return bytes.AsSpan().IndexOf(sound) >= 0;
        }

        var text = Encoding.Latin1.GetString(bytes).ToUpperInvariant();
        return text.Contains(Encoding.ASCII.GetString(sound), StringComparison.Ordinal) || text.Contains(Encoding.ASCII.GetString(sound).Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static ModbusReceiver Make(ModbusFraming framing) => framing switch { ModbusFraming.Ascii => new AsciiReceiver(), ModbusFraming.Tcp => new MbapReceiver(), _ => new RtuReceiver() };

    private static byte[] Reply(ModbusFraming framing, ushort transaction) => framing switch
    {
        ModbusFraming.Ascii => Slave.AsciiLine([17, .. Pdu]),
        ModbusFraming.Tcp => [(byte)(transaction >> 8), (byte)transaction, 0, 0, 0, (byte)(Pdu.Length + 1), 17, .. Pdu],
        _ => Frames.Crc([17, .. Pdu]),
    };

    private static byte[] Broken(ModbusFraming framing) => framing switch
    {
        ModbusFraming.Ascii => ":1103060"u8.ToArray(),
        ModbusFraming.Tcp => [0xFF, 0xFF, 0, 0, 0, 3, 17, 0x83, 4],
        _ => [17, 3, 6, 1, 2, 3, 4, 5, 6, 7, 8],
    };
}
