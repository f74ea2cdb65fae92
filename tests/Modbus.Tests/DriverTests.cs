using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Modbus;

namespace EdgeAgent.Tests.Modbus;

/// <summary>The driver on virtual time: what is polled when, and what a silent or broken device costs.</summary>
public sealed class DriverTests
{
    [Fact]
    public void Neighbours_are_read_together_and_far_ones_apart()
    {
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, Frames.Point(0, 0), Frames.Point(1, 5), Frames.Point(2, 100), Frames.Point(3, 6, area: ModbusArea.Input)))) { Answer = r => [(Frames.Reply(r), 10)] };
        bus.Open();
        bus.Run(100);
        Assert.Equal(["010300000006", "010300640001", "010400060001"], bus.Sent.Select(s => Convert.ToHexString(s.Frame[..6])));
        Assert.Equal([(0, 0.0), (1, 5), (2, 100), (3, 6)], bus.Readings.Select(r => (r.Point, r.Value)));
    }

    [Fact]
    public void Each_point_keeps_its_interval_for_an_hour()
    {
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, Frames.Point(0, 0), Frames.Point(1, 1, pollMs: 250)), Frames.Device(2, Frames.Point(2, 9, pollMs: 60_000))), 100) { Answer = r => [(Frames.Reply(r), 10)] };
        bus.Open();
        bus.Run(3_600_000);
        Assert.All(bus.Readings, r => Assert.Equal(Quality.Good, r.Quality));
        Assert.InRange(bus.Readings.Count(r => r.Point == 100), 3_600, 3_601);
        Assert.InRange(bus.Readings.Count(r => r.Point == 101), 14_400, 14_401);
        Assert.InRange(bus.Readings.Count(r => r.Point == 102), 60, 61);
    }

    [Fact]
    public void Gap_is_kept_between_a_reply_and_the_next_request()
    {
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, Frames.Point(0, 0, 20), Frames.Point(1, 500, 20)))) { Answer = r => [(Frames.Reply(r), 10)] };
        bus.Open();
        bus.Run(10_000);
        Assert.True(bus.Sent.Count > 500);
        Assert.All(bus.Sent.Zip(bus.Sent.Skip(1)), p => Assert.True(p.Second.AtNs - p.First.AtNs >= 14_000_000));
    }

    [Fact]
    public void Overload_shares_the_bus_evenly_and_makes_no_burst()
    {
        var points = Enumerable.Range(0, 10).Select(i => Frames.Point(i, i * 200, 10)).ToArray();
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, points))) { Answer = r => [(Frames.Reply(r), 6)] };
        bus.Open();
        bus.Run(20_000);
        var counts = points.Select(p => bus.Readings.Count(r => r.Point == p.Index)).ToList();
        Assert.InRange(counts.Max() - counts.Min(), 0, 2);
        Assert.InRange(counts.Sum(), 1_900, 2_000);
    }

    [Fact]
    public void Silent_device_is_lost_once_probed_seldom_and_does_not_slow_the_others()
    {
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, Frames.Point(0, 0, 100)), Frames.Device(2, Frames.Point(1, 0, 100), Frames.Point(2, 500, 100)))) { Answer = r => r[0] == 2 ? [] : [(Frames.Reply(r), 10)] };
        bus.Open();
        bus.Run(600_000);
        var lost = Assert.Single(bus.Changes);
        Assert.Equal((1, true, Quality.Timeout, 0L), (lost.Device, lost.Lost, lost.Reason, lost.SinceMonoNs));
        var toSilent = bus.Sent.Count(s => s.Frame[0] == 2);
        Assert.InRange(toSilent, 10, 20);
        Assert.InRange(bus.Readings.Count(r => r.Point == 0 && r.Quality == Quality.Good), 5_900, 6_001);
        Assert.All(bus.Readings.Where(r => r.Point > 0), r => Assert.True(r.Quality is Quality.Timeout or Quality.NotPolled && double.IsNaN(r.Value)));
        Assert.True(bus.Readings.Count(r => r.Point == 1 && r.Quality == Quality.NotPolled) > 5_900);
        Assert.Equal(1, bus.Driver.Statistics.DevicesLost);
    }

    [Fact]
    public void Lost_device_comes_back_with_its_first_answer()
    {
        var silent = true;
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, Frames.Point(0, 7, 100))), 0, 40) { Answer = r => silent ? [] : [(Frames.Reply(r), 10)] };
        bus.Open();
        bus.Run(30_000);
        silent = false;
        bus.Run(60_000);
        Assert.Equal([true, false], bus.Changes.Select(c => c.Lost));
        Assert.All(bus.Changes, c => Assert.Equal(40, c.Device));
        Assert.Equal((Quality.Good, 7.0), (bus.Readings[^1].Quality, bus.Readings[^1].Value));
        Assert.Equal(0, bus.Driver.Statistics.DevicesLost);
    }

    [Fact]
    public void Failed_request_is_sent_again_before_it_counts()
    {
        var tries = 0;
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, Frames.Point(0, 7)))) { Answer = r => tries++ == 0 ? [] : [(Frames.Reply(r), 10)] };
        bus.Open();
        bus.Run(500);
        Assert.Equal((2L, 1L), (bus.Driver.Statistics.Requests, bus.Driver.Statistics.Retries));
        Assert.Equal(Quality.Good, bus.Readings[0].Quality);
        Assert.Empty(bus.Changes);
    }

    [Fact]
    public void Closed_port_gives_a_bad_reading_at_each_poll_and_none_is_invented()
    {
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, Frames.Point(0, 7)))) { Answer = r => [(Frames.Reply(r), 10)] };
        bus.Close();
        bus.Run(10_000);
        Assert.InRange(bus.Readings.Count, 10, 11);
        Assert.All(bus.Readings, r => Assert.Equal(Quality.PortGone, r.Quality));
        Assert.Empty(bus.Sent);
        bus.Readings.Clear();
        bus.Open();
        bus.Run(10_000);
        Assert.InRange(bus.Readings.Count(r => r.Quality == Quality.Good), 9, 11);
        Assert.Equal([true, false], bus.Changes.Select(c => c.Lost));
    }

    [Fact]
    public void One_bad_register_does_not_blind_its_neighbours_and_the_split_is_remembered()
    {
        var bus = new VirtualBus(Frames.Bus(Frames.Device(1, Frames.Point(0, 0), Frames.Point(1, 1), Frames.Point(2, 2))))
        {
            Answer = r => (r[3] <= 1 && r[3] + r[5] > 1) ? [(Frames.Crc(r[0], (byte)(r[1] | 0x80), 2), 5)] : [(Frames.Reply(r), 5)],
        };
        bus.Open();
        bus.Run(10_000);
        Assert.Single(bus.Sent, s => s.Frame[5] == 3);
        Assert.InRange(bus.Readings.Count(r => r is { Point: 0, Quality: Quality.Good }), 10, 11);
        Assert.InRange(bus.Readings.Count(r => r is { Point: 2, Quality: Quality.Good, Value: 2 }), 10, 11);
        Assert.All(bus.Readings.Where(r => r.Point == 1), r => Assert.Equal(Quality.Exception, r.Quality));
        Assert.Empty(bus.Changes);
    }

    [Fact]
    public void Step_allocates_nothing_after_warm_up()
    {
        var devices = Enumerable.Range(1, 8).Select(d => Frames.Device((byte)d, Enumerable.Range(0, 10).Select(i => Frames.Point(((d - 1) * 10) + i, i * 60, 10)).ToArray())).ToArray();
        var driver = new PollingDriver([Frames.Bus(devices).CreateSet(0, 0)]);
        var output = new BusOutput();
        var reply = new byte[7];
        var nowNs = 1_000_000_000L;
        driver.Step(BusInput.Opened, default, new Now(nowNs, 0, ClockQuality.Ntp), output);
        var readings = 0;
        long Rounds(int count)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < count; i++)
            {
                var sent = output.Send.Length > 0;
                if (sent)
                {
                    reply[0] = output.Send[0];
                    reply[1] = 3;
                    reply[2] = 2;
                    reply[3] = output.Send[2];
                    reply[4] = output.Send[3];
                    var crc = ModbusCrc.Compute(reply.AsSpan(0, 5));
                    reply[5] = (byte)crc;
                    reply[6] = (byte)(crc >> 8);
                }

                nowNs = sent && i % 50 != 0 ? nowNs + 1_000_000 : Math.Max(nowNs, output.DeadlineNs);
                output.Clear();
                driver.Step(sent && i % 50 != 0 ? BusInput.Bytes : BusInput.Deadline, sent && i % 50 != 0 ? reply : default, new Now(nowNs, 0, ClockQuality.Ntp), output);
                readings += output.Readings.Count;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Rounds(20_000);
        readings = 0;
        Assert.Equal(0, Rounds(20_000));
        Assert.True(readings > 5_000);
    }
}
