using EdgeAgent.Inference.Video.Counting;
using EdgeAgent.Inference.Video.Geometry;

namespace EdgeAgent.Inference.Video.Tests.Counting;

/// <summary>Lines that are crossed, grazed, passed by, and stood upon.</summary>
public sealed class LineCounterTests
{
    private readonly Film _film = new();
    private readonly List<Crossing> _crossings = [];

    // From top to bottom in the middle: to its right the cross product is negative.
    private readonly LineCounter _counter = new([new PictureLine("gate", 0.5, 0.2, 0.5, 0.8)], 128);

    [Fact]
    public void Walking_from_right_to_left_is_in_and_back_is_out()
    {
        for (var i = 0; i < 20; i++)
        {
            Step((700 - (i * 20), 500));
        }

        for (var i = 0; i < 20; i++)
        {
            Step((320 + (i * 20), 500));
        }

        Assert.Equal([(true, 1L, 0), (false, 1L, 0)], _crossings.Select(c => (c.IsIn, c.Track, c.Class)));
        Assert.InRange(_crossings[0].Frame, 10, 12);
        Assert.InRange(_crossings[1].Frame, 29, 31);
    }

    [Fact]
    public void The_frame_is_the_first_on_the_other_side_however_slow_the_walk()
    {
        for (var i = 0; i < 60; i++)
        {
            Step((530.5f - i, 500));
        }

        Assert.InRange(Assert.Single(_crossings).Frame, 30, 33);
    }

    [Theory]
    [InlineData(150)]
    [InlineData(850)]
    public void Past_the_ends_of_the_line_is_no_crossing(float y)
    {
        for (var i = 0; i < 20; i++)
        {
            Step((700 - (i * 20), y));
        }

        Assert.Empty(_crossings);
    }

    [Fact]
    public void Who_trembles_on_the_line_is_not_counted_until_he_goes_on()
    {
        var random = new Random(5);
        for (var i = 0; i < 10; i++)
        {
            Step((600 - (i * 10), 500));
        }

        for (var i = 0; i < 100; i++)
        {
            Step((500 + random.Next(-3, 4), 500));
        }

        Assert.Empty(_crossings);
        for (var i = 0; i < 10; i++)
        {
            Step((500 - (i * 10), 500));
        }

        Assert.True(Assert.Single(_crossings).IsIn);
    }

    [Fact]
    public void Who_turns_back_on_the_line_has_not_crossed()
    {
        for (var i = 0; i < 40; i++)
        {
            Step((502 + (Math.Abs(20 - i) * 10), 500));
        }

        Assert.Empty(_crossings);
    }

    [Fact]
    public void Who_crosses_before_he_counts_is_told_once_he_does()
    {
        foreach (var x in (float[])[525, 505, 480, 455, 430])
        {
            Step((x, 500));
        }

        Assert.Equal((true, 2L), Assert.Single(_crossings) is var c ? (c.IsIn, c.Frame) : default);
    }

    [Fact]
    public void Another_in_the_same_place_of_the_table_begins_anew()
    {
        for (var i = 0; i < 5; i++)
        {
            Step((700, 500));
        }

        for (var i = 0; i < 12; i++)
        {
            Step();
        }

        for (var i = 0; i < 5; i++)
        {
            Step((300, 500));
        }

        Assert.Empty(_crossings);
    }

    [Fact]
    public void A_picture_allocates_nothing()
    {
        var tracks = _film.Next((700, 500), (300, 500));
        Assert.Equal(0, Allocation.Of(i => _counter.Step(tracks, Film.Edge, Film.Edge, i, i, _crossings)));
    }

    private void Step(params (float X, float Y)[] feet) => _counter.Step(_film.Next(feet), Film.Edge, Film.Edge, _film.Frame, _film.Ns, _crossings);
}
