using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Abi.Arm;

/// <summary>What models are shown: the same numbers on both processors.</summary>
internal static class ProbePictures
{
    private const int FfmpegMs = 60_000;

    // The input of nanodet-g, as its manifest has it: blue, green, red.
    private const int DetectorEdge = 416;
    private const int Frame = 60;
    private static readonly float[] Mean = [103.53f, 116.28f, 123.675f];
    private static readonly float[] Deviation = [57.375f, 57.12f, 58.395f];

    /// <summary>Planes with slopes, a disc and noise, -1 to 1.</summary>
    public static float[] Made(int edge)
    {
        var random = new Random(7);
        var values = new float[3 * edge * edge];
        for (var i = 0; i < values.Length; i++)
        {
            var (x, y) = (i % edge / (float)edge, i / edge % edge / (float)edge);
            var disc = ((x - 0.5f) * (x - 0.5f)) + ((y - 0.4f) * (y - 0.4f)) < 0.05f ? 0.4f : -0.1f;
            values[i] = Math.Clamp(x + (0.4f * y) + (0.4f * random.NextSingle()) - (2 * disc) - 1, -1, 1);
        }

        return values;
    }

    /// <summary>A picture of people out of the clip that packaging/clip fetches, for nanodet-g; skips the test without the clip.</summary>
    public static float[] OfPeople(TempFolder folder)
    {
        var clip = Path.Combine(Environment.GetEnvironmentVariable("EDGE_CLIPS_DIR") ?? "", "vtest.avi");
        Assert.SkipUnless(File.Exists(clip), "no vtest.avi in EDGE_CLIPS_DIR: run packaging/clip and name artifacts/clips");
        string[] arguments =
        [
            "-nostdin", "-loglevel", "error", "-i", clip, "-vf", $"select=eq(n\\,{Frame}),scale={DetectorEdge}:{DetectorEdge}:flags=bilinear+accurate_rnd",
            "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "bgr24", folder["picture"],
        ];
        using var ffmpeg = new ChildProcess("ffmpeg", arguments);
        Assert.True(ffmpeg.WaitForExit(FfmpegMs) == 0, ffmpeg.All);
        var bytes = File.ReadAllBytes(folder["picture"]);
        var values = new float[3 * DetectorEdge * DetectorEdge];
        Assert.Equal(values.Length, bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            values[(i % 3 * DetectorEdge * DetectorEdge) + (i / 3)] = (bytes[i] - Mean[i % 3]) / Deviation[i % 3];
        }

        return values;
    }
}
