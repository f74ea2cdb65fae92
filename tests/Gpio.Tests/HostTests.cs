using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Gpio;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Gpio;

public sealed class HostTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeGpio _gpio = new();
    private readonly SourceBench _bench = new();

    private static readonly Profile Board = SourceBench.Profile() with
    {
        Lines = new Dictionary<string, LineProfile>
        {
            ["door"] = new("bank", 0, false, null) { Bias = LineBias.PullUp, ActiveLow = true },
            ["meter"] = new("bank", 1, false, null),
            ["relay"] = new("bank", 2, true, 1),
        },
    };

    private static readonly GpioPoint Door = new() { Name = "lane/door", Line = "door", Device = 0, PollMs = 200 };
    private static readonly GpioPoint Meter = new() { Name = "lane/water", Line = "meter", Device = 1, PollMs = 50, Use = LineUse.Counter, Scale = 0.01, Offset = 5, Edge = PulseEdge.Falling, DebounceUs = 3_000 };
    private static readonly GpioPoint Relay = new() { Name = "lane/relay", Line = "relay", Device = 2, PollMs = 200, Writable = true };

    [Fact]
    public async Task Edges_keep_the_kernels_time_and_stand_in_order_with_the_readings_between()
    {
        using var host = Start(Door);
        await _bench.UntilAsync(b => b.Readings.Count > 0, "first reading");
        var startNs = FakeGpio.BootNs();
        var line = _gpio.Held(0)!;
        for (var i = 0; i < 500; i++)
        {
            line.Edge(1 - (i % 2), startNs + (i * 1_000) - _gpio.SuspendedNs);
        }

        await _bench.UntilAsync(b => b.Readings.Count(r => r.MonoNs >= startNs && (r.MonoNs - startNs) % 1_000 == 0 && r.MonoNs < startNs + 500_000) == 500, "all edges with their times");
        await _bench.UntilAsync(b => b.Readings.Count > 503, "readings between");
        Assert.All(_bench.Readings.Zip(_bench.Readings.Skip(1)), p => Assert.True(p.First.MonoNs <= p.Second.MonoNs));
        Assert.All(_bench.Readings, r => Assert.Equal(Quality.Good, r.Quality));
        Assert.Equal(new LineWish("bank", 0, LineUse.Input, LineBias.PullUp, true, 0, PulseEdge.Both, 0), _gpio.Wishes[0]);
    }

    [Fact]
    public async Task Dropped_edges_are_told_and_dropped_pulses_counted()
    {
        using var host = Start(Door, Meter);
        await _bench.UntilAsync(b => b.Readings.Any(r => r.Point == 11), "first reading");
        Assert.Equal(5, _bench.Readings.First(r => r.Point == 11).Value);
        var ns = FakeGpio.BootNs() - _gpio.SuspendedNs;
        _gpio.Held(0)!.Edge(1, ns);
        _gpio.Held(0)!.Edge(1, ns + 10, dropped: 4);
        _gpio.Held(1)!.Edge(0, ns);
        _gpio.Held(1)!.Edge(0, ns, dropped: 97);
        _gpio.Held(1)!.Edge(0, ns);
        await _bench.UntilAsync(b => b.Readings.Any(r => r.Point == 11 && Math.Abs(r.Value - 6) < 1e-9), "100 pulses of 0.01");
        Assert.Single(_bench.Readings, r => r is { Point: 10, Quality: Quality.Overlong });
        Assert.Single(_bench.Readings, r => r is { Point: 11, Quality: Quality.Overlong });
        Assert.Equal(PulseEdge.Falling, _gpio.Wishes[1].Edge);
        Assert.Equal(3_000u, _gpio.Wishes[1].DebounceUs);
    }

    [Fact]
    public async Task A_count_goes_on_after_a_restart_and_a_damaged_one_begins_at_0()
    {
        using (var host = Start(Meter))
        {
            await _bench.UntilAsync(b => b.Readings.Count > 0, "first reading");
            _gpio.Held(1)!.Edge(0, FakeGpio.BootNs() - _gpio.SuspendedNs, dropped: 1_233);
            await _bench.UntilAsync(b => b.Readings.Any(r => r.Value > 17), "counted");
        }

        Assert.Equal("pulses 1234\n", await File.ReadAllTextAsync(_folder["pulses-lane+water"]));
        using (var host = Start(Meter))
        {
            await _bench.UntilAsync(b => Math.Abs(b.Readings[^1].Value - 17.34) < 1e-9, "goes on");
        }

        await File.WriteAllTextAsync(_folder["pulses-lane+water"], "pulses 12");
        using (var host = Start(Meter))
        {
            await _bench.UntilAsync(b => b.Readings[^1].Value == 5, "begins anew");
        }
    }

    [Fact]
    public async Task An_output_has_its_fail_safe_value_at_start_and_stop_and_is_read_back_when_written()
    {
        using (var host = Start(Relay))
        {
            await _bench.UntilAsync(b => b.Readings.Count > 0, "first reading");
            Assert.Equal(1, _bench.Readings[0].Value);
            var write = new PointWrite(10, 0);
            Assert.True(host.TryWrite(write));
            var outcome = await write.Done.WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Equal(new WriteOutcome(true, Quality.Good, 0, ""), outcome);
            var wrong = new PointWrite(10, 0.5);
            Assert.True(host.TryWrite(wrong));
            Assert.Contains("expected 0 or 1", (await wrong.Done.WaitAsync(TimeSpan.FromSeconds(5))).Fault, StringComparison.Ordinal);
            Assert.Equal([1, 0], _gpio.Driven[2]);
        }

        Assert.Equal([1, 0, 1], _gpio.Driven[2]);
    }

    [Fact]
    public async Task A_chip_that_goes_away_is_told_and_taken_again()
    {
        using var host = Start(Door);
        await _bench.UntilAsync(b => b.Readings.Count > 0 && host.IsOpen, "first reading");
        _gpio.Unbind();
        await _bench.UntilAsync(b => b.Changes is [{ Lost: true, Reason: Quality.PortGone, SinceMonoNs: > 0 }] && b.Readings[^1].Quality == Quality.PortGone, "lost", 2_000);
        Assert.False(host.IsOpen);
        Assert.NotEqual("", host.Fault);
        _gpio.Missing = "";
        await _bench.UntilAsync(b => b.Changes.Count == 2 && b.Readings[^1].Quality == Quality.Good, "back", 2_000);
        Assert.False(_bench.Changes[1].Lost);
        Assert.True(host.IsOpen);
    }

    public void Dispose() => _folder.Dispose();

    private GpioHost Start(params GpioPoint[] points)
    {
        var source = new GpioSource([.. points.Select((p, i) => p with { Device = i })], points.Length, 1_000);
        var host = new GpioHost(source, _bench.Parts(Board, _folder["."]), 10, 20, _gpio);
        host.Start();
        return host;
    }
}
