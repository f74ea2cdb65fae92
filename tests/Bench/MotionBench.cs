using System.Diagnostics;
using EdgeAgent.Inference.Video.Capture;
using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Inference.Video.Motion;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Bench;

/// <summary>
/// What the motion gate costs for a 1080p picture, against OpenCV's difference to the picture before, threshold and count on the same luma, one thread each. The pictures are the clip's,
/// enlarged, with noise of their own.
/// </summary>
internal static class MotionBench
{
    private const int Width = 1920;
    private const int Height = 1080;
    private const int Frames = 40;
    private const int Rounds = 25;
    private const int Pictures = 100;
    private const long StepNs = 200_000_000;

    public static IReadOnlyList<Row> Run()
    {
        if (VideoRig.Find("motion") is not { } rig)
        {
            return [];
        }

        using var folder = new TempFolder();
        var frames = Make(rig, folder);
        using var peer = TalkingPeer.Start("/usr/bin/python3", "motion.py", [folder["luma"], $"{Width}", $"{Height}"], out var fault);
        if (peer is null)
        {
            Console.Error.WriteLine($"motion: left out, OpenCV is missing: apt-get install python3-opencv: {fault}");
            return [];
        }

        var gate = new MotionGate(Width, Height, new MotionOptions());
        var (number, moving) = (0L, 0L);
        var rounds = Bench.Rounds.Alternate(Rounds, RunOurs, () => peer.Run(Pictures) * 1e6 / Pictures);
        return moving > 0
            ? [new Row("motion gate, a 1080p picture", "us", rounds.OurMedian, rounds.PeerMedian, "OpenCV absdiff, threshold, count", "no slower") { Spread = rounds.Spread }]
            : throw new InvalidOperationException("nothing moved");

        double RunOurs()
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Pictures; i++)
            {
                var frame = frames[(int)(number % frames.Count)];
                frame.MonoNs = ++number * StepNs;
                moving += gate.Step(frame).Blocks;
            }

            return Stopwatch.GetElapsedTime(started).TotalMicroseconds / Pictures;
        }
    }

    private static List<YuvFrame> Make(VideoRig rig, TempFolder folder)
    {
        using (var ffmpeg = new ChildProcess("ffmpeg", ["-nostdin", "-v", "error", "-i", rig.Clip, "-vf", $"scale={Width}:{Height},noise=alls=6:allf=t:all_seed=1", "-frames:v", $"{Frames}", "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", folder["large"]]))
        {
            if (ffmpeg.WaitForExit(60_000) != 0)
            {
                throw new InvalidOperationException(ffmpeg.All);
            }
        }

        using var file = File.OpenRead(folder["large"]);
        using var stream = new BufferedStream(file, 1 << 16);
        using var luma = File.Create(folder["luma"]);
        var reader = new Y4mReader(stream);
        var frames = new List<YuvFrame>();
        for (var frame = reader.TryBegin() ? reader.MakeFrame() : throw new InvalidOperationException(reader.Fault); reader.TryRead(frame); frame = reader.MakeFrame())
        {
            frames.Add(frame);
            luma.Write(frame.Y);
        }

        return frames;
    }
}
