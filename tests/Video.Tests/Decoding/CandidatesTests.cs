using EdgeAgent.Inference.Video.Decoding;

namespace EdgeAgent.Inference.Video.Tests.Decoding;

/// <summary>The best boxes, and what is left where they lie over each other.</summary>
public sealed class CandidatesTests
{
    [Fact]
    public void The_best_of_a_class_covers_the_others()
    {
        var candidates = new Candidates(10, 10, 0.5f);
        candidates.Add(new Detection(0, 0.6f, 1, 0, 11, 10));
        candidates.Add(new Detection(0, 0.9f, 0, 0, 10, 10));
        candidates.Add(new Detection(1, 0.5f, 0, 0, 10, 10));
        candidates.Add(new Detection(0, 0.4f, 6, 0, 16, 10));
        candidates.Suppress();
        Assert.Equal([0.9f, 0.5f, 0.4f], candidates.Kept.ToArray().Select(d => d.Score));
    }

    [Fact]
    public void Of_more_than_there_is_room_for_the_best_stay()
    {
        var random = new Random(7);
        var candidates = new Candidates(50, 20, 0.5f);
        var all = Enumerable.Range(0, 1_000).Select(i => new Detection(i % 3, (float)random.NextDouble(), i * 20, 0, (i * 20) + 10, 10)).ToArray();
        foreach (var one in all)
        {
            candidates.Add(one);
        }

        candidates.Suppress();
        Assert.Equal(all.OrderByDescending(d => d.Score).Take(20), candidates.Kept.ToArray());
        candidates.Suppress();
        Assert.Empty(candidates.Kept.ToArray());
    }

    [Fact]
    public void A_box_without_an_area_is_none()
    {
        var candidates = new Candidates(5, 5, 0.5f);
        candidates.Add(new Detection(0, 0.9f, 5, 5, 5, 10));
        candidates.Add(new Detection(0, 0.9f, 5, 5, 10, 4));
        candidates.Add(new Detection(0, 0.9f, float.NaN, 5, 10, 9));
        candidates.Suppress();
        Assert.Empty(candidates.Kept.ToArray());
    }

    [Fact]
    public void The_order_of_equal_scores_does_not_matter()
    {
        var boxes = Enumerable.Range(0, 30).Select(i => new Detection(0, 0.5f, i % 6 * 4, i / 6 * 4, (i % 6 * 4) + 10, (i / 6 * 4) + 10)).ToArray();
        var first = Kept(boxes);
        Array.Reverse(boxes);
        Assert.Equal(first, Kept(boxes));

        static Detection[] Kept(Detection[] boxes)
        {
            var candidates = new Candidates(30, 30, 0.3f);
            Array.ForEach(boxes, b => candidates.Add(b));
            candidates.Suppress();
            return [.. candidates.Kept];
        }
    }
}
