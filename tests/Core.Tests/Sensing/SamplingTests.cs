using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Sampling;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Core;

/// <summary>Devices read on a schedule, on virtual time and on a host's thread.</summary>
public sealed class SamplingTests
{
    private const long S = 1_000_000_000;

    private readonly List<Reading> _readings = [];
    private readonly List<DeviceChange> _changes = [];

    [Fact]
    public void Each_device_keeps_to_its_interval_and_its_phase()
    {
        var fast = new FakeSampler("fast", 500, 2);
        var slow = new FakeSampler("slow", 4_000, 1);
        var driver = new SamplingDriver([fast, slow], 10, 20);
        Run(driver, 100 * S, 140 * S);
        Assert.InRange(fast.Reads, 80, 82);
        Assert.InRange(slow.Reads, 10, 12);
        var times = _readings.Where(r => r.Point == 12).Skip(1).Select(r => r.MonoNs).ToList();
        Assert.All(times.Zip(times.Skip(1)), t => Assert.Equal(4 * S, t.Second - t.First));
        Assert.Equal([10, 11, 12], _readings.Select(r => r.Point).Distinct().Order());
        Assert.Empty(_changes);
    }

    [Fact]
    public void A_device_that_fails_thrice_is_lost_told_in_its_rhythm_and_tried_ever_more_seldom()
    {
        var sampler = new FakeSampler("a", 1_000, 1);
        var other = new FakeSampler("b", 1_000, 1);
        var driver = new SamplingDriver([sampler, other], 0, 7);
        Run(driver, 100 * S, 103 * S);
        sampler.Answer = Quality.Timeout;
        var readsBefore = sampler.Reads;
        Run(driver, 103 * S, 403 * S);
        Assert.Equal((7, true, Quality.Timeout), (_changes[0].Device, _changes[0].Lost, _changes[0].Reason));
        Assert.InRange(_changes[0].SinceMonoNs, 101 * S, 103 * S);
        Assert.InRange(sampler.Reads - readsBefore, 3 + 5, 3 + 10);
        Assert.InRange(_readings.Count(r => r is { Point: 0, Quality: Quality.NotPolled }), 285, 300);
        Assert.Equal(Quality.Good, _readings.Last(r => r.Point == 1).Quality);
        Assert.True(driver.IsOpen);
        Assert.Equal("why a", driver.Fault);
        sampler.Answer = Quality.Good;
        Run(driver, 403 * S, 470 * S);
        Assert.False(_changes[1].Lost);
        Assert.Equal("", driver.Fault);
        Assert.Equal(2, _changes.Count);
    }

    [Fact]
    public void A_device_that_is_not_there_is_looked_for_each_second()
    {
        var sampler = new FakeSampler("a", 10_000, 1) { Answer = Quality.PortGone };
        var driver = new SamplingDriver([sampler], 0, 0);
        Run(driver, 100 * S, 200 * S);
        var lostNs = _changes[0].MonoNs;
        Assert.InRange(lostNs, 110 * S, 131 * S);
        Assert.InRange(sampler.Reads, ((200 * S) - lostNs) / S, (((200 * S) - lostNs) / S) + 12);
        Assert.InRange(_readings.Count, 10, 12);
        sampler.Answer = Quality.Good;
        Run(driver, 200 * S, 202 * S);
        Assert.InRange(_changes[1].MonoNs, 200 * S, 201 * S);
    }

    [Fact]
    public void A_reading_that_takes_longer_than_its_interval_does_not_pile_up()
    {
        var sampler = new FakeSampler("a", 100, 1);
        var driver = new SamplingDriver([sampler], 0, 0);
        var now = 100 * S;
        for (var i = 0; i < 10; i++)
        {
            var next = driver.Step(now, _readings, _changes);
            now = Math.Max(next, now + (S / 4));
        }

        Assert.Equal(10, sampler.Reads);
        Assert.InRange(now, 102 * S, 104 * S);
    }

    [Fact]
    public async Task A_host_reads_writes_and_stops_its_devices()
    {
        using var folder = new TempFolder();
        var bench = new SourceBench();
        var sampler = new FakeSampler("a", 20, 2);
        var host = new SamplingHost("bench", new SamplingDriver([sampler], 3, 4), bench.Parts(SourceBench.Profile(), folder.Path));
        host.Start();
        await bench.UntilAsync(b => b.Readings.Count > 10 && host.IsOpen, "readings");
        var write = new PointWrite(4, 9);
        Assert.True(host.TryWrite(write));
        Assert.Equal(9, (await write.Done.WaitAsync(TimeSpan.FromSeconds(5))).ReadBack);
        await bench.UntilAsync(b => b.Readings.Any(r => r is { Point: 4, Value: 9 }), "the value read back");
        var foreign = new PointWrite(99, 1);
        Assert.True(host.TryWrite(foreign));
        Assert.Equal(Quality.Invalid, (await foreign.Done.WaitAsync(TimeSpan.FromSeconds(5))).Quality);
        sampler.Throws = true;
        await Task.Delay(50);
        sampler.Throws = false;
        var count = bench.Readings.Count;
        await bench.UntilAsync(b => b.Readings.Count > count, "it goes on after a fault");
        host.Dispose();
        Assert.True(sampler.Stopped);
        Assert.False(host.TryWrite(new PointWrite(3, 1)));
        host.Dispose();
    }

    private void Run(SamplingDriver driver, long fromNs, long toNs)
    {
        for (var now = fromNs; now < toNs;)
        {
            now = Math.Max(now + 1, driver.Step(now, _readings, _changes));
        }
    }

    private sealed class FakeSampler(string name, long intervalMs, int points) : ISampler
    {
        public string Name => name;

        public long IntervalMs => intervalMs;

        public int PointCount => points;

        public string Fault => Answer == Quality.Good ? "" : $"why {name}";

        public Quality Answer { get; set; }

        public int Reads { get; private set; }

        public volatile bool Throws;

        public bool Stopped { get; private set; }

        public Quality Read(Span<Sample> samples)
        {
            if (Throws)
            {
                throw new InvalidOperationException("a fault of the program");
            }

            Reads++;
            samples.Fill(Sample.Of(Reads));
            return Answer;
        }

        public WriteOutcome Write(int point, double value) => new(true, Quality.Good, value, "");

        public void Stop() => Stopped = true;
    }
}
