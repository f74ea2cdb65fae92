using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Geometry;
using static EdgeAgent.Inference.Video.Tests.Cameras.SceneFilm;

namespace EdgeAgent.Inference.Video.Tests.Cameras;

/// <summary>What is counted at lines, the rate, and what becomes of an interruption.</summary>
public sealed class CameraSceneTests
{
    // From right to left goes in.
    private static readonly PictureLine Gate = new("gate", 0.5, 0.2, 0.5, 0.8);

    [Fact]
    public void Each_class_is_counted_in_and_out_and_others_are_not()
    {
        var film = new SceneFilm([new LinePlan(Gate, ["bicycle", "person"])], []);
        film.Run(20, i => [Person(700 - (i * 20), 400), Bicycle(300 + (i * 20), 600), Bag(700 - (i * 20), 700)]);
        Assert.Equal([(0d, 1d), (1d, 0d)], new[] { (film["gate.bicycle.in"], film["gate.bicycle.out"]), (film["gate.person.in"], film["gate.person.out"]) });

        film.Run(20, i => [Person(320 + (i * 20), 400), Bicycle(680 - (i * 20), 600)]);
        Assert.Equal([(1d, 1d), (1d, 1d)], new[] { (film["gate.bicycle.in"], film["gate.bicycle.out"]), (film["gate.person.in"], film["gate.person.out"]) });
        Assert.Equal("", film.Scene.TakeRaised());
        Assert.False(film.Scene.HasNews);
    }

    [Fact]
    public void The_wrong_way_is_told_for_fifteen_seconds()
    {
        var film = new SceneFilm([new LinePlan(Gate, ["person"]) { WrongWayIsIn = false }], []);
        film.Run(20, i => [Person(700 - (i * 20), 400)]);
        Assert.Equal((1, 0, false), (film["gate.person.in"], film["gate.wrong-way"], film.Scene.HasNews));

        var crossed = 0L;
        film.Run(20, i =>
        {
            crossed = crossed == 0 && film.Scene.HasNews ? film.Ns : crossed;
            return [Person(320 + (i * 20), 400)];
        });
        Assert.True(film.Scene.HasNews);
        Assert.Equal("gate.wrong-way", film.Scene.TakeRaised());
        Assert.Equal("", film.Scene.TakeRaised());
        Assert.Equal(1, film["gate.wrong-way"]);
        Assert.False(film.Scene.HasNews);

        // It is told from the step over the line on, which was a picture or two before.
        Assert.Equal(1, film.Value("gate.wrong-way", crossed - (3 * StepNs) + CameraScene.WrongWayNs));
        Assert.Equal(0, film.Value("gate.wrong-way", crossed + CameraScene.WrongWayNs));
        Assert.Equal(1, film["gate.person.out"]);
    }

    [Fact]
    public void Another_the_wrong_way_meanwhile_makes_it_longer_and_is_no_other_event()
    {
        var film = new SceneFilm([new LinePlan(Gate, ["person"]) { WrongWayIsIn = true }], []);
        film.Run(20, i => [Person(700 - (i * 20), 400)]);
        Assert.Equal("gate.wrong-way", film.Scene.TakeRaised());
        film.Wait(5_000);
        film.Run(20, i => [Person(700 - (i * 20), 400)]);
        Assert.Equal("", film.Scene.TakeRaised());
        film.Wait(12_000);
        Assert.Equal(1, film["gate.wrong-way"]);
        film.Wait(5_000);
        Assert.Equal(0, film["gate.wrong-way"]);
        film.Run(20, i => [Person(700 - (i * 20), 400)]);
        Assert.Equal("gate.wrong-way", film.Scene.TakeRaised());
    }

    [Fact]
    public void A_class_that_the_line_does_not_name_may_go_the_wrong_way()
    {
        var film = new SceneFilm([new LinePlan(Gate, ["person"]) { WrongWayIsIn = true }], []);
        film.Run(20, i => [Bicycle(700 - (i * 20), 400)]);
        Assert.Equal((0, 0, false), (film["gate.person.in"], film["gate.wrong-way"], film.Scene.HasNews));
    }

