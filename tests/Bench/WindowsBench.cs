using System.Diagnostics;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipeline;

namespace EdgeAgent.Bench;

/// <summary>Readings per second through clock, windows and events on one core, and what each allocates. The peer sums the same values in a plain loop per point.</summary>
internal static class WindowsBench
{
    private const int Points = 200;
    private const int Rounds = 50_000;

    public static IReadOnlyList<Row> Run()
    {
        var points = Enumerable.Range(0, Points)
            .Select(i => new PointDescriptor { Name = $"d{i / 8}/p{i}", Unit = "m", PollMs = 1000, RangeMin = -1e9, RangeMax = 1e9, Kind = i % 8 == 7 ? PointKind.Counter : PointKind.Gauge })
            .ToArray();
        var path = new DataPath(new PointTable(points, []), 60_000, 1, "bench");
        var output = new StageOutput();
        var readings = new Reading[Points];
        Pass(path, output, readings, 0, 1_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        var summaries = Pass(path, output, readings, 1_000, Rounds);
        var seconds = clock.Elapsed.TotalSeconds;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var total = (double)Points * Rounds;

        // A window's summary is made once a minute and point: what is left per reading, at 1 Hz, is a sixtieth of that.
        var perReading = AllocatedInsideOneWindow(path, output, readings);
        return
        [
            new Row("readings through the data path, one core", "1/s", total / seconds, PeerRate(), "Welford alone, same values", "1,000,000"),
            new Row("allocated for each reading", "B", perReading, null, "", "0"),
            new Row("allocated for each window summary", "B", (double)allocated / Math.Max(1, summaries), null, "", ""),
        ];
    }

    private static long Pass(DataPath path, StageOutput output, Reading[] readings, int fromSecond, int seconds)
    {
        long summaries = 0;
        for (var second = fromSecond; second < fromSecond + seconds; second++)
        {
            var now = new Now(second * 1_000_000_000L, 1_795_345_200_000 + (second * 1000L), ClockQuality.Ntp);
            for (var i = 0; i < readings.Length; i++)
            {
                path.Step(new Reading(i, Quality.Good, second + (i * 0.01), now.MonoNs), now, output);
            }

            path.Step(now, output);
            summaries += output.Summaries.Count;
            output.Clear();
        }

        return summaries;
    }

    private static double AllocatedInsideOneWindow(DataPath path, StageOutput output, Reading[] readings)
    {
        var start = ((1_000 + Rounds) / 60 * 60) + 61;
        Pass(path, output, readings, start, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Pass(path, output, readings, start + 1, 50);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (50.0 * Points);
    }

    private static double PeerRate()
    {
        var means = new double[Points];
        var squares = new double[Points];
        var clock = Stopwatch.StartNew();
        for (var round = 1; round <= Rounds; round++)
        {
            for (var i = 0; i < Points; i++)
            {
                var value = round + (i * 0.01);
                var distance = value - means[i];
                means[i] += distance / round;
                squares[i] += distance * (value - means[i]);
            }
        }

        return (double)Points * Rounds / clock.Elapsed.TotalSeconds;
    }
}
