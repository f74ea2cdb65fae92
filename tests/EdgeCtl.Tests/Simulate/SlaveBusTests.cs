using System.Buffers.Binary;
using EdgeCtl.Simulate;
using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Modbus;

namespace EdgeCtl.Tests.Simulate;

public class SlaveBusTests
{
    private const long Ms = 1_000_000;
    private readonly byte[] _send = new byte[ModbusRtuSlaves.MaxFrame];

    [Fact]
    public void A_request_is_answered_however_its_bytes_are_split()
    {
        var request = Request(1, 3, 0, 4);
        for (var cuts = 0; cuts < 1 << (request.Length - 1); cuts++)
        {
            var bus = Bus(LineSpeed.AtOnce);
            var from = 0;
            var sent = 0;
            for (var i = 1; i <= request.Length; i++)
            {
                if (i == request.Length || ((cuts >> (i - 1)) & 1) != 0)
                {
                    Assert.Equal(0, sent);
                    sent = bus.Step(request.AsSpan(from, i - from), i * 10_000, _send, out _);
                    from = i;
                }
            }

            Assert.Equal(13, sent);
        }
    }

    [Fact]
    public void Two_requests_at_once_are_answered_one_after_the_other()
    {
        var bus = Bus(LineSpeed.AtOnce);
        Assert.Equal(7, bus.Step([.. Request(1, 3, 0, 1), .. Request(1, 3, 0, 2)], 0, _send, out var deadlineNs));
        Assert.Equal(9, bus.Step([], deadlineNs, _send, out deadlineNs));
        Assert.Equal(SlaveBus.Never, deadlineNs);
    }

    [Fact]
    public void A_damaged_request_is_met_with_silence_and_the_next_one_is_answered()
    {
        var bus = Bus(LineSpeed.AtOnce);
        var damaged = Request(1, 3, 0, 1);
        damaged[3] ^= 1;
        Assert.Equal(0, bus.Step(damaged, 0, _send, out var deadlineNs));
        Assert.Equal(0, bus.Step([], deadlineNs, _send, out _));
        Assert.Equal(8, bus.Counts.JunkBytes);
        Assert.Equal(7, bus.Step(Request(1, 3, 0, 1), deadlineNs + Ms, _send, out _));
    }

    [Fact]
    public void Junk_before_a_request_is_gone_after_a_silence()
    {
        var bus = Bus(LineSpeed.AtOnce);
        bus.Step([0xFE, 0xFE, 3], 0, _send, out _);
        Assert.Equal(7, bus.Step(Request(1, 3, 0, 1), 50 * Ms, _send, out _));
    }

    [Fact]
    public void A_function_of_unknown_length_ends_by_silence_and_is_exception_1()
    {
        var bus = Bus(LineSpeed.AtOnce);
        Assert.Equal(0, bus.Step(WithCrc([1, 0x2B, 0x0E, 1, 0]), 0, _send, out var deadlineNs));
        Assert.Equal(5, bus.Step([], deadlineNs, _send, out _));
        Assert.Equal([1, 0xAB, 1], _send[..3]);
    }

    [Theory]
    [InlineData(6, "0001 0002")]
    [InlineData(16, "0001 0001 02 0005")]
    public void Writing_is_refused(int function, string rest)
    {
        var bus = Bus(LineSpeed.AtOnce);
        var request = WithCrc([1, (byte)function, .. Convert.FromHexString(rest.Replace(" ", "", StringComparison.Ordinal))]);
        Assert.Equal(5, bus.Step(request, 0, _send, out _));
        Assert.Equal(1, _send[2]);
        Assert.Equal(1, bus.Counts.Exceptions);
    }

    [Fact]
    public void Another_unit_and_a_broadcast_are_not_answered()
    {
        var bus = Bus(LineSpeed.AtOnce);
        Assert.Equal(0, bus.Step(Request(9, 3, 0, 1), 0, _send, out _));
        Assert.Equal(0, bus.Step(Request(0, 3, 0, 1), 10 * Ms, _send, out _));
        Assert.Equal(2, bus.Counts.Foreign);
    }