    [Fact]
    public void The_rate_is_that_of_the_last_second()
    {
        var film = new SceneFilm([], []);
        Assert.Equal(0, film["rate"]);
        film.Run(5, _ => []);
        Assert.Equal(5, film["rate"], 6);

        // What is asked between two seconds neither changes nor disturbs it.
        film.Run(2, _ => []);
        Assert.Equal(5, film["rate"], 6);
        film.Run(3, _ => []);
        Assert.Equal(5, film["rate"], 6);
        film.Wait(1_000);
        Assert.Equal(0, film["rate"]);
    }

    [Fact]
    public void An_interruption_keeps_counts_and_empties_zones()
    {
        var yard = new ZonePlan("yard", new Polygon([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)]), ["person"]) { LoiterMs = 5_000, LeftMs = 5_000, Things = ["backpack"], HasQueue = true, IsForbidden = true };
        var film = new SceneFilm([new LinePlan(Gate, ["person"])], [yard]);
        film.Run(20, i => [Person(700 - (i * 20), 400), Bag(600, 700)]);
        film.Run(40, _ => [Person(320, 400), Bag(600, 700)]);
        Assert.Equal((1, 1, 1, 1, 1), (film["yard.person"], film["yard.loitering"], film["yard.intrusion"], film["yard.left-behind"], film["yard.queue"]));
        Assert.NotEqual(long.MaxValue, film.Scene.NextLookNs);
        var stayS = film["yard.longest"];

        _ = film["rate"];
        film.Scene.Interrupt();
        Assert.True(film.Scene.HasNews);
        Assert.Equal(long.MaxValue, film.Scene.NextLookNs);
        Assert.Equal((0, 0, 0, 0, 0), (film["yard.person"], film["yard.loitering"], film["yard.intrusion"], film["yard.left-behind"], film["yard.queue"]));
        Assert.Equal((1, 1, stayS, 0), (film["gate.person.in"], film["yard.visits"], film["yard.stay"], film["yard.longest"]));

        // Those who are there afterwards are others, though they stand in the same places.
        film.Wait(60_000);
        film.Run(10, _ => [Person(320, 400), Bag(600, 700)]);
        Assert.Equal((1, 0, 1, 0, 1), (film["yard.person"], film["yard.loitering"], film["yard.intrusion"], film["yard.left-behind"], film["gate.person.in"]));
        Assert.InRange(film["yard.longest"], 1.0, 2.0);
    }

    [Fact]
    public void Interruptions_before_and_after_anything_was_seen_change_nothing()
    {
        var film = new SceneFilm([new LinePlan(Gate, ["person"])], []);
        for (var i = 0; i < 3; i++)
        {
            film.Scene.Interrupt();
        }

        Assert.False(film.Scene.HasNews);
        Assert.Equal(0, film["rate"]);
        Assert.All(film.Scene.Values(film.Ns).ToArray(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void A_picture_allocates_nothing()
    {
        var area = new Polygon([(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)]);
        var zone = new ZonePlan("yard", area, ["person", "bicycle"]) { LoiterMs = 1_000, LeftMs = 1_000, Things = ["backpack"], HasQueue = true, IsForbidden = true };
        var film = new SceneFilm([new LinePlan(Gate, ["person", "bicycle"]) { WrongWayIsIn = true }], [zone, zone with { Name = "again" }]);
        var pictures = Enumerable.Range(0, 150).Select(i => (Detection[])[Person(700 - (i % 40 * 10), 400), Bicycle(300 + (i % 40 * 10), 600), Bag(600, 700)]).ToArray();
        Assert.Equal(0, Allocation.Of(i =>
        {
            film.Scene.Step(pictures[i], Edge, Edge, 1 + (i * StepNs));
            _ = film.Scene.Values(1 + (i * StepNs));
        }));
        Assert.InRange(film["gate.person.in"], 3, 4);
    }
}
