using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Geometry;
using EdgeAgent.Tests.Support;
using static EdgeAgent.Inference.Video.Tests.Cameras.SceneFilm;

namespace EdgeAgent.Inference.Video.Tests.Cameras;

/// <summary>What is told of zones.</summary>
public sealed class CameraZonesTests
{
    private static readonly ZonePlan Yard = new("yard", new Polygon([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)]), ["person", "bicycle"]);

    [Fact]
    public void Who_is_inside_for_how_long_and_how_many_stays_have_ended()
    {
        var film = new SceneFilm([], [Yard]);
        film.Run(11, _ => [Person(300, 500), Person(500, 500), Bicycle(700, 500), Bag(400, 700)]);
        Assert.Equal((2, 1, 0, 0), (film["yard.person"], film["yard.bicycle"], film["yard.visits"], film["yard.stay"]));
        Assert.Equal(1.8, film["yard.longest"], 3);
        film.Run(10, _ => [Person(300, 500)]);
        Assert.Equal((1, 0, 2), (film["yard.person"], film["yard.bicycle"], film["yard.visits"]));
        Assert.Equal(3.6, film["yard.stay"], 3);
        Assert.Equal(3.8, film["yard.longest"], 3);
        film.Run(10, _ => []);
        Assert.Equal((0, 3, 0), (film["yard.person"], film["yard.visits"], film["yard.longest"]));
        Assert.Equal(7.4, film["yard.stay"], 3);
        Assert.False(film.Scene.HasNews);
        Assert.Equal(long.MaxValue, film.Scene.NextLookNs);
    }

    [Fact]
    public void Loitering_is_told_when_the_time_is_over_until_he_goes()
    {
        var film = new SceneFilm([], [Yard with { LoiterMs = 5_000 }]);
        film.Run(26, _ => [Person(500, 500)]);
        Assert.Equal((0, ""), (film["yard.loitering"], film.Scene.TakeRaised()));
        film.Run(2, _ => [Person(500, 500)]);
        Assert.True(film.Scene.HasNews);
        Assert.Equal((1, "yard.loitering", ""), (film["yard.loitering"], film.Scene.TakeRaised(), film.Scene.TakeRaised()));
        film.Run(10, _ => [Person(500, 500)]);
        Assert.Equal((1, false, ""), (film["yard.loitering"], film.Scene.HasNews, film.Scene.TakeRaised()));
        film.Run(20, _ => []);
        Assert.True(film.Scene.HasNews);
        Assert.Equal((0, ""), (film["yard.loitering"], film.Scene.TakeRaised()));
    }

    [Fact]
    public void A_still_picture_is_looked_at_again_while_time_matters()
    {
        var film = new SceneFilm([], [Yard with { LoiterMs = 5_000 }]);
        film.Run(5, _ => [Person(100, 500), Bag(500, 500)]);
        Assert.Equal(long.MaxValue, film.Scene.NextLookNs);
        film.Run(10, _ => [Person(500, 500)]);
        Assert.Equal(film.Ns + CameraScene.TimedLookNs, film.Scene.NextLookNs);

        // He stands so still that nothing else is looked at.
        for (var i = 0; i < 6; i++)
        {
            LookAgain(film, Person(500, 500));
        }

        Assert.Equal(1, film["yard.loitering"]);
    }

    [Fact]
    public void One_in_a_still_picture_whom_the_model_misses_twice_is_followed_on()
    {
        var film = new SceneFilm([], [Yard with { LoiterMs = 8_000 }]);
        film.Run(10, _ => [Person(500, 500)]);
        for (var i = 0; i < 5; i++)
        {
            LookAgain(film);
            Assert.Equal(film.Ns + CameraScene.AgainLookNs, film.Scene.NextLookNs);
            LookAgain(film);
            LookAgain(film, Person(500, 500));
            Assert.Equal(film.Ns + CameraScene.TimedLookNs, film.Scene.NextLookNs);
        }

        Assert.Equal((1, 0), (film["yard.loitering"], film["yard.visits"]));
        LookAgain(film);
        LookAgain(film);
        LookAgain(film);
        LookAgain(film);
        Assert.Equal((0, 1, long.MaxValue), (film["yard.loitering"], film["yard.visits"], film.Scene.NextLookNs));
    }

    [Fact]
    public void Nobody_may_be_where_it_is_forbidden_and_other_classes_may()
    {
        var film = new SceneFilm([], [Yard with { Classes = ["person"], IsForbidden = true }]);
        film.Run(10, _ => [Bicycle(500, 500)]);
        Assert.Equal(0, film["yard.intrusion"]);
        film.Run(15, _ => [Person(300, 500)]);
        Assert.Equal((1, "yard.intrusion"), (film["yard.intrusion"], film.Scene.TakeRaised()));
        Assert.Equal(film.Ns + CameraScene.TimedLookNs, film.Scene.NextLookNs);
        film.Run(15, _ => []);
        Assert.Equal(0, film["yard.intrusion"]);
    }

    [Fact]
    public void A_bag_that_stands_alone_is_left_behind()
    {
        var film = new SceneFilm([], [Yard with { LeftMs = 5_000, Things = ["backpack"] }]);
        film.Run(30, _ => [Bag(500, 500), Person(520, 500)]);
        Assert.Equal(0, film["yard.left-behind"]);
        film.Run(40, _ => [Bag(500, 500)]);
        Assert.Equal((1, "yard.left-behind"), (film["yard.left-behind"], film.Scene.TakeRaised()));
        Assert.Equal(film.Ns + CameraScene.TimedLookNs, film.Scene.NextLookNs);

        // One elsewhere is none of the zone's business.
        film.Run(20, _ => [Bag(100, 500)]);
        Assert.Equal((0, long.MaxValue), (film["yard.left-behind"], film.Scene.NextLookNs));
    }

    [Fact]
    public void A_queue_is_who_stands()
    {
        var film = new SceneFilm([], [Yard with { HasQueue = true }]);
        film.Run(20, i => [Person(300, 500), Person(400, 500), Person(100, 500), Person(250 + (i * 20), 700)]);
        Assert.Equal((2, 3), (film["yard.queue"], film["yard.person"]));
        film.Run(15, _ => []);
        Assert.Equal(0, film["yard.queue"]);
    }

    // Whatever a model finds: all values can be, and no counter falls.
    [Fact]
    public void Random_pictures_give_values_that_can_be()
    {
        var seed = TestSeed.Draw();
        var random = new Random(seed);
        var zone = Yard with { LoiterMs = 1_000, LeftMs = 1_000, Things = ["backpack"], HasQueue = true, IsForbidden = true };
        var film = new SceneFilm([new LinePlan(new PictureLine("gate", 0.5, 0, 0.5, 1), ["person", "bicycle"]) { WrongWayIsIn = true }, new LinePlan(new PictureLine("edge", 0, 0, 1, 1), ["backpack"])], [zone]);
        var points = film.Scene.Points.All;
        var before = film.Scene.Values(film.Ns).ToArray();
        for (var i = 0; i < 3_000; i++)
        {
            Disturb(film, random);
            film.Next([.. Enumerable.Range(0, random.Next(40)).Select(_ => Found(random))]);
            var values = film.Scene.Values(film.Ns).ToArray();
            for (var p = 0; p < values.Length; p++)
            {
                var isSound = double.IsFinite(values[p]) && values[p] >= 0
                    && (points[p].Kind != Core.Points.PointKind.Counter || values[p] >= before[p]) && (points[p].Kind != Core.Points.PointKind.Discrete || values[p] is 0 or 1);
                Assert.True(isSound, $"{points[p].Name}: {before[p]}, then {values[p]} (picture {i}, seed {seed})");
            }

            before = values;
        }

        Assert.All(points.Select((p, i) => (p, i)).Where(p => p.p.Kind == Core.Points.PointKind.Counter), p => Assert.True(before[p.i] > 0, p.p.Name));
    }

    // Nothing moves: only the scene asks for a picture.
    private static void LookAgain(SceneFilm film, params Detection[] found)
    {
        Assert.NotEqual(long.MaxValue, film.Scene.NextLookNs);
        film.Wait((film.Scene.NextLookNs - film.Ns - StepNs) / 1_000_000);
        film.Next(found);
    }

    private static void Disturb(SceneFilm film, Random random)
    {
        switch (random.Next(100))
        {
            case 0:
                film.Scene.Interrupt();
                break;
            case < 5:
                film.Wait(random.Next(10_000));
                break;
        }
    }

    // Anywhere, also of no size and beyond the picture.
    private static Detection Found(Random random)
    {
        var (x, y) = ((random.NextSingle() * 1_400) - 200, (random.NextSingle() * 1_400) - 200);
        var (width, height) = random.Next(10) switch { 0 => (0f, 0f), 1 => (2_000f, 2_000f), _ => (random.NextSingle() * 200, random.NextSingle() * 200) };
        return new Detection(random.Next(3), 0.2f + (random.NextSingle() * 0.8f), x, y, x + width, y + height);
    }
}
