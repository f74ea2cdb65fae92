using System.Globalization;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Video.Decoding;

namespace EdgeAgent.Inference.Video.Inference;

/// <summary>
/// Compares what a model finds in a golden picture with what the manifest says of it. Expected and found boxes of a class belong together by what they share, most first. One that stands alone
/// is a difference, unless its score is so near the class's threshold that the tolerance puts it on either side. Pure.
/// </summary>
public static class GoldenCheck
{
    // Boxes that share less are two things.
    private const float LeastIou = 0.3f;

    /// <summary>Compares them.</summary>
    /// <param name="manifest">Labels and thresholds.</param>
    /// <param name="golden">What is expected.</param>
    /// <param name="found">What was found at the manifest's thresholds.</param>
    /// <returns>Every difference; none when all is well.</returns>
    public static IReadOnlyList<GoldenDifference> Compare(VideoManifest manifest, GoldenPicture golden, IReadOnlyList<Detection> found)
    {
        var differences = new List<GoldenDifference>();
        var expected = golden.Detections.Select(d => new Detection(d.Class, d.Score, d.Left, d.Top, d.Right, d.Bottom)).ToList();
        var pairs = Pair(expected, found);
        for (var e = 0; e < expected.Count; e++)
        {
            if (pairs.TryGetValue(e, out var f))
            {
                CompareOne(manifest, golden, expected[e], found[f], differences);
            }
            else if (!IsMarginal(manifest, golden, expected[e]))
            {
                differences.Add(new GoldenDifference(Where(manifest, expected[e]), "nothing", Text(expected[e])));
            }
        }

        differences.AddRange(found.Where((d, f) => !pairs.ContainsValue(f) && !IsMarginal(manifest, golden, d)).Select(d => new GoldenDifference(Where(manifest, d), Text(d), "nothing")));
        return differences;
    }

    private static Dictionary<int, int> Pair(List<Detection> expected, IReadOnlyList<Detection> found)
    {
        var pairs = new Dictionary<int, int>();
        var candidates = Enumerable.Range(0, expected.Count).SelectMany(e => Enumerable.Range(0, found.Count).Select(f => (E: e, F: f)))
            .Where(p => expected[p.E].Class == found[p.F].Class).Select(p => (p.E, p.F, Iou: expected[p.E].IouWith(found[p.F]))).Where(p => p.Iou >= LeastIou);
        foreach (var (e, f, _) in candidates.OrderByDescending(p => p.Iou).ThenBy(p => p.E).ThenBy(p => p.F))
        {
            if (!pairs.ContainsKey(e) && !pairs.ContainsValue(f))
            {
                pairs.Add(e, f);
            }
        }

        return pairs;
    }

    private static void CompareOne(VideoManifest manifest, GoldenPicture golden, in Detection expected, in Detection found, List<GoldenDifference> differences)
    {
        if (!(Math.Abs(expected.Score - found.Score) <= golden.ScoreWithin))
        {
            differences.Add(new GoldenDifference(Where(manifest, expected), Number("score", found.Score), Number("", expected.Score) + Number(" within", golden.ScoreWithin)));
        }

        var most = Math.Max(Math.Max(Math.Abs(expected.Left - found.Left), Math.Abs(expected.Top - found.Top)), Math.Max(Math.Abs(expected.Right - found.Right), Math.Abs(expected.Bottom - found.Bottom)));
        if (!(most <= golden.BoxWithin))
        {
            differences.Add(new GoldenDifference(Where(manifest, expected), $"box {Box(found)}", $"{Box(expected)}{Number(" within", golden.BoxWithin)} pixels"));
        }
    }

    private static bool IsMarginal(VideoManifest manifest, GoldenPicture golden, in Detection detection) => Math.Abs(detection.Score - manifest.Thresholds[detection.Class]) <= golden.ScoreWithin;

    private static string Where(VideoManifest manifest, in Detection d) => string.Create(CultureInfo.InvariantCulture, $"{manifest.Labels[d.Class]} at {d.Left:0},{d.Top:0}");

    private static string Text(in Detection d) => $"{Number("score", d.Score)} and box {Box(d)}";

    private static string Box(in Detection d) => string.Create(CultureInfo.InvariantCulture, $"{d.Left:0.#},{d.Top:0.#} to {d.Right:0.#},{d.Bottom:0.#}");

    private static string Number(string name, float value) => string.Create(CultureInfo.InvariantCulture, $"{name}{(name.Length > 0 ? " " : "")}{value:0.###}");
}