    [Fact]
    public void A_paced_answer_takes_the_time_of_the_wire()
    {
        var bus = Bus(new LineSpeed(9600, 2 * Ms));
        var sent = bus.Step(Request(1, 3, 0, 20), 0, _send, out var deadlineNs);
        Assert.Equal(0, sent);
        var pieces = 0;
        var atNs = 0L;
        while (deadlineNs != SlaveBus.Never)
        {
            atNs = deadlineNs;
            sent += bus.Step([], atNs, _send, out deadlineNs);
            pieces++;
        }

        Assert.Equal(45, sent);
        Assert.Equal(4, pieces);
        // 8 bytes there, 45 back, 10 bits each, and 2 ms to think.
        Assert.Equal((53 * 10 * 1_000_000_000.0 / 9600) + (2 * Ms), atNs, 1000.0);
    }

    [Fact]
    public void Every_request_is_left_unanswered_at_rate_1()
    {
        var bus = Bus(LineSpeed.AtOnce, new LineFaults(1, 0));
        Assert.Equal(0, bus.Step(Request(1, 3, 0, 1), 0, _send, out _));
        Assert.Equal(1, bus.Counts.Timeouts);
    }

    [Fact]
    public void Every_answer_is_damaged_at_rate_1_and_none_at_0()
    {
        var good = Bus(LineSpeed.AtOnce);
        var bad = Bus(LineSpeed.AtOnce, new LineFaults(0, 1));
        for (var i = 0; i < 200; i++)
        {
            Assert.True(Crc16.FitsLowFirst(_send.AsSpan(0, good.Step(Request(1, 3, 0, 3), i * 10 * Ms, _send, out _))));
            Assert.False(Crc16.FitsLowFirst(_send.AsSpan(0, bad.Step(Request(1, 3, 0, 3), i * 10 * Ms, _send, out _))));
        }
    }

    [Fact]
    public void Rates_are_kept_and_repeat_from_the_seed()
    {
        static (long Timeouts, long CrcErrors) Count(ulong seed)
        {
            var bus = Bus(LineSpeed.AtOnce, new LineFaults(0.1, 0.05), seed);
            var send = new byte[ModbusRtuSlaves.MaxFrame];
            for (var i = 0; i < 10_000; i++)
            {
                bus.Step(Request(1, 3, 0, 1), i * 10 * Ms, send, out _);
            }

            return (bus.Counts.Timeouts, bus.Counts.CrcErrors);
        }

        Assert.InRange(Count(1).Timeouts, 850, 1150);
        Assert.InRange(Count(1).CrcErrors, 350, 550);
        Assert.Equal(Count(1), Count(1));
        Assert.NotEqual(Count(1), Count(2));
    }

    [Fact]
    public void Random_bytes_never_throw_and_leave_the_bus_usable()
    {
        var random = new Random(42);
        var bus = Bus(new LineSpeed(115_200, 0));
        var nowNs = 0L;
        for (var i = 0; i < 50_000; i++)
        {
            var bytes = new byte[random.Next(0, i % 100 == 0 ? 1024 : 12)];
            random.NextBytes(bytes);
            nowNs += random.Next(0, 3_000_000);
            bus.Step(bytes, nowNs, _send, out _);
        }

        bus.Step([], nowNs + (1000 * Ms), _send, out _);
        bus.Step(Request(1, 3, 0, 1), nowNs + (2000 * Ms), _send, out var deadlineNs);
        Assert.Equal(7, bus.Step([], deadlineNs, _send, out _));
    }

    private static SlaveBus Bus(LineSpeed speed, LineFaults faults = default, ulong seed = 1)
    {
        var bus = new SlaveBus(speed, faults, seed);
        bus.Add(1, new RegisterMap(32, 0, 0, 0));
        return bus;
    }

    private static byte[] Request(int unit, int function, int address, int count) =>
        WithCrc([(byte)unit, (byte)function, (byte)(address >> 8), (byte)address, (byte)(count >> 8), (byte)count]);

    private static byte[] WithCrc(byte[] frame)
    {
        var whole = new byte[frame.Length + 2];
        frame.CopyTo(whole, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(whole.AsSpan(frame.Length), Crc16.Of(frame));
        return whole;
    }
}
