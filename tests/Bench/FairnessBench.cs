using System.Globalization;
using EdgeAgent.Inference.Video.Infer;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Bench;

/// <summary>Cameras of one module's process that want more than there is: what share of each camera's pictures is dropped. There is no peer; the cameras are each other's.</summary>
internal static class FairnessBench
{
    private const double Fps = 10;
    private const int MostStartS = 60;

    public static IReadOnlyList<Row> Run()
    {
        if (VideoRig.Find("fairness") is not { } rig)
        {
            return [];
        }

        if (NativeBinary.Find("edgeagent", out var reason) is not { } agent)
        {
            Console.Error.WriteLine($"fairness: left out, {reason}");
            return [];
        }

        var seconds = int.Parse(Environment.GetEnvironmentVariable("EDGE_BENCH_SECONDS") ?? "30", CultureInfo.InvariantCulture);
        return [.. Measure(agent, rig, 4, 1, 2, seconds), .. Measure(agent, rig, 4, 2, 1, seconds), .. Measure(agent, rig, 8, 1, 2, seconds), .. Measure(agent, rig, 8, 2, 1, seconds)];
    }

    private static List<Row> Measure(string agent, VideoRig rig, int cameras, int sessions, int threads, int seconds)
    {
        using var child = new InferChild(agent, rig, VideoRig.Source(rig.Clip, cameras, Fps, sessions, hasGate: false), cameras, threads);
        var all = Enumerable.Range(0, cameras).ToList();
        child.WaitUntil(() => all.TrueForAll(c => child.Counts(c).Looked > 0), MostStartS);
        var before = all.ConvertAll(child.Counts);
        Thread.Sleep(seconds * 1_000);
        var counts = all.ConvertAll(c => Less(child.Counts(c), before[c]));
        if (counts.Exists(c => c.Frames == 0))
        {
            throw new InvalidOperationException("a camera gave no pictures");
        }

        var shares = counts.ConvertAll(c => 100.0 * c.Dropped / Math.Max(1, c.Frames));
        var rows = new List<Row>
        {
            new($"{cameras} cameras, {sessions} session{(sessions > 1 ? "s" : "")} of {threads}: dropped, apart", "% points", shares.Max() - shares.Min(), null, "", "at most 10"),
            new("pictures looked at, all cameras", "1/s", counts.Sum(c => c.Looked) / (double)seconds, null, "", "") { Spread = $"of {counts.Sum(c => c.Frames)} pictures in {seconds} s" },
        };
        rows.AddRange(all.Select(c => new Row($"camera {c + 1}: dropped", "%", shares[c], null, "", "") { Spread = $"{counts[c].Frames} pictures, {counts[c].Looked} looked at, {counts[c].Dropped} dropped" }));
        return rows;
    }

    private static CameraCounts Less(in CameraCounts now, in CameraCounts before) => new(
        now.Frames - before.Frames, now.Looked - before.Looked, now.Still - before.Still, now.Dropped - before.Dropped, now.Starts - before.Starts, now.Errors - before.Errors);
}
