using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Drawing;
using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Inference.Video.Geometry;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Inference.Video.Tests.Drawing;

/// <summary>Who is in a picture is made unknowable, and nothing is drawn beyond it.</summary>
public sealed class PictureDrawingTests
{
    private const int LeastBlock = 8;

    [Theory]
    [InlineData(640, 480, 100, 100, 160, 280)]
    [InlineData(640, 480, 100.6f, 99.5f, 159.4f, 280.2f)]
    [InlineData(641, 481, 600, 400, 700, 500)]
    [InlineData(641, 481, -50, -50, 30, 40)]
    [InlineData(641, 481, -100, -100, 800, 900)]
    [InlineData(33, 17, 3, 2, 9, 5)]
    [InlineData(7, 5, 0, 0, 7, 5)]
    [InlineData(1, 1, 0, 0, 1, 1)]
    public void In_the_box_are_blocks_of_one_colour_each(int width, int height, float left, float top, float right, float bottom)
    {
        var frame = Noise(width, height, 1);
        PictureDrawing.Hide(frame, new Detection(0, 0.9f, left, top, right, bottom));
        AssertHidden(frame, (left, top, right, bottom));
    }

    [Fact]
    public void Whatever_the_box_it_is_hidden_and_what_is_far_from_it_is_not_touched()
    {
        var seed = TestSeed.Draw();
        var random = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            var frame = Noise(1 + random.Next(300), 1 + random.Next(300), i);
            var before = frame.Bytes.ToArray();
            var (x, y) = ((random.NextSingle() * 400) - 50, (random.NextSingle() * 400) - 50);
            var box = (Left: x, Top: y, Right: x + (random.NextSingle() * 200), Bottom: y + (random.NextSingle() * 200));
            PictureDrawing.Hide(frame, new Detection(0, 0.9f, box.Left, box.Top, box.Right, box.Bottom));
            AssertHidden(frame, box);
            AssertOutside(frame, before, box, seed);
        }
    }

    [Theory]
    [InlineData(59)]
    [InlineData(95)]
    [InlineData(96)]
    [InlineData(200)]
    public void No_more_than_six_blocks_are_left_of_the_shorter_edge(int edge)
    {
        var frame = Noise(640, 480, 2);
        PictureDrawing.Hide(frame, new Detection(0, 0.9f, 200, 100, 200 + edge, 100 + (edge * 1.5f)));
        var row = frame.Y.Slice(150 * 640, 640)[200..(200 + edge)].ToArray();
        var changes = Enumerable.Range(1, edge - 1).Count(i => row[i] != row[i - 1]);
        Assert.InRange(changes, 1, 6);
    }

    [Theory]
    [InlineData(700, 100, 800, 200)]
    [InlineData(-300, 100, -100, 200)]
    [InlineData(100, 600, 200, 700)]
    [InlineData(100, 100, 100, 100)]
    public void A_box_beyond_the_picture_or_of_no_size_changes_nothing(float left, float top, float right, float bottom)
    {
        var frame = Noise(641, 481, 3);
        var before = frame.Bytes.ToArray();
        PictureDrawing.Hide(frame, new Detection(0, 0.9f, left, top, right, bottom));
        Assert.Equal(before, frame.Bytes);
    }

    [Fact]
    public void A_box_beyond_all_bounds_hides_the_whole_picture()
    {
        foreach (var edge in (float[])[1e5f, 1e12f, float.MaxValue / 4])
        {
            var frame = new YuvFrame(4_000, 4_000, default);
            frame.Bytes.AsSpan().Fill(200);
            PictureDrawing.Hide(frame, new Detection(0, 0.9f, -edge, -edge, edge, edge));
            Assert.Equal(-1, frame.Bytes.AsSpan().IndexOfAnyExcept((byte)200));
        }
    }

    [Fact]
    public void Nothing_is_drawn_beyond_the_picture()
    {
        var seed = TestSeed.Draw();
        var random = new Random(seed);
        float[] odd = [0, -1, 1e9f, -1e9f, 1e30f, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        for (var i = 0; i < 500; i++)
        {
            var frame = new YuvFrame(1 + random.Next(64), 1 + random.Next(64), default);
            PictureDrawing.Draw(
                frame,
                [(new Detection(random.Next(80), 0.5f, Number(), Number(), Number(), Number()), 1)],
                [new PictureLine("l", random.NextDouble(), random.NextDouble(), 1, 1)]);
        }

        float Number() => random.Next(4) == 0 ? odd[random.Next(odd.Length)] : (random.NextSingle() * 200) - 70;
    }

    [Fact]
    public void A_box_is_drawn_at_its_edges_and_leaves_what_is_within()
    {
        var frame = new YuvFrame(64, 48, default);
        PictureDrawing.Draw(frame, [(new Detection(1, 0.5f, 10, 10, 40, 30), 1)], []);
        Assert.All((int[])[(10 * 64) + 20, (30 * 64) + 20, (20 * 64) + 10, (20 * 64) + 40], at => Assert.NotEqual(0, frame.Y[at]));
        Assert.All((int[])[(20 * 64) + 20, (8 * 64) + 20, (34 * 64) + 20, (20 * 64) + 6, (20 * 64) + 46], at => Assert.Equal(0, frame.Y[at]));
    }

    [Theory]
    [InlineData(64, 48)]
    [InlineData(33, 17)]
    public void A_small_picture_becomes_a_jpeg(int width, int height)
    {
        var jpeg = PictureDrawing.ToJpeg(Noise(width, height, 4), out var fault);
        Assert.Equal("", fault);
        Assert.Equal([0xFF, 0xD8], jpeg![..2]);
        Assert.Equal([0xFF, 0xD9], jpeg[^2..]);
    }

    private static YuvFrame Noise(int width, int height, int seed)
    {
        var frame = new YuvFrame(width, height, default);
        new Random(seed).NextBytes(frame.Bytes);
        return frame;
    }

    private static void AssertHidden(YuvFrame frame, (float Left, float Top, float Right, float Bottom) box)
    {
        AssertBlocks(frame.Y, frame.Width, frame.Height, box, LeastBlock);
        var half = (box.Left / 2, box.Top / 2, box.Right / 2, box.Bottom / 2);
        AssertBlocks(frame.U, frame.ChromaWidth, frame.ChromaHeight, half, LeastBlock / 2);
        AssertBlocks(frame.V, frame.ChromaWidth, frame.ChromaHeight, half, LeastBlock / 2);
    }

    // Where two pixels side by side differ is a block's edge; edges are at least a block apart, and the same in each row of a block.
    private static void AssertBlocks(ReadOnlySpan<byte> plane, int width, int height, (float Left, float Top, float Right, float Bottom) box, int block)
    {
        var (left, top) = (Math.Max(0, (int)box.Left), Math.Max(0, (int)box.Top));
        var (right, bottom) = (Math.Min(width, (int)MathF.Ceiling(box.Right)), Math.Min(height, (int)MathF.Ceiling(box.Bottom)));
        for (var y = top; y < bottom; y++)
        {
            var lastEdge = -block;
            for (var x = left + 1; x < right; x++)
            {
                if (plane[(y * width) + x] != plane[(y * width) + x - 1])
                {
                    Assert.True(x - lastEdge >= block || lastEdge < 0, $"edges at {lastEdge} and {x} of row {y}");
                    lastEdge = x;
                }
            }
        }

        for (var x = left; x < right; x++)
        {
            var lastEdge = -block;
            for (var y = top + 1; y < bottom; y++)
            {
                if (plane[(y * width) + x] != plane[((y - 1) * width) + x])
                {
                    Assert.True(y - lastEdge >= block || lastEdge < 0, $"edges at {lastEdge} and {y} of column {x}");
                    lastEdge = y;
                }
            }
        }
    }

    // 15 % around the box, and two pixels for whole ones and chroma.
    private static void AssertOutside(YuvFrame frame, byte[] before, (float Left, float Top, float Right, float Bottom) box, int seed)
    {
        var (x, y) = (((box.Right - box.Left) * 0.15f) + 2, ((box.Bottom - box.Top) * 0.15f) + 2);
        for (var at = 0; at < frame.Width * frame.Height; at++)
        {
            var (column, row) = (at % frame.Width, at / frame.Width);
            var isFar = column < box.Left - x || column > box.Right + x || row < box.Top - y || row > box.Bottom + y;
            Assert.True(!isFar || frame.Bytes[at] == before[at], $"{column},{row} of {box} (seed {seed})");
        }
    }
}
