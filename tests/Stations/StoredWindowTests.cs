using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline;
using EdgeAgent.Pipeline.Hosting;
using EdgeAgent.Sensors.Hj212;
using EdgeAgent.Tests.Hj212;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Stations;

/// <summary>From a station's frame by the queue and the data path to what the buffer keeps.</summary>
public sealed class StoredWindowTests
{
    [Fact]
    public async Task Figures_of_an_hour_are_stored_as_the_points_window()
    {
        var (plan, faults) = SourceRig.Bind(new Hj212Kind(), $$"""{ "kind": "hj212", "port": "p", "devices": [ { "name": "air", "mn": "{{Frames.Mn}}", "points": [ { "name": "dust", "factor": "a34004", "windows": "hour" } ] } ] }""");
        Assert.Empty(faults);
        var table = new PointTable(plan!.Points, plan.Devices);
        var rig = new SourceRig(((BusPlan)plan).CreateDriver(0, 0));
        var queue = new ReadingQueue();
        await using var buffer = new InMemoryBuffer();
        await using var urgent = new StoreLane(buffer, 100, TimeProvider.System, _ => { });
        await using var routine = new StoreLane(buffer, 100, TimeProvider.System, _ => { });
        var clock = new ManualClock();
        Exception? failure = null;
        using (var pipeline = new PipelineHost(new DataPath(table, 60_000, clock.Boot, "t"), queue, new PointMemory(table), clock, urgent, routine, e => failure = e))
        {
            pipeline.Start(null, null);
            rig.Take(Frames.Of(Frames.Segment("a34004-Rtd=35.5")));
            rig.Take(Frames.Of(Frames.Segment("DataTime=20160801080000;a34004-Avg=30,a34004-Min=10,a34004-Max=60", 2061, qn: "2")));
            rig.Take(Frames.Of(Frames.Segment("DataTime=20160801090000;a34004-Avg=30,a34004-Flag=D", 2061, qn: "3")));
            rig.Take(Frames.Of(Frames.Segment("DataTime=20160801090000;a34004-Avg=30", 2051, qn: "4")));
            queue.Add(rig.Readings, rig.Changes);
            queue.Add(rig.Windows);
            var limit = DateTime.UtcNow.AddSeconds(20);
            while (Stored(buffer).Count < 2 && DateTime.UtcNow < limit)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
        }

        // The stop has cut the open window: it has none of this point, whose windows are its station's.
        var windows = Stored(buffer);
        Assert.Null(failure);
        Assert.Equal(2, windows.Count);
        var good = windows[0];
        Assert.Equal((DateTimeOffset.Parse("2016-08-01T00:00:00Z").ToUnixTimeMilliseconds(), 3_600_000L, "ug/m3", 1, 1), (good.FromMs, good.ToMs - good.FromMs, good.Unit, good.Expected, good.Good));
        Assert.Equal(new GaugeFigures(10, 60, 30, double.NaN, double.NaN, double.NaN), good.Gauge);
        var bad = windows[1];
        Assert.Equal((1, 0), (bad.Expected, bad.Good));
        Assert.Null(bad.Gauge);
        Assert.Equal([new BadCount(Quality.Invalid, 1)], bad.Bad);
    }

    private static List<WindowData> Stored(InMemoryBuffer buffer)
    {
        var stored = new List<StoredSummary>();
        _ = buffer.Read(buffer.Epoch, SummaryClass.Routine, 0, 100, 1_000_000, stored);
        return [.. stored.Select(s => s.Summary).Where(s => s.Subject == "air/dust").Select(s => s.Data).OfType<WindowData>()];
    }
}
