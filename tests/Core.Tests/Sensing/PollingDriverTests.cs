using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Core.Tests.Sensing;

/// <summary>The master of a line, whatever the protocol: turns, priorities, exchanges of several requests.</summary>
public sealed class PollingDriverTests
{
    [Fact]
    public void Protocols_of_two_speeds_take_turns_and_the_line_is_set_for_each()
    {
        var line = new FakeLine(Set(9600, new FakeJob('a', 0, 1_000)), Set(2400, new FakeJob('m', 1, 5_000)));
        line.Open();
        line.Run(60_000);
        Assert.All(line.Sent, s => Assert.Equal(s.Request == 'a' ? 9600 : 2400, s.Baud));
        Assert.InRange(line.Readings.Count(r => r.Point == 0), 60, 61);
        Assert.InRange(line.Readings.Count(r => r.Point == 1), 12, 13);
        Assert.All(line.Readings, r => Assert.Equal(Quality.Good, r.Quality));
    }

    [Fact]
    public void A_lost_device_of_one_protocol_does_not_slow_the_other()
    {
        var line = new FakeLine(Set(9600, new FakeJob('a', 0, 1_000)), Set(2400, new FakeJob('m', 1, 1_000))) { Answer = c => c == 'm' ? null : ("A", 10) };
        line.Open();
        line.Run(600_000);
        Assert.InRange(line.Readings.Count(r => r is { Point: 0, Quality: Quality.Good }), 598, 601);
        Assert.InRange(line.Sent.Count(s => s.Request == 'm'), 5, 25);
        Assert.Contains(line.Readings, r => r is { Point: 1, Quality: Quality.NotPolled });
    }

    [Fact]
    public void On_a_line_that_is_too_slow_the_high_priority_keeps_its_interval_and_the_low_one_does_not_starve()
    {
        var line = new FakeLine(Set(9600, new FakeJob('l', 0, 100) { Priority = PollPriority.Low }, new FakeJob('n', 1, 100), new FakeJob('h', 2, 100) { Priority = PollPriority.High })) { Answer = c => (char.ToUpperInvariant(c).ToString(), 50) };
        line.Open();
        line.Run(600_000);
        var counts = "lnh".Select(c => line.Sent.Count(s => s.Request == c)).ToArray();
        Assert.InRange(counts[2], 5_400, 6_001);
        Assert.True(counts[1] >= counts[0], $"{counts[1]} and {counts[0]}");
        Assert.True(counts[0] >= 30, $"{counts[0]} of the low one");
    }

    [Fact]
    public void An_exchange_of_several_requests_is_not_interrupted()
    {
        var pending = 2;
        var line = new FakeLine(Set(9600, new FakeJob('f', 0, 1_000), new FakeJob('a', 1, 10)));
        line.Answer = c =>
        {
            var more = c is 'f' or '+' && pending-- > 0;
            pending = c == 'a' ? 2 : pending;
            return (more ? "." : c == 'a' ? "A" : "F", 5);
        };
        line.Open();
        line.Run(10_000);
        var requests = string.Concat(line.Sent.Select(s => s.Request));
        Assert.Contains("f++", requests, StringComparison.Ordinal);
        Assert.DoesNotContain("fa", requests, StringComparison.Ordinal);
        Assert.DoesNotContain("f+a", requests, StringComparison.Ordinal);
        Assert.InRange(line.Readings.Count(r => r is { Point: 0, Quality: Quality.Good }), 10, 11);
    }

    [Fact]
    public void An_hour_of_polling_allocates_nothing()
    {
        var line = new FakeLine(Set(9600, new FakeJob('a', 0, 100)), Set(2400, new FakeJob('m', 1, 100)));
        line.Open();
        line.Run(1_000);
        var driver = new PollingDriver([Set(9600, new FakeJob('a', 0, 10), new FakeJob('b', 1, 10)), Set(2400, new FakeJob('m', 2, 10))]);
        var output = new BusOutput();
        var nowNs = 1_000_000_000L;
        Exchange(driver, output, ref nowNs, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(driver, output, ref nowNs, 100_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Exchange(PollingDriver driver, BusOutput output, ref long nowNs, int count)
    {
        Span<byte> reply = stackalloc byte[1];
        output.Clear();
        driver.Step(BusInput.Opened, default, new Core.Time.Now(nowNs, 0, default), output);
        for (var i = 0; i < count; i++)
        {
            var sent = output.Send.Length > 0;
            reply[0] = sent ? (byte)(output.Send[0] - 32) : (byte)0;
            nowNs = sent ? nowNs + 1_000_000 : output.DeadlineNs;
            output.Clear();
            driver.Step(sent ? BusInput.Bytes : BusInput.Deadline, sent ? reply : default, new Core.Time.Now(nowNs, 0, default), output);
        }
    }

    private static PollSet Set(int baud, params FakeJob[] jobs) => new()
    {
        Serial = new SerialSettings(baud),
        GapNs = 2_000_000,
        DeviceBase = 0,
        Devices = [new PollDevice($"d{baud}", 200, 0)],
        Jobs = jobs,
    };
}
