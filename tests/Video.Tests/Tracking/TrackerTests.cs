using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Tests.Tracking;

/// <summary>Walkers that are drawn and not filmed: one number each, whatever the detector misses.</summary>
public sealed class TrackerTests
{
    private const int StepMs = 200;
    private readonly Tracker _tracker = new(3, new TrackerOptions());
    private readonly Random _random = new(3);
    private long _ns = 1;

    [Fact]
    public void A_walker_has_one_number_from_the_third_sighting_on()
    {
        for (var i = 0; i < 30; i++)
        {
            Step(Walker(100 + (i * 9), 200));
            Assert.Equal(i < 2 ? 0 : 1, Assert.Single(_tracker.Tracks).Id);
        }

        var track = _tracker.Tracks[0];
        Assert.Equal(30, track.Sightings);
        Assert.InRange(track.Speed.X, 38, 52);
        Assert.InRange(track.Speed.Y, -6, 6);
    }

    [Fact]
    public void Two_who_pass_each_other_keep_their_numbers()
    {
        for (var i = 0; i < 40; i++)
        {
            Step(Walker(100 + (i * 8), 200), Walker(412 - (i * 8), 206));
        }

        Assert.Equal([1L, 2L], _tracker.Tracks.Select(t => t.Id).Order());
        Assert.InRange(_tracker.Tracks.Single(t => t.Id == 1).Box.Left, 395, 425);
        Assert.InRange(_tracker.Tracks.Single(t => t.Id == 2).Box.Left, 85, 115);
    }

    [Fact]
    public void Somebody_behind_a_tree_for_a_second_is_the_same()
    {
        for (var i = 0; i < 40; i++)
        {
            Step(i is >= 15 and < 20 ? [] : [Walker(100 + (i * 8), 200)]);
        }

        Assert.Equal(1, Assert.Single(_tracker.Tracks).Id);
    }

    [Fact]
    public void Somebody_who_is_gone_for_long_is_another()
    {
        for (var i = 0; i < 40; i++)
        {
            Step(i is >= 15 and < 30 ? [] : [Walker(100 + (i * 8), 200)]);
            Assert.True(i is < 23 or >= 30 || _tracker.Tracks.Count == 0);
        }

        Assert.Equal(2, Assert.Single(_tracker.Tracks).Id);
    }

    [Fact]
    public void A_weak_find_carries_a_track_on_and_begins_none()
    {
        for (var i = 0; i < 20; i++)
        {
            Step(Walker(100 + (i * 8), 200) with { Score = i < 5 ? 0.7f : 0.2f }, Walker(500, 300) with { Score = 0.2f });
        }

        Assert.Equal((1, 20), (Assert.Single(_tracker.Tracks).Id, _tracker.Tracks[0].Sightings));
    }

    [Fact]
    public void Noise_that_is_seen_now_and_then_gets_no_number()
    {
        for (var i = 0; i < 100; i++)
        {
            Step(i % 3 < 2 ? [Walker(_random.Next(600), _random.Next(400))] : []);
        }

        Assert.DoesNotContain(_tracker.Tracks, t => t.IsConfirmed);
    }

    [Fact]
    public void The_class_is_the_one_that_was_seen_most()
    {
        for (var i = 0; i < 10; i++)
        {
            Step(Walker(100, 200) with { Class = i % 4 == 3 ? 2 : 1 });
        }

        Assert.Equal((1, 10), (Assert.Single(_tracker.Tracks).Class, _tracker.Tracks[0].Sightings));
    }

    [Fact]
    public void More_things_than_there_is_room_for_are_counted_and_harm_nothing()
    {
        var tracker = new Tracker(1, new TrackerOptions { Most = 16 });
        for (var i = 0; i < 10; i++)
        {
            _ns += StepMs * 1_000_000L;
            tracker.Step([.. Enumerable.Range(0, 50).Select(n => new Detection(0, 0.9f, n * 100, 0, (n * 100) + 20, 60))], _ns);
        }

        Assert.Equal((16, 340), (tracker.Tracks.Count, tracker.Overflows));
    }

    [Fact]
    public void A_picture_allocates_nothing()
    {
        var boxes = Enumerable.Range(0, 20).Select(n => Walker(n * 60, 100)).ToArray();
        Assert.Equal(0, Allocation.Of(i =>
        {
            _ns += StepMs * 1_000_000L;
            _tracker.Step(boxes.AsSpan(0, 10 + (i % 10)), _ns);
        }));
    }

    // The detector is a few pixels off each time.
    private Detection Walker(float x, float y) => new(0, 0.8f, x + Off(), y + Off(), x + 24 + Off(), y + 64 + Off());

    private float Off() => (_random.NextSingle() * 4) - 2;

    private void Step(params Detection[] detections)
    {
        _ns += StepMs * 1_000_000L;
        _tracker.Step([.. detections.OrderByDescending(d => d.Score)], _ns);
    }
}
