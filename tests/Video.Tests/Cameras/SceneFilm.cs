using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Tests.Cameras;

/// <summary>A scene before which a test lets things walk: five pictures a second of 1000 by 1000 pixels; people of 40 by 100 pixels, bicycles of 60 by 60, bags of 30 by 30.</summary>
internal sealed class SceneFilm
{
    public const int Edge = 1_000;
    public const long StepNs = 200_000_000;
    public static readonly IReadOnlyList<string> Labels = ["person", "bicycle", "backpack"];

    public SceneFilm(IReadOnlyList<LinePlan> lines, IReadOnlyList<ZonePlan> zones)
    {
        Scene = new CameraScene(new CameraPlan("lane", new StreamPlan(StreamKind.File, "/c"), lines, zones), Labels, new TrackerOptions { Confirmations = 2 });
    }

    public CameraScene Scene { get; }

    public long Ns { get; private set; } = 1_000_000_000;

    public double this[string point] => Value(point, Ns);

    public double Value(string point, long ns)
    {
        var index = Scene.Points.All.ToList().FindIndex(p => p.Name == point);
        Assert.True(index >= 0, $"no point {point}");
        return Scene.Values(ns)[index];
    }

    public void Next(params Detection[] found)
    {
        Ns += StepNs;
        Scene.Step([.. found.OrderByDescending(d => d.Score)], Edge, Edge, Ns);
    }

    public void Run(int pictures, Func<int, Detection[]> found)
    {
        for (var i = 0; i < pictures; i++)
        {
            Next(found(i));
        }
    }

    public void Wait(long ms) => Ns += ms * 1_000_000;

    public static Detection Person(float x, float y) => new(0, 0.9f, x - 20, y - 100, x + 20, y);

    public static Detection Bicycle(float x, float y) => new(1, 0.85f, x - 30, y - 60, x + 30, y);

    public static Detection Bag(float x, float y) => new(2, 0.8f, x - 15, y - 30, x + 15, y);
}
