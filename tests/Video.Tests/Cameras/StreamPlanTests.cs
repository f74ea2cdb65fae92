using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Capture;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Inference.Video.Tests.Cameras;

/// <summary>What may stand in a camera's `url`.</summary>
public sealed class StreamPlanTests
{
    [Theory]
    [InlineData("rtsp://192.0.2.7/main", StreamKind.Rtsp, "rtsp://192.0.2.7/main")]
    [InlineData("rtsps://cam.lan:322/a?channel=1&user@=2", StreamKind.Rtsp, "rtsps://cam.lan:322/a?channel=1&user@=2")]
    [InlineData("rtsp://[2001:db8::7]:554/cam@main", StreamKind.Rtsp, "rtsp://[2001:db8::7]:554/cam@main")]
    [InlineData("rtsp://[2001:db8::7]", StreamKind.Rtsp, "rtsp://[2001:db8::7]")]
    [InlineData("RTSP://Cam.lan/Main", StreamKind.Rtsp, "rtsp://Cam.lan/Main")]
    [InlineData("http://cam.lan/video.mjpg", StreamKind.Http, "http://cam.lan/video.mjpg")]
    [InlineData("https://[::1]:8443/x", StreamKind.Http, "https://[::1]:8443/x")]
    [InlineData("v4l2:/dev/video0", StreamKind.Device, "/dev/video0")]
    [InlineData("v4l2:///dev/v4l/by-id/usb-1", StreamKind.Device, "/dev/v4l/by-id/usb-1")]
    [InlineData("file:/var/clip.mp4", StreamKind.File, "/var/clip.mp4")]
    [InlineData("file:///var/clip 弄堂.mp4", StreamKind.File, "/var/clip 弄堂.mp4")]
    [InlineData("file:/var///clip.mp4", StreamKind.File, "/var///clip.mp4")]
    public void A_good_address_is_taken(string url, StreamKind kind, string address)
    {
        Assert.True(StreamPlan.TryParse(url, out var plan, out var fault), fault);
        Assert.Equal((kind, address, ""), (plan.Kind, plan.Address, fault));
    }

    [Theory]
    [InlineData("", "is no address of a camera")]
    [InlineData("cam.lan", "is no address of a camera")]
    [InlineData("rtsp:cam.lan/main", "is no address of a camera")]
    [InlineData("http:cam.lan/main", "is no address of a camera")]
    [InlineData("rtsp:///main", "is no address of a camera")]
    [InlineData("rtsp://cam.lan:99999/main", "is no address of a camera")]
    [InlineData("rtsp://[2001:db8::7/main", "is no address of a camera")]
    [InlineData("ftp://cam.lan/main", "is no address of a camera")]
    [InlineData("concat:/a|/b", "is no address of a camera")]
    [InlineData(" rtsp://cam.lan/main", "is no address of a camera")]
    [InlineData("rtsp://cam.lan/main ", "is no address of a camera")]
    [InlineData("rtsp://cam.lan/a b", "is no address of a camera")]
    [InlineData("rtsp://admin:abc@cam.lan/main", "holds a user or password, which do not belong into an address")]
    [InlineData("rtsp://admin@cam.lan/main", "holds a user or password, which do not belong into an address")]
    [InlineData("rtsp://@cam.lan/main", "holds a user or password, which do not belong into an address")]
    [InlineData("http://a:b@[2001:db8::7]:80", "holds a user or password, which do not belong into an address")]
    [InlineData("v4l2:/etc/passwd", "names no device under /dev")]
    [InlineData("v4l2:/dev/../etc/passwd", "names no device under /dev")]
    [InlineData("v4l2:video0", "names no device under /dev")]
    [InlineData("file:clip.mp4", "names no file by its whole path")]
    [InlineData("rtsp://cam.lan/ma'in", "holds a control character, a quotation mark or a backslash")]
    [InlineData("rtsp://cam.lan/ma\\in", "holds a control character, a quotation mark or a backslash")]
    [InlineData("rtsp://cam.lan/main\nfile /etc/passwd", "holds a control character, a quotation mark or a backslash")]
    [InlineData("rtsp://cam.lan/\0", "holds a control character, a quotation mark or a backslash")]
    [InlineData("file:/a\rb", "holds a control character, a quotation mark or a backslash")]
    [InlineData("http://cam.lan/\u0085", "holds a control character, a quotation mark or a backslash")]
    public void What_is_no_address_is_told_why(string url, string why)
    {
        Assert.False(StreamPlan.TryParse(url, out _, out var fault));
        Assert.Equal(why, fault);
        Assert.DoesNotContain("abc", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_taken_stays_within_its_line_of_the_list()
    {
        const string Letters = "abc:/@?#[]%'\\ \t\n\r\0\"|;,=&.0123-\u2028\u00e9弄";
        var seed = TestSeed.Draw();
        var random = new Random(seed);
        var taken = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var url = (i % 3) switch { 0 => "rtsp://", 1 => "http://cam.lan/", _ => "rtsp://cam.lan/" } + new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => Letters[random.Next(Letters.Length)])]);
            if (StreamPlan.TryParse(url, out var plan, out _))
            {
                taken++;
                var lines = FfmpegCommand.ListOf(plan with { User = "u", Secret = "s" }, "p").Split('\n');
                Assert.True(lines[1].Count(c => c == '\'') == 2 && lines[1].EndsWith('\'') && !lines[1].Contains('\\', StringComparison.Ordinal), $"{url} (seed {seed})");
                Assert.True(lines.Length == (plan.Kind == StreamKind.Rtsp ? 5 : 4) && lines[1].Contains("://u:p@", StringComparison.Ordinal), $"{url} (seed {seed})");
            }
        }

        Assert.InRange(taken, 100, 19_000);
    }
}
