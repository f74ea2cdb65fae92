using System.Text;
using EdgeAgent.Inference.Video.Capture;

namespace EdgeAgent.Inference.Video.Tests.Frames;

/// <summary>YUV4MPEG2 streams, whole and broken.</summary>
public sealed class Y4mReaderTests
{
    [Fact]
    public void Frames_come_with_their_numbers_and_times()
    {
        var reader = new Y4mReader(Stream("YUV4MPEG2 W6 H4 F10:1 Ip A1:1 C420jpeg XYSCSS=420JPEG XCOLORRANGE=FULL\n", Frame(6, 4, 1), Frame(6, 4, 2)));
        Assert.True(reader.TryBegin());
        Assert.Equal(new Y4mHeader(6, 4, 10, 1, IsFullRange: true), reader.Header);
        var frame = reader.MakeFrame();
        Assert.True(reader.TryRead(frame));
        Assert.Equal((0L, 0L, (byte)1), (frame.Number, frame.MonoNs, frame.Y[0]));
        Assert.True(reader.TryRead(frame));
        Assert.Equal((1L, 100_000_000L, (byte)2), (frame.Number, frame.MonoNs, frame.V[^1]));
        Assert.False(reader.TryRead(frame));
        Assert.Empty(reader.Fault);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("RIFF\n", "no YUV4MPEG2 stream")]
    [InlineData("YUV4MPEG2 W0 H4\n", "'W0' in the stream's first line")]
    [InlineData("YUV4MPEG2 W9000 H4\n", "'W9000' in the stream's first line")]
    [InlineData("YUV4MPEG2 W6 H4 C444\n", "'C444' in the stream's first line")]
    [InlineData("YUV4MPEG2 W6 H4 F10\n", "'F10' in the stream's first line")]
    [InlineData("YUV4MPEG2 W6 H4 F0:1\n", "'F0:1' in the stream's first line")]
    [InlineData("YUV4MPEG2 W6\n", "the stream's first line lacks a size")]
    [InlineData("YUV4MPEG2 W6 H4", "the stream ends in the midst of a line")]
    public void A_stream_that_is_none_is_told(string text, string fault)
    {
        var reader = new Y4mReader(Stream(text));
        Assert.False(reader.TryBegin());
        Assert.StartsWith(fault, reader.Fault, StringComparison.Ordinal);
        Assert.Equal(fault.Length == 0, reader.Fault.Length == 0);
    }

    [Fact]
    public void A_line_without_end_is_cut_off()
    {
        var reader = new Y4mReader(Stream("YUV4MPEG2 " + new string('X', 100_000)));
        Assert.False(reader.TryBegin());
        Assert.StartsWith("a line of over 256 bytes", reader.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_that_is_cut_or_none_is_told()
    {
        var reader = new Y4mReader(Stream("YUV4MPEG2 W6 H4 F0:0\n", Frame(6, 4, 1), Frame(6, 4, 1)[..23]));
        Assert.True(reader.TryBegin());
        Assert.Equal(25, reader.Header.Rate);
        var frame = reader.MakeFrame();
        Assert.True(reader.TryRead(frame));
        Assert.False(reader.TryRead(frame));
        Assert.Equal("frame 1 ends after 14 of 36 bytes", reader.Fault);

        reader = new Y4mReader(Stream("YUV4MPEG2 W6 H4\n", "FRAMF\n"u8.ToArray()));
        Assert.True(reader.TryBegin());
        Assert.False(reader.TryRead(frame));
        Assert.Equal("frame 0 does not begin with FRAME", reader.Fault);
    }

    [Fact]
    public void A_sampler_takes_as_many_as_a_slower_camera()
    {
        Assert.Equal([0, 2, 4, 6, 8], Taken(10, 5));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], Taken(10, null));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], Taken(10, 60));
        Assert.Equal([0, 4, 7], Taken(10, 3));

        static int[] Taken(double sourceRate, double? rate)
        {
            var sampler = new FrameSampler(sourceRate, rate);
            return [.. Enumerable.Range(0, 10).Where(i => sampler.Takes(i))];
        }
    }

    private static byte[] Frame(int width, int height, byte level) => [.. "FRAME Ip\n"u8, .. Enumerable.Repeat(level, (width * height) + (2 * (width / 2) * (height / 2)))];

    private static MemoryStream Stream(string text, params byte[][] frames) => new([.. Encoding.ASCII.GetBytes(text), .. frames.SelectMany(f => f)]);
}
