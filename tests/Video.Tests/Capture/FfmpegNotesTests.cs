using System.Text;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Capture;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Inference.Video.Tests.Capture;

/// <summary>What is taken from ffmpeg's messages.</summary>
public sealed class FfmpegNotesTests
{
    private readonly FfmpegNotes _notes = new();

    [Fact]
    public void Pictures_of_another_size_than_the_first_are_noticed()
    {
        Take(Picture("640x480"), Picture("640x480"));
        Assert.False(_notes.IsResized);
        Take(Picture("1280x720"));
        Assert.True(_notes.IsResized);
        Take(Picture("640x480"));
        Assert.True(_notes.IsResized);
        Assert.Equal((0L, ""), (_notes.Errors, _notes.Fault));
    }

    [Theory]
    [InlineData("  Stream #0:0: Video: h264, yuv420p, 640x480, 25 fps")]
    [InlineData("[Parsed_showinfo_1 @ 0x55d0] [info] n:0 s:123456x1 i:P")]
    [InlineData("[Parsed_showinfo_1 @ 0x55d0] [info] n:0 s:x1 i:P")]
    public void What_is_no_size_is_none(string line)
    {
        Take(Picture("640x480"), line);
        Assert.False(_notes.IsResized);
    }

    [Fact]
    public void The_first_and_the_last_error_are_told()
    {
        Take("[rtsp @ 0x55d0c0ffee] [error] method DESCRIBE failed: 404 Not Found", "[info] nothing", "[error] a", "[concat @ 0x1] [fatal] the last");
        Assert.Equal((3L, "method DESCRIBE failed: 404 Not Found; the last", false), (_notes.Errors, _notes.Fault, _notes.IsRefused));
    }

    [Fact]
    public void One_error_is_told_once()
    {
        Take("[error] the same", "[error] the same");
        Assert.Equal((2L, "the same"), (_notes.Errors, _notes.Fault));
    }

    [Theory]
    [InlineData("[rtsp @ 0x55d0] [error] method DESCRIBE failed: 401 Unauthorized", true)]
    [InlineData("[rtsp @ 0x55d0] [error] method SETUP failed: 403 Nope", true)]
    [InlineData("[http @ 0x55d0] [error] HTTP error 401 Unauthorized", true)]
    [InlineData("[error] Server returned 403 Forbidden (access denied)", true)]
    [InlineData("[h264 @ 0x55d0] [error] concealing 403 DC, 403 AC, 403 MV errors in P frame", false)]
    [InlineData("[h264 @ 0x55d0] [error] error while decoding MB 1401 22, bytestream -5", false)]
    [InlineData("[rtsp @ 0x55d0] [error] method DESCRIBE failed: 4010 Odd", false)]
    [InlineData("[info] method DESCRIBE failed: 401 Unauthorized", false)]
    public void A_camera_that_refuses_the_user_is_known_by_the_answer_s_number(string line, bool isRefused)
    {
        Take(line);
        Assert.Equal(isRefused, _notes.IsRefused);
    }

    [Fact]
    public void No_user_and_no_password_of_an_address_are_told()
    {
        var seed = TestSeed.Draw();
        var random = new Random(seed);
        Assert.True(StreamPlan.TryParse("rtsp://cam.lan/main@2", out var stream, out _));
        for (var i = 0; i < 2_000; i++)
        {
            var (user, password) = (FfmpegCommandTests.Odd(random), FfmpegCommandTests.Odd(random));
            var address = FfmpegCommand.ListOf(stream with { User = user, Secret = "lane" }, password).Split('\'')[1];
            var notes = new FfmpegNotes();
            notes.Take($"[concat @ 0x55d0] [error] Impossible to open '{address}', and {address} too");
            Assert.True(notes.Fault == "Impossible to open 'rtsp://cam.lan/main@2', and rtsp://cam.lan/main@2 too", $"{notes.Fault} (seed {seed})");
        }
    }

    [Theory]
    [InlineData("rtsp://admin:p@ss:w@cam.lan/main", "rtsp://cam.lan/main")]
    [InlineData("rtsp://admin:50%25@[2001:db8::7]:554/main", "rtsp://[2001:db8::7]:554/main")]
    [InlineData("a://b@c d://e@f", "a://c d://f")]
    [InlineData("rtsp://cam.lan/main@2", "rtsp://cam.lan/main@2")]
    [InlineData("nothing @ all", "nothing @ all")]
    public void An_address_loses_what_stands_before_its_host(string text, string expected) => Assert.Equal(expected, FfmpegNotes.WithoutUser(text));

    [Fact]
    public void A_long_line_is_cut_and_never_within_a_character()
    {
        Take("[error] " + new string('[', 2_000_000));
        Assert.Equal(300, _notes.Fault.Length);
        var notes = new FfmpegNotes();
        notes.Take("[error] a" + string.Concat(Enumerable.Repeat("\U0001F6B2", 1_000)));
        Assert.Equal(299, notes.Fault.Length);
        Assert.Equal(notes.Fault, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(notes.Fault)));
    }

    [Fact]
    public void Random_lines_never_throw_and_what_is_kept_is_bounded()
    {
        var seed = TestSeed.Draw();
        var random = new Random(seed);
        string[] words = ["[error]", "[fatal]", "[", "]", " @ 0x12] ", "s:", "640x480 ", "99999x99999 ", "://", "@", "401 ", "failed: ", "\0", "\uFFFD", "é"];
        for (var i = 0; i < 20_000; i++)
        {
            var line = new StringBuilder();
            for (var n = random.Next(20); n > 0; n--)
            {
                line.Append(random.Next(3) == 0 ? Encoding.Latin1.GetString([(byte)random.Next(256), (byte)random.Next(256)]) : words[random.Next(words.Length)]);
            }

            _notes.Take(line.ToString());
            Assert.True(_notes.Fault.Length <= 602, $"seed {seed}");
            _ = _notes.IsRefused;
        }

        Assert.InRange(_notes.Errors, 1_000, 20_000);
    }

    private static string Picture(string size) => $"[Parsed_showinfo_1 @ 0x55d0c0ffee] [info] n:   0 pts:      0 pts_time:0 duration: 1 fmt:yuv420p cl:left sar:1/1 s:{size} i:P iskey:1 type:I";

    private void Take(params string[] lines)
    {
        foreach (var line in lines)
        {
            _notes.Take(line);
        }
    }
}
