using System.Numerics;
using EdgeAgent.Inference.Video.Counting;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Geometry;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Tests.Tracking;

/// <summary>Walkers of whom the detector sees a part, or one of two: who is who, and where the feet are.</summary>
public sealed class HiddenTests
{
    private const int StepMs = 200;
    private static readonly Appearance Dark = Of(25, 128, 130);
    private static readonly Appearance Red = Of(70, 105, 175);
    private readonly Tracker _tracker = new(3, new TrackerOptions());
    private readonly List<Detection> _detections = [];
    private readonly List<Appearance> _looks = [];
    private long _ns = 1;

    [Fact]
    public void Two_who_meet_and_turn_back_keep_their_numbers_by_their_coats()
    {
        Meet(isTold: true);
        Assert.InRange(Place(1), 145, 165);
        Assert.InRange(Place(2), 265, 285);
    }

    // What the test above is worth: by their places alone they would have passed each other.
    [Fact]
    public void Without_looks_those_who_meet_and_turn_back_seem_to_pass()
    {
        Meet(isTold: false);
        Assert.InRange(Place(1), 265, 285);
        Assert.InRange(Place(2), 145, 165);
    }

    [Fact]
    public void Looks_do_not_forbid_a_pair_when_the_light_changes()
    {
        for (var i = 0; i < 20; i++)
        {
            Add(Walker(100 + (i * 9), 200), i < 10 ? Dark : Of(180, 90, 160));
            Step();
        }

        Assert.Equal((1, 20), (Assert.Single(_tracker.Tracks).Id, _tracker.Tracks[0].Sightings));
    }

    [Fact]
    public void Looks_are_learned_slowly_and_not_from_what_another_covers()
    {
        for (var i = 0; i < 10; i++)
        {
            Add(Walker(100, 200), Dark);
            Add(Walker(160, 200), Red);
            Step();
        }

        Assert.Equal(Dark, _tracker.Tracks.Single(t => t.Id == 1).Looks);
        Add(Walker(100, 200), Red);
        Add(Walker(112, 200), Red);
        Step();
        Assert.Equal(Dark, _tracker.Tracks.Single(t => t.Id == 1).Looks);
        Add(Walker(100, 200), Of(75, 128, 130));
        Step();
        Assert.Equal(Of(35, 128, 130), _tracker.Tracks.Single(t => t.Id == 1).Looks);
    }

    [Fact]
    public void Feet_stay_where_they_are_when_something_hides_the_legs()
    {
        for (var i = 0; i < 30; i++)
        {
            var whole = Walker(100 + (i * 8), 200);
            Add(i is >= 12 and < 15 ? whole with { Bottom = 240 } : whole, null);
            Step();
            Assert.InRange(Assert.Single(_tracker.Tracks).Box.Bottom, 253, 269);
        }
    }

    [Fact]
    public void Feet_stay_where_they_are_when_somebody_in_front_hides_the_head()
    {
        for (var i = 0; i < 30; i++)
        {
            var whole = Walker(100 + (i * 8), 200);
            Add(i is >= 12 and < 15 ? whole with { Top = 226 } : whole, null);
            Step();
            Assert.InRange(Assert.Single(_tracker.Tracks).Box.Bottom, 253, 269);
        }
    }

    [Fact]
    public void A_walker_along_a_line_is_not_counted_when_his_legs_are_hidden()
    {
        var counter = new LineCounter([new PictureLine("kerb", 0, 0.251, 1, 0.251)], 128);
        var crossings = new List<Crossing>();
        for (var i = 0; i < 40; i++)
        {
            var whole = Walker(100 + (i * 8), 200);
            Add(i is >= 12 and < 15 ? whole with { Bottom = 240 } : whole, null);
            Step();
            counter.Step(_tracker.Tracks, 1_000, 1_000, i, _ns, crossings);
        }

        Assert.Empty(crossings);
    }

    [Fact]
    public void A_box_that_grows_for_good_is_believed_in_the_end()
    {
        for (var i = 0; i < 40; i++)
        {
            Add(i < 10 ? Walker(100, 200) with { Bottom = 240 } : Walker(100, 200), null);
            Step();
        }

        Assert.InRange(_tracker.Tracks[0].Box.Bottom, 260, 268);
        Assert.InRange(_tracker.Tracks[0].Box.Top, 196, 204);
    }

    [Fact]
    public void A_weak_second_box_of_one_drags_nobody_away_who_is_hidden()
    {
        for (var i = 0; i < 25; i++)
        {
            // The second walks the other way behind the first, hidden for five pictures in which the first has a wide weak box besides.
            Add(Walker(100 + (i * 8), 204), null);
            var (first, second) = (100 + (i * 8), 300 - (i * 8));
            Add(i is >= 11 and < 16 ? Walker(first - 2, 203) with { Right = first + 48, Score = 0.25f } : Walker(second, 200), null);
            Step();
        }

        Assert.InRange(Place(1), 285, 300);
        Assert.InRange(Place(2), 100, 115);
    }

    [Fact]
    public void A_second_strong_box_over_one_who_is_followed_begins_no_track_but_one_beside_does()
    {
        for (var i = 0; i < 10; i++)
        {
            Add(Walker(100, 200), null);
            if (i >= 4)
            {
                Add(Walker(104, 206) with { Score = 0.7f }, null);
            }

            Step();
        }

        Assert.Single(_tracker.Tracks);
        for (var i = 0; i < 4; i++)
        {
            Add(Walker(100, 200), null);
            Add(Walker(114, 206) with { Score = 0.7f }, null);
            Add(Walker(100, 200) with { Class = 1, Score = 0.6f }, null);
            Step();
        }

        Assert.Equal([0, 0, 1], _tracker.Tracks.Select(t => t.Class).Order());
    }

    // They come together until one box hides the other for a second, and go back whence they came.
    private void Meet(bool isTold)
    {
        for (var i = 0; i < 41; i++)
        {
            var off = Math.Abs(20 - i) * 3;
            if (i is < 18 or > 22)
            {
                Add(Walker(212 - off, 200), isTold ? Dark : null);
            }

            Add(Walker(216 + off, 204), isTold ? Red : null);
            Step();
        }
    }

    private float Place(long id) => _tracker.Tracks.Single(t => t.Id == id).Box.Left;

    private static Detection Walker(float x, float y) => new(0, 0.8f, x, y, x + 24, y + 64);

    private static Appearance Of(float y, float u, float v) => new(new Vector3(y, u, v), new Vector3(y, u, v), new Vector3(y, u, v));

    private void Add(in Detection detection, Appearance? looks)
    {
        _detections.Add(detection);
        if (looks is { } seen)
        {
            _looks.Add(seen);
        }
    }

    // Those of the tests come best first.
    private void Step()
    {
        _ns += StepMs * 1_000_000L;
        _tracker.Step([.. _detections], [.. _looks], _ns);
        _detections.Clear();
        _looks.Clear();
    }
}
