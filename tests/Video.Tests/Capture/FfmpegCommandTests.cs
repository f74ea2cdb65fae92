using System.Globalization;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Capture;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Inference.Video.Tests.Capture;

/// <summary>What ffmpeg is started with, which everybody on the machine can read, and what it is told by standard input.</summary>
public sealed class FfmpegCommandTests
{
    [Theory]
    [InlineData("rtsp://[2001:db8::7]:554/cam@main", "option rtsp_transport tcp\noption timeout 7000000\n")]
    [InlineData("https://cam.lan/video?a=b#c", "option rw_timeout 7000000\n")]
    public void No_user_and_no_password_stand_in_an_argument_and_none_breaks_out_of_the_list(string url, string options)
    {
        var seed = TestSeed.Draw();
        var random = new Random(seed);
        for (var i = 0; i < 2_000; i++)
        {
            var (user, password) = (Odd(random), Odd(random));
            Assert.True(StreamPlan.TryParse(url, out var stream, out _));
            stream = stream with { User = user, Secret = "lane" };
            Assert.All(FfmpegCommand.StartOf(stream, []).ArgumentList, a => Assert.False(Holds(a, user) || Holds(a, password), $"{a} (seed {seed})"));

            var at = url.IndexOf("://", StringComparison.Ordinal) + 3;
            var list = FfmpegCommand.ListOf(stream, password);
            var parts = list.Split("://")[1].Split('@')[0].Split(':');
            Assert.Equal((user, password), (Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1])));
            Assert.Equal($"ffconcat version 1.0\nfile '{url[..at]}{parts[0]}:{parts[1]}@{url[at..]}'\n{options}", list);
            Assert.All(parts[0] + parts[1], c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '%' or '-' or '.' or '_' or '~', $"{c} (seed {seed})"));
        }
    }

    [Theory]
    [InlineData("v4l2:/dev/video0")]
    [InlineData("file:/var/clip.mp4")]
    public void What_is_on_the_gateway_needs_no_list(string url)
    {
        Assert.True(StreamPlan.TryParse(url, out var stream, out _));
        Assert.Empty(FfmpegCommand.ListOf(stream with { User = "viewer" }, "a secret"));
        Assert.DoesNotContain(FfmpegCommand.StartOf(stream with { User = "viewer" }, []).ArgumentList, a => a.Contains("viewer", StringComparison.Ordinal));
    }

    [Fact]
    public void A_camera_without_a_user_has_none_in_its_address()
    {
        Assert.True(StreamPlan.TryParse("rtsp://cam.lan/main", out var stream, out _));
        Assert.Contains("file 'rtsp://cam.lan/main'\n", FfmpegCommand.ListOf(stream, ""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2, 4.75)]
    [InlineData(5, 0.19)]
    [InlineData(30, 0.0317)]
    public void Pictures_come_no_faster_than_the_rate(double rate, double pauseS)
    {
        var before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = german;
        try
        {
            var arguments = FfmpegCommand.StartOf(new StreamPlan(StreamKind.File, "/c") { Rate = rate }, []).ArgumentList;
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"gte(t-prev_selected_t\\,{pauseS})"), arguments[arguments.IndexOf("-vf") + 1], StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Hardware_decoding_is_asked_of_the_input()
    {
        foreach (var url in (string[])["rtsp://cam.lan/main", "http://cam.lan/x", "v4l2:/dev/video0", "file:/c"])
        {
            Assert.True(StreamPlan.TryParse(url, out var stream, out _));
            var arguments = FfmpegCommand.StartOf(stream, ["-hwaccel", "drm"]).ArgumentList;
            Assert.Equal(1, arguments.Count(a => a == "-i"));
            Assert.InRange(arguments.IndexOf("-hwaccel"), 1, arguments.IndexOf("-i") - 2);
            Assert.Equal("drm", arguments[arguments.IndexOf("-hwaccel") + 1]);
        }
    }

    [Theory]
    [InlineData("rtsp://cam.lan/main", "pipe,rtsp,rtsps,rtp,tcp,tls")]
    [InlineData("http://cam.lan/main", "pipe,http,https,httpproxy,tcp,tls")]
    [InlineData("file:/c", "file")]
    public void An_input_may_name_nothing_of_another_kind(string url, string protocols)
    {
        Assert.True(StreamPlan.TryParse(url, out var stream, out _));
        var arguments = FfmpegCommand.StartOf(stream, []).ArgumentList;
        Assert.InRange(arguments.IndexOf("-protocol_whitelist"), 1, arguments.IndexOf("-i") - 2);
        Assert.Equal(protocols, arguments[arguments.IndexOf("-protocol_whitelist") + 1]);
    }

    [Fact]
    public void A_clip_begins_anew_and_a_device_has_its_size_when_they_are_to()
    {
        Assert.Contains("-stream_loop", FfmpegCommand.StartOf(new StreamPlan(StreamKind.File, "/c"), []).ArgumentList);
        Assert.DoesNotContain("-stream_loop", FfmpegCommand.StartOf(new StreamPlan(StreamKind.File, "/c") { Repeats = false }, []).ArgumentList);
        Assert.Contains("640x480", FfmpegCommand.StartOf(new StreamPlan(StreamKind.Device, "/dev/video0") { Size = "640x480" }, []).ArgumentList);
        Assert.DoesNotContain("-video_size", FfmpegCommand.StartOf(new StreamPlan(StreamKind.Device, "/dev/video0"), []).ArgumentList);
    }

    /// <summary>At least five characters with what is odd in an address, a list or a shell.</summary>
    internal static string Odd(Random random)
    {
        const string Letters = "@:/ %'\\\"\n\r\t\0#?&;|$`{}[]<>=+,~^*()!-._aZ09\u00e9弄\u2028";
        return "Q" + new string([.. Enumerable.Range(0, random.Next(4, 20)).Select(_ => Letters[random.Next(Letters.Length)])]);
    }

    private static bool Holds(string argument, string text) => argument.Contains(text, StringComparison.Ordinal) || argument.Contains(Uri.EscapeDataString(text), StringComparison.Ordinal);
}
