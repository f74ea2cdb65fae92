using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Tests.Counting;

/// <summary>Feet that go where a test says, as tracks: five pictures a second of 1000 by 1000 pixels, boxes of 40 by 100.</summary>
internal sealed class Film
{
    public const int Edge = 1_000;
    private const long StepNs = 200_000_000;

    public Tracker Tracker { get; } = new(2, new TrackerOptions { Confirmations = 2 });

    public long Frame { get; private set; } = -1;

    public long Ns { get; private set; } = 1;

    /// <summary>The next picture, with a foot point each.</summary>
    public IReadOnlyList<Track> Next(params (float X, float Y)[] feet)
    {
        (Frame, Ns) = (Frame + 1, Ns + StepNs);
        Tracker.Step([.. feet.Select(f => new Detection(0, 0.9f, f.X - 20, f.Y - 100, f.X + 20, f.Y))], Ns);
        return Tracker.Tracks;
    }
}
