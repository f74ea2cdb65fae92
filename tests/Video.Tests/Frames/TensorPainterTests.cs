using System.Runtime.InteropServices;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Tests.Frames;

/// <summary>Pictures as tensors, against a plain reckoning of the same in double precision, pixel by pixel.</summary>
public sealed class TensorPainterTests
{
    private static readonly PictureInput Plain = new("", 64, 64, TensorLayout.Nchw, TensorType.Float32, IsBgr: false, [0, 0, 0], [1, 1, 1], PictureFit.Stretch, 0);

    [Theory]
    [InlineData(64, 64, PictureFit.Stretch)]
    [InlineData(640, 480, PictureFit.LetterboxCenter)]
    [InlineData(480, 641, PictureFit.LetterboxCenter)]
    [InlineData(333, 77, PictureFit.LetterboxTopLeft)]
    [InlineData(21, 13, PictureFit.LetterboxCenter)]
    [InlineData(1920, 1080, PictureFit.Stretch)]
    [InlineData(1, 1, PictureFit.LetterboxCenter)]
    public void Each_channel_is_what_a_plain_reckoning_gives(int width, int height, PictureFit fit)
    {
        var frame = Noise(width, height, new YuvColor(IsBt709: false, IsFullRange: true), seed: width);
        var input = Plain with { Fit = fit, Pad = 114, Mean = [103.53f, 116.28f, 123.675f], Deviation = [57.375f, 57.12f, 58.395f], IsBgr = true };
        Compare(frame, input, 0, 0, width, height);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_crop_of_every_colour_space(bool isBt709, bool isFullRange)
    {
        var frame = Noise(301, 203, new YuvColor(isBt709, isFullRange), seed: 5);
        Compare(frame, Plain with { Fit = PictureFit.LetterboxCenter }, 17, 31, 150, 99);
    }

    [Fact]
    public void Primary_colours_come_out_as_they_went_in()
    {
        // BT.601, limited range: the code points of red, green, blue, white and black by H.273's equations, rounded.
        foreach (var (y, u, v, rgb) in new[] { (81, 90, 240, (255, 0, 0)), (145, 54, 34, (0, 255, 0)), (41, 240, 110, (0, 0, 255)), (235, 128, 128, (255, 255, 255)), (16, 128, 128, (0, 0, 0)) })
        {
            var frame = new YuvFrame(64, 64, default);
            frame.Bytes.AsSpan(0, 4_096).Fill((byte)y);
            frame.Bytes.AsSpan(4_096, 1_024).Fill((byte)u);
            frame.Bytes.AsSpan(5_120, 1_024).Fill((byte)v);
            var values = Paint(frame, Plain);
            Assert.Equal(rgb.Item1, values[0], 2.0);
            Assert.Equal(rgb.Item2, values[4_096], 2.0);
            Assert.Equal(rgb.Item3, values[8_192], 2.0);
        }
    }

    [Theory]
    [InlineData(TensorLayout.Nhwc, TensorType.Float32)]
    [InlineData(TensorLayout.Nhwc, TensorType.UInt8)]
    [InlineData(TensorLayout.Nchw, TensorType.UInt8)]
    [InlineData(TensorLayout.Nhwc, TensorType.Int32)]
    public void Other_layouts_and_types_hold_the_same_numbers(TensorLayout layout, TensorType type)
    {
        var frame = Noise(100, 80, default, seed: 3);
        var expected = Paint(frame, Plain);
        var painter = new TensorPainter(Plain with { Layout = layout, Type = type });
        var bytes = new byte[painter.TensorBytes];
        painter.Paint(frame, bytes);
        for (var i = 0; i < expected.Length; i++)
        {
            var (c, pixel) = (i / 4_096, i % 4_096);
            var at = layout == TensorLayout.Nchw ? i : (pixel * 3) + c;
            var value = type switch { TensorType.UInt8 => bytes[at], TensorType.Int32 => MemoryMarshal.Cast<byte, int>(bytes)[at], _ => MemoryMarshal.Cast<byte, float>(bytes)[at] };
            Assert.Equal(expected[i], value, type == TensorType.Float32 ? 0 : 0.5);
        }
    }

    [Fact]
    public void A_place_in_the_input_is_found_again_in_the_picture()
    {
        var map = PictureMap.Of(Plain with { Fit = PictureFit.LetterboxCenter }, 100, 50, 640, 320);
        Assert.Equal((0, 16, 64, 32), (map.PlaceX, map.PlaceY, map.PlaceWidth, map.PlaceHeight));
        Assert.Equal((100, 50), (map.PictureX(0), map.PictureY(16)));
        Assert.Equal((740, 370), (map.PictureX(64), map.PictureY(48)));
        Assert.Equal((420, 50), (map.PictureX(32), map.PictureY(-5)));
    }

    [Fact]
    public void A_picture_of_the_same_size_allocates_nothing()
    {
        var frame = Noise(320, 240, default, seed: 1);
        var painter = new TensorPainter(Plain with { Fit = PictureFit.LetterboxCenter, Layout = TensorLayout.Nhwc });
        var bytes = new byte[painter.TensorBytes];
        Assert.Equal(0, Allocation.Of(_ => painter.Paint(frame, bytes)));
    }

    [Fact]
    public void A_crop_beyond_the_picture_is_refused()
    {
        var painter = new TensorPainter(Plain);
        var bytes = new byte[painter.TensorBytes];
        var frame = new YuvFrame(100, 100, default);
        Assert.Throws<ArgumentOutOfRangeException>(() => painter.Paint(frame, 50, 0, 51, 10, bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => painter.Paint(frame, 0, 0, 10, 0, bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => painter.Paint(frame, bytes.AsSpan(1)));
    }

    private static void Compare(YuvFrame frame, PictureInput input, int x, int y, int width, int height)
    {
        var painter = new TensorPainter(input);
        var bytes = new byte[painter.TensorBytes];
        painter.Paint(frame, x, y, width, height, bytes);
        var values = MemoryMarshal.Cast<byte, float>(bytes);
        var map = painter.Map;
        for (var row = 0; row < input.Height; row++)
        {
            for (var column = 0; column < input.Width; column++)
            {
                var (px, py) = (column - map.PlaceX, row - map.PlaceY);
                var rgb = px < 0 || py < 0 || px >= map.PlaceWidth || py >= map.PlaceHeight ? (input.Pad, input.Pad, input.Pad) : PlainPixel(frame, map, px, py);
                var channels = input.IsBgr ? new[] { rgb.Item3, rgb.Item2, rgb.Item1 } : [rgb.Item1, rgb.Item2, rgb.Item3];
                for (var c = 0; c < 3; c++)
                {
                    var expected = (channels[c] - input.Mean[c]) / input.Deviation[c];
                    Assert.Equal(expected, values[(((c * input.Height) + row) * input.Width) + column], 0.02);
                }
            }
        }
    }

    private static (double R, double G, double B) PlainPixel(YuvFrame frame, PictureMap map, int px, int py)
    {
        var (sx, sy) = ((double)map.CropWidth / map.PlaceWidth, (double)map.CropHeight / map.PlaceHeight);
        var luma = Sample(frame.Y, frame.Width, frame.Height, map.CropX + ((px + 0.5) * sx) - 0.5, map.CropY + ((py + 0.5) * sy) - 0.5, sx, sy);
        var (cx, cy) = ((map.CropX / 2.0) + ((px + 0.5) * sx / 2) - 0.5, (map.CropY / 2.0) + ((py + 0.5) * sy / 2) - 0.5);
        var u = Sample(frame.U, frame.ChromaWidth, frame.ChromaHeight, cx, cy, sx / 2, sy / 2) - 128;
        var v = Sample(frame.V, frame.ChromaWidth, frame.ChromaHeight, cx, cy, sx / 2, sy / 2) - 128;
        var (kr, kb) = frame.Color.IsBt709 ? (0.2126, 0.0722) : (0.299, 0.114);
        var lumaOne = frame.Color.IsFullRange ? luma / 255 : (luma - 16) / 219;
        var (cb, cr) = frame.Color.IsFullRange ? (u / 255, v / 255) : (u / 224, v / 224);
        var red = lumaOne + (2 * (1 - kr) * cr);
        var blue = lumaOne + (2 * (1 - kb) * cb);
        var green = (lumaOne - (kr * red) - (kb * blue)) / (1 - kr - kb);
        return (Math.Clamp(red * 255, 0, 255), Math.Clamp(green * 255, 0, 255), Math.Clamp(blue * 255, 0, 255));
    }

    private static double Sample(ReadOnlySpan<byte> plane, int width, int height, double x, double y, double sx, double sy)
    {
        var (rx, ry) = (Math.Max(1, sx / 2), Math.Max(1, sy / 2));
        var (sum, weights) = (0.0, 0.0);
        for (var j = (int)Math.Floor(y - ry); j <= Math.Ceiling(y + ry); j++)
        {
            for (var i = (int)Math.Floor(x - rx); i <= Math.Ceiling(x + rx); i++)
            {
                var weight = Math.Max(0, 1 - (Math.Abs(i - x) / rx)) * Math.Max(0, 1 - (Math.Abs(j - y) / ry));
                sum += weight * plane[(Math.Clamp(j, 0, height - 1) * width) + Math.Clamp(i, 0, width - 1)];
                weights += weight;
            }
        }

        return sum / weights;
    }

    private static float[] Paint(YuvFrame frame, PictureInput input)
    {
        var painter = new TensorPainter(input);
        var bytes = new byte[painter.TensorBytes];
        painter.Paint(frame, bytes);
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }

    private static YuvFrame Noise(int width, int height, YuvColor color, int seed)
    {
        var frame = new YuvFrame(width, height, color);
        new Random(seed).NextBytes(frame.Bytes);
        return frame;
    }
}
