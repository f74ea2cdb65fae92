using System.Numerics;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Tests.Tracking;

/// <summary>Colours of boxes, in pictures that are painted.</summary>
public sealed class AppearanceReaderTests
{
    private static readonly Detection Box = new(0, 0.9f, 40, 20, 80, 120);
    private readonly YuvFrame _frame = new(160, 140, new YuvColor(IsBt709: false, IsFullRange: false));
    private readonly AppearanceReader _reader = new(3);

    [Fact]
    public void Three_stripes_are_told_apart_and_the_ground_at_the_sides_is_left_out()
    {
        Fill(0, 0, 160, 140, (120, 128, 128));
        Fill(50, 20, 70, 50, (30, 110, 140));
        Fill(50, 50, 70, 76, (200, 90, 200));
        Fill(50, 78, 70, 120, (60, 150, 120));
        Assert.Equal(new Appearance(new Vector3(30, 110, 140), new Vector3(200, 90, 200), new Vector3(60, 150, 120)), _reader.Read(_frame, [Box])[0]);
    }

    [Theory]
    [InlineData(-60, -60, -20, -20)]
    [InlineData(150, 130, 400, 900)]
    [InlineData(159.5f, 139.5f, 159.6f, 139.6f)]
    [InlineData(-8000, -8000, 8000, 8000)]
    public void A_box_beyond_the_picture_is_read_at_its_edge(float left, float top, float right, float bottom)
    {
        Fill(0, 0, 160, 140, (77, 66, 55));
        var grey = new Vector3(77, 66, 55);
        Assert.Equal(new Appearance(grey, grey, grey), _reader.Read(_frame, [new Detection(0, 0.9f, left, top, right, bottom)])[0]);
    }

    [Fact]
    public void A_picture_of_one_pixel_has_a_colour_too()
    {
        var frame = new YuvFrame(1, 1, _frame.Color);
        frame.Bytes[0] = 90;
        Assert.Equal(new Vector3(90, 128, 128), _reader.Read(frame, [Box])[0].Middle);
    }

    [Fact]
    public void No_more_are_read_than_there_is_room_for() => Assert.Equal(3, _reader.Read(_frame, [Box, Box, Box, Box, Box]).Length);

    [Fact]
    public void The_distance_is_0_for_the_same_and_1_at_most()
    {
        var (dark, light, red) = (Of(20, 128, 128), Of(220, 128, 128), Of(20, 110, 160));
        Assert.Equal(0, dark.DistanceTo(dark));
        Assert.Equal(1, dark.DistanceTo(light));
        Assert.Equal(1, dark.DistanceTo(red));
        Assert.Equal(0.3f, dark.DistanceTo(Of(50, 128, 128)), 0.001f);
        Assert.Equal(Of(60, 128, 128), dark.Towards(light, 0.2f));
    }

    [Fact]
    public void A_picture_allocates_nothing() => Assert.Equal(0, Allocation.Of(_ => _reader.Read(_frame, [Box])));

    private static Appearance Of(float y, float u, float v) => new(new Vector3(y, u, v), new Vector3(y, u, v), new Vector3(y, u, v));

    private void Fill(int left, int top, int right, int bottom, (byte Y, byte U, byte V) color)
    {
        var chroma = _frame.ChromaWidth * _frame.ChromaHeight;
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var at = (_frame.Width * _frame.Height) + (y / 2 * _frame.ChromaWidth) + (x / 2);
                (_frame.Bytes[(y * _frame.Width) + x], _frame.Bytes[at], _frame.Bytes[at + chroma]) = color;
            }
        }
    }
}
