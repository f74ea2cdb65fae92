using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Bench;

/// <summary>
/// Processor time of a module's process for a camera that shows an empty lane: 1080p, five pictures a second, H.264, nothing but noise. The decoder is a process of its own and is told apart:
/// what decoding costs is the codec's.
/// </summary>
internal static class LaneBench
{
    private const int Fps = 5;
    private const int ClipS = 60;
    private const int SettleS = 5;
    private const int MostStartS = 60;

    public static IReadOnlyList<Row> Run()
    {
        if (VideoRig.Find("lane") is not { } rig)
        {
            return [];
        }

        if (NativeBinary.Find("edgeagent", out var reason) is not { } agent)
        {
            Console.Error.WriteLine($"lane: left out, {reason}");
            return [];
        }

        using var folder = new TempFolder();
        MakeLane(rig, folder);
        var lengthS = int.Parse(Environment.GetEnvironmentVariable("EDGE_BENCH_SECONDS") ?? "30", CultureInfo.InvariantCulture);
        using var child = new InferChild(agent, rig, VideoRig.Source(folder["lane.mp4"], 1, Fps, 1, hasGate: true), 1, 1);
        child.WaitUntil(() => child.Counts(0).Frames >= Fps * SettleS, MostStartS);
        var decoder = child.Decoders.Single();
        var clock = Stopwatch.StartNew();
        var (counts, cpu, decoding) = (child.Counts(0), AgentRig.CpuSeconds(child.Id), AgentRig.CpuSeconds(decoder));
        Thread.Sleep(lengthS * 1_000);
        var seconds = clock.Elapsed.TotalSeconds;
        (cpu, decoding) = (AgentRig.CpuSeconds(child.Id) - cpu, AgentRig.CpuSeconds(decoder) - decoding);
        var after = child.Counts(0);
        if (after.Frames - counts.Frames < Fps * lengthS / 2)
        {
            throw new InvalidOperationException($"{after.Frames - counts.Frames} pictures in {lengthS} s");
        }

        var what = $"{after.Frames - counts.Frames} pictures, {after.Looked - counts.Looked} looked at";
        return
        [
            new Row($"an empty lane, {lengthS} s, of a core", "%", cpu * 100 / seconds, null, "", "below 3") { Spread = what },
            new Row("its decoder, ffmpeg", "%", decoding * 100 / seconds, null, "", ""),
        ];
    }

    private static void MakeLane(VideoRig rig, TempFolder folder)
    {
        Ffmpeg("-i", rig.Clip, "-frames:v", "1", "-vf", "scale=1920:1080", folder["lane.png"]);
        Ffmpeg(
            "-loop", "1", "-framerate", $"{Fps}", "-i", folder["lane.png"], "-t", $"{ClipS}", "-vf", "noise=alls=4:allf=t:all_seed=1,format=yuv420p", "-c:v", "libx264", "-preset", "veryfast", "-g", $"{Fps * 4}", folder["lane.mp4"]);
    }

    private static void Ffmpeg(params string[] arguments)
    {
        using var ffmpeg = new ChildProcess("ffmpeg", ["-nostdin", "-v", "error", .. arguments]);
        if (ffmpeg.WaitForExit(300_000) != 0)
        {
            throw new InvalidOperationException(ffmpeg.All);
        }
    }
}
