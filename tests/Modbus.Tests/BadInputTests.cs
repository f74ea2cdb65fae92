using EdgeAgent.Core.Points;

namespace EdgeAgent.Tests.Modbus;

/// <summary>What comes back wrong: each is a reading with its reason, none is a value, and the bus goes on.</summary>
public sealed class BadInputTests
{
    private static readonly byte[] Noise = [.. Enumerable.Repeat((byte)0x55, 64)];

    public static TheoryData<string, Quality> Cases => new()
    {
        { "nothing", Quality.Timeout },
        { "crc", Quality.Crc },
        { "truncated", Quality.Truncated },
        { "longer data", Quality.Overlong },
        { "bytes inside", Quality.Overlong },
        { "shorter data", Quality.Malformed },
        { "other unit", Quality.WrongUnit },
        { "other function", Quality.Malformed },
        { "exception", Quality.Exception },
        { "echo alone", Quality.Malformed },
        { "endless", Quality.Overlong },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bad_reply_is_a_bad_reading_with_its_reason(string kind, Quality expected)
    {
        var bus = new VirtualBus(Frames.Bus(Frames.Device(17, Frames.Point(0, 107), Frames.Point(1, 108)))) { Answer = r => Bad(kind, r) };
        bus.Open();
        bus.Run(1_500);
        Assert.True(bus.Readings.Count >= 2);
        Assert.All(bus.Readings.Take(2), r => Assert.Equal((expected, double.NaN), (r.Quality, r.Value)));
        Assert.DoesNotContain(bus.Readings, r => r.Quality == Quality.Good);

        // The same bus answers well a moment later.
        bus.Answer = r => [(Frames.Reply(r), 10)];
        bus.Run(90_000);
        Assert.Equal((Quality.Good, 108.0), (bus.Readings[^1].Quality, bus.Readings[^1].Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Echo_is_passed_over(bool configured)
    {
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, Frames.Point(0, 0x0200))) with { Echo = configured }) { Answer = r => [(r[..5], 1), (r[5..], 2), (Frames.Reply(r), 10)] };
        bus.Open();
        bus.Run(20_000);
        Assert.All(bus.Readings, r => Assert.Equal((Quality.Good, 512.0), (r.Quality, r.Value)));
        Assert.Equal(configured ? 0 : 8 * bus.Sent.Count, bus.Driver.Statistics.BytesDiscarded);
    }

    [Fact]
    public void Right_reply_after_one_of_another_unit_counts()
    {
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, Frames.Point(0, 9)))) { Answer = r => [(Frames.Crc(9, 3, 2, 0xDE, 0xAD), 5), (Frames.Reply(r), 150)] };
        bus.Open();
        bus.Run(10_000);
        Assert.All(bus.Readings, r => Assert.Equal((Quality.Good, 9.0), (r.Quality, r.Value)));
    }

    [Fact]
    public void Late_reply_is_never_taken_for_that_of_another_device()
    {
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, Frames.Point(0, 10)), Frames.Device(2, Frames.Point(1, 20)))) { Answer = r => r[0] == 1 ? [(Frames.Reply(r), 203)] : [(Frames.Reply(r), 60)] };
        bus.Open();
        bus.Run(120_000);
        Assert.All(bus.Readings.Where(r => r.Quality == Quality.Good), r => Assert.Equal((r.Point + 1) * 10, r.Value));
        Assert.True(bus.Readings.Count(r => r is { Point: 1, Quality: Quality.Good }) > 100);
    }

    private static IEnumerable<(byte[] Bytes, long DelayMs)> Bad(string kind, byte[] request)
    {
        var good = Frames.Reply(request);
        return kind switch
        {
            "nothing" => [],
            "crc" => [([.. good[..^1], (byte)(good[^1] ^ 1)], 10)],
            "truncated" => [(good[..^3], 10)],
            "longer data" => [(Frames.Crc(request[0], request[1], 6, 1, 2, 3, 4, 5, 6), 10)],
            "bytes inside" => [([.. good[..5], 7, 7, 7, .. good[5..]], 10)],
            "shorter data" => [(Frames.Crc(request[0], request[1], 2, 1, 2), 10)],
            "other unit" => [(Frames.Crc(99, request[1], 4, 1, 2, 3, 4), 10)],
            "other function" => [(Frames.Crc(request[0], 4, 4, 1, 2, 3, 4), 10)],
            "exception" => [(Frames.Crc(request[0], (byte)(request[1] | 0x80), 4), 10)],
            "echo alone" => [(request, 1)],
            _ => Enumerable.Range(1, 600).Select(i => (Noise, (long)i)),
        };
    }
}
