using System.Runtime.InteropServices;
using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Inference.Video.Geometry;
using EdgeAgent.Inference.Video.Motion;

namespace EdgeAgent.Inference.Video.Tests.Motion;

/// <summary>The gate: shut before an empty lane, open for what moves, not fooled by noise, leaves and light.</summary>
public sealed class MotionGateTests
{
    private const int Width = 325;
    private const int Height = 245;
    private readonly Random _random = new(11);
    private readonly YuvFrame _frame = new(Width, Height, default);

    [Fact]
    public void An_empty_noisy_lane_is_looked_at_once_in_the_recheck_time()
    {
        var gate = new MotionGate(Width, Height, new MotionOptions { RecheckMs = 10_000, HoldMs = 1_000 });
        var open = Enumerable.Range(0, 600).Count(i => gate.Step(Scene(i, noise: 12)).IsOpen);
        Assert.Equal(6, open);
    }

    [Fact]
    public void Somebody_who_walks_opens_it_at_once_and_it_stays_open_a_while()
    {
        var gate = new MotionGate(Width, Height, new MotionOptions { RecheckMs = 1_000_000, HoldMs = 2_000 });
        var open = Enumerable.Range(0, 300).Select(i => gate.Step(Scene(i, noise: 6, walkerX: i is >= 100 and < 150 ? (i - 100) * 6 : null)).IsOpen).ToArray();
        Assert.True(open[0]);
        Assert.DoesNotContain(true, open[1..100]);
        Assert.DoesNotContain(false, open[100..169]);
        Assert.DoesNotContain(true, open[169..]);
    }

    [Fact]
    public void What_moves_under_a_mask_does_not_count()
    {
        var mask = new Polygon([(0, 0), (1, 0), (1, 1), (0, 1)]);
        var gate = new MotionGate(Width, Height, new MotionOptions { RecheckMs = 1_000_000, Masks = [mask] });
        var open = Enumerable.Range(0, 100).Count(i => gate.Step(Scene(i, noise: 6, walkerX: i * 3)).IsOpen);
        Assert.Equal(1, open);
    }

    [Fact]
    public void A_lamp_that_is_switched_is_light_and_is_learned_at_once()
    {
        var gate = new MotionGate(Width, Height, new MotionOptions { RecheckMs = 1_000_000, HoldMs = 500 });
        var results = Enumerable.Range(0, 100).Select(i => gate.Step(Scene(i, noise: 6, level: i < 50 ? 60 : 140))).ToArray();
        Assert.Equal([50], Enumerable.Range(0, 100).Where(i => results[i].IsLight));
        Assert.DoesNotContain(true, results[60..].Select(r => r.IsOpen));
    }

    [Fact]
    public void Leaves_that_always_move_are_learned_as_restless()
    {
        var gate = new MotionGate(Width, Height, new MotionOptions { RecheckMs = 1_000_000, HoldMs = 200, LearnMs = 3_000 });
        var open = Enumerable.Range(0, 1_200).Select(i => gate.Step(Scene(i, noise: 4, leaves: i / 2 % 2 * 24)).IsOpen).ToArray();
        Assert.True(open[..20].Count(o => o) > 10);
        Assert.Equal(0, open[600..].Count(o => o));
    }

    [Fact]
    public void Means_are_those_of_the_blocks_by_every_way()
    {
        _random.NextBytes(_frame.Bytes);
        var means = new float[(Width / 8) * (Height / 8)];
        BlockMeans.Compute(_frame.Y, Width, Height, means);
        for (var i = 0; i < means.Length; i++)
        {
            var (x, y) = (i % (Width / 8) * 8, i / (Width / 8) * 8);
            var sum = 0;
            for (var p = 0; p < 64; p++)
            {
                sum += _frame.Y[((y + (p / 8)) * Width) + x + (p % 8)];
            }

            Assert.Equal(sum / 64f, means[i]);
            if (x + 16 <= Width)
            {
                Assert.Equal(sum, (int)BlockMeans.Widened(ref MemoryMarshal.GetReference(_frame.Y.Slice(y * Width)), x, Width).Left);
            }
        }
    }

    [Fact]
    public void A_picture_allocates_nothing_and_another_size_is_refused()
    {
        var gate = new MotionGate(Width, Height, new MotionOptions());
        Assert.Equal(0, Allocation.Of(i =>
        {
            _frame.MonoNs = i * 100_000_000L;
            gate.Step(_frame);
        }));
        Assert.Throws<ArgumentException>(() => gate.Step(new YuvFrame(Width, Height + 1, default)));
    }

    // Ten pictures a second: a grey lane with noise, perhaps somebody of 16 by 48 pixels, perhaps leaves in a corner.
    private YuvFrame Scene(int index, int noise, int level = 90, int? walkerX = null, int leaves = 0)
    {
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var isWalker = walkerX is { } at && x >= at && x < at + 16 && y is >= 100 and < 148;
                var isLeaf = x < 80 && y < 60;
                _frame.Bytes[(y * Width) + x] = (byte)(level + (isWalker ? 50 : 0) + (isLeaf ? leaves : 0) + _random.Next(noise) - (noise / 2));
            }
        }

        _frame.MonoNs = 1 + (index * 100_000_000L);
        return _frame;
    }
}
