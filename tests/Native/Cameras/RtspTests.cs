using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Native.Cameras;

/// <summary>An RTSP camera that wants Digest over TCP, by GStreamer's server: read, frozen, killed, and back.</summary>
public sealed class RtspTests
{
    // What an address must escape, and a comma, which Digest parts its words by.
    private const string Password = "pa:ss w@rd/,%41";
    private const int SigStop = 19;
    private const int SigContinue = 18;
    private const int SafetyMs = 40_000;
    private const int NoticedMs = 10_000;

    [Fact]
    public async Task It_is_read_with_its_password_which_nobody_else_sees_and_every_silence_is_noticed()
    {
        using var site = new CameraSite(TinyModule.Sound());
        var port = NativeSite.FreePort();
        var clip = MakeClip(site.Site["rtsp.mp4"]);
        site.Add("cam", $"rtsp://127.0.0.1:{port}/cam", "edge", Password);
        site.Add("denied", $"rtsp://127.0.0.1:{port}/cam", "edge", "another word");
        var server = await ServeAsync(port, clip);
        using var agent = site.Run();
        using var http = new HttpClient();
        try
        {
            await site.UntilAsync(http, "cam/rate", q => q == "good", SafetyMs);
            foreach (var secret in (string[])["pa:ss", "pa%3Ass", "another"])
            {
                Assert.Empty(CameraSite.ProcessesWith("ffmpeg", secret));
                Assert.Empty(CameraSite.ProcessesWith("edgeagent", secret));
            }

            server.Signal(SigStop);
            Assert.InRange(await site.UntilAsync(http, "cam/rate", q => q != "good", SafetyMs), 0, NoticedMs);
            server.Signal(SigContinue);
            await site.UntilAsync(http, "cam/rate", q => q == "good", SafetyMs);

            server.Dispose();
            Assert.InRange(await site.UntilAsync(http, "cam/rate", q => q == "portGone", SafetyMs), 0, NoticedMs);
            server = await ServeAsync(port, clip);
            await site.UntilAsync(http, "cam/rate", q => q == "good", SafetyMs);
        }
        finally
        {
            server.Dispose();
        }

        Assert.Contains("the camera refuses user and password", agent.All, StringComparison.Ordinal);
        Assert.DoesNotContain("pa:ss", agent.All, StringComparison.Ordinal);
        Assert.DoesNotContain("pa%3Ass", agent.All, StringComparison.Ordinal);
        Assert.DoesNotContain("another", agent.All, StringComparison.Ordinal);
        Assert.Equal(["exception"], CameraSite.LossesOf(await site.SummariesAsync(http), "denied"));
    }

    private static async Task<ChildProcess> ServeAsync(int port, string clip)
    {
        using (var probe = new ChildProcess("/usr/bin/python3", ["-c", "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"]))
        {
            Assert.SkipWhen(probe.WaitForExit(20_000) != 0, "gir1.2-gst-rtsp-server-1.0 or python3-gi is missing");
        }

        var server = new ChildProcess("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Cameras", "rtsp-server.py"), $"{port}", clip, "edge", Password]);
        Assert.True(await server.SaysAsync("ready", 20_000), server.All);
        return server;
    }

    // Two minutes: longer than the test, whatever begins anew.
    private static string MakeClip(string path)
    {
        using var ffmpeg = new ChildProcess("ffmpeg", ["-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=10:duration=120", "-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-bf", "0", "-pix_fmt", "yuv420p", path]);
        Assert.True(ffmpeg.WaitForExit(60_000) == 0, ffmpeg.All);
        return path;
    }
}
