using EdgeAgent.Inference.Video.Counting;
using EdgeAgent.Inference.Video.Geometry;

namespace EdgeAgent.Inference.Video.Tests.Counting;

/// <summary>Zones that are entered, left, grazed and loitered in.</summary>
public sealed class ZoneWatchTests
{
    private static readonly Polygon Yard = new([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)]);

    private readonly Film _film = new();
    private readonly List<ZoneNews> _news = [];
    private readonly ZoneWatch _watch = new([new ZoneOptions("yard", Yard) { LoiterMs = 5_000 }], 2, 128);

    [Fact]
    public void Who_comes_and_goes_has_dwelt()
    {
        for (var i = 0; i < 40; i++)
        {
            Step((100 + (i * 25), 500));
        }

        Assert.Equal([ZoneNewsKind.Entered, ZoneNewsKind.Left], _news.Select(n => n.Kind));
        Assert.InRange(_news[1].DwellMs, 4_200, 5_000);
        Assert.Equal(0, _watch.Occupancy(0, 0));
    }

    [Fact]
    public void Who_stays_too_long_loiters_once()
    {
        for (var i = 0; i < 100; i++)
        {
            Step((500, 500), (600, 500));
        }

        Assert.Equal(2, _watch.Occupancy(0, 0));
        Assert.Equal(2, _news.Count(n => n.Kind == ZoneNewsKind.Loitering));
        Assert.All(_news.Where(n => n.Kind == ZoneNewsKind.Loitering), n => Assert.InRange(n.DwellMs, 5_000, 5_200));
    }

    [Fact]
    public void Who_grazes_the_zone_has_not_been_in_it()
    {
        for (var i = 0; i < 20; i++)
        {
            Step((i == 10 ? 210 : 180, 500));
        }

        Assert.Empty(_news);
    }

    [Fact]
    public void Who_is_no_longer_followed_has_left_when_he_was_seen_last()
    {
        for (var i = 0; i < 10; i++)
        {
            Step((500, 500));
        }

        var lastNs = _film.Ns;
        for (var i = 0; i < 10; i++)
        {
            Step();
        }

        Assert.Equal((ZoneNewsKind.Left, lastNs), (_news[^1].Kind, _news[^1].MonoNs));
        Assert.Equal(0, _watch.Occupancy(0, 0));
    }

    [Fact]
    public void Who_is_hidden_for_a_second_has_stayed()
    {
        for (var i = 0; i < 40; i++)
        {
            if (i is < 10 or >= 15)
            {
                Step((500, 500));
            }
            else
            {
                Step();
            }
        }

        Assert.Equal([ZoneNewsKind.Entered, ZoneNewsKind.Loitering], _news.Select(n => n.Kind));
        Assert.Equal(1, _watch.Occupancy(0, 0));
    }

    [Fact]
    public void A_picture_allocates_nothing()
    {
        var tracks = _film.Next((500, 500), (300, 500));
        _news.Capacity = 100;
        Assert.Equal(0, Allocation.Of(i => _watch.Step(tracks, Film.Edge, Film.Edge, i, _news)));
    }

    private void Step(params (float X, float Y)[] feet) => _watch.Step(_film.Next(feet), Film.Edge, Film.Edge, _film.Ns, _news);
}
