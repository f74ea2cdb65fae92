using EdgeAgent.Inference.Video.Counting;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Geometry;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Tests.Counting;

/// <summary>Things that are put down and left, of pictures of 1000 by 1000 pixels, five a second: people (class 0) of 40 by 100 pixels, bags (class 1) of 30 by 30.</summary>
public sealed class LeftWatchTests
{
    private const int Edge = 1_000;
    private const long StepNs = 200_000_000;
    private static readonly Polygon Yard = new([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)]);
    private static readonly bool[] Things = [false, true];

    private readonly LeftWatch _watch = new(Yard, 10_000, 128);
    private readonly Tracker _tracker = new(2, new TrackerOptions { Confirmations = 2 });
    private long _ns = 1;

    [Fact]
    public void A_bag_that_stands_alone_is_left_behind_after_its_time()
    {
        // Its owner puts it down, and goes 20 pixels a picture: he is near for 150.
        var left = Run(80, i => [Person(500 + Math.Max(0, (i - 10) * 20), 500), Bag(500, 500)]);
        var first = left.IndexOf(1);
        Assert.InRange(first, 10 + 7 + 50, 10 + 9 + 51);
        Assert.All(left[first..], n => Assert.Equal(1, n));
    }

    [Fact]
    public void Nobody_left_what_somebody_stands_beside()
    {
        Assert.All(Run(200, _ => [Person(600, 500), Bag(500, 500)]), n => Assert.Equal(0, n));
        Assert.Contains(1, Run(60, _ => [Person(700, 500), Bag(500, 500)]));
    }

    [Fact]
    public void Who_comes_back_ends_it_and_its_time_begins_anew()
    {
        Assert.Equal(1, Run(60, _ => [Bag(500, 500)])[^1]);
        Assert.All(Run(5, _ => [Bag(500, 500), Person(520, 500)])[2..], n => Assert.Equal(0, n));
        var after = Run(80, _ => [Bag(500, 500)]);
        Assert.InRange(after.IndexOf(1), 45, 65);
    }

    [Fact]
    public void A_bag_that_is_carried_is_not_left_however_slowly()
    {
        // Half its height each ten seconds at most: it drifts on from where it stood first.
        Assert.All(Run(240, i => [Bag(300 + (i * 1.5f), 500)])[..200], n => Assert.Equal(0, n));
    }

    [Fact]
    public void Outside_of_the_zone_and_of_the_classes_nothing_is_left()
    {
        Assert.All(Run(100, _ => [Bag(100, 500), Person(500, 500)]), n => Assert.Equal(0, n));
    }

    [Fact]
    public void Each_of_two_is_counted()
    {
        Assert.Equal(2, Run(60, _ => [Bag(300, 500), Bag(600, 500)])[^1]);
        Assert.Equal(1, Run(60, _ => [Bag(300, 500), Bag(600, 500), Person(620, 500)])[^1]);
    }

    [Fact]
    public void Without_people_in_the_module_nobody_is_near()
    {
        var left = 0;
        for (var i = 0; i < 60; i++)
        {
            _tracker.Step([Bag(500, 500), Person(510, 500)], _ns += StepNs);
            left = _watch.Step(_tracker.Tracks, Things, -1, Edge, Edge, _ns);
        }

        Assert.Equal(1, left);
    }

    [Fact]
    public void What_was_cleared_begins_to_stand_anew()
    {
        Assert.Equal(1, Run(60, _ => [Bag(500, 500)])[^1]);
        _watch.Clear();
        Assert.InRange(Run(60, _ => [Bag(500, 500)]).IndexOf(1), 49, 51);
    }

    [Fact]
    public void A_picture_allocates_nothing()
    {
        Run(10, _ => [Bag(500, 500), Person(700, 500)]);
        Assert.Equal(0, Allocation.Of(i => _watch.Step(_tracker.Tracks, Things, 0, Edge, Edge, _ns + i)));
    }

    private static Detection Person(float x, float y) => new(0, 0.9f, x - 20, y - 100, x + 20, y);

    private static Detection Bag(float x, float y) => new(1, 0.8f, x - 15, y - 30, x + 15, y);

    private List<int> Run(int pictures, Func<int, Detection[]> found)
    {
        var left = new List<int>();
        for (var i = 0; i < pictures; i++)
        {
            _tracker.Step(found(i), _ns += StepNs);
            left.Add(_watch.Step(_tracker.Tracks, Things, 0, Edge, Edge, _ns));
        }

        return left;
    }
}
