using System.Numerics;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Tracking;

/// <summary>Reads from a picture how what was found in it looks. Allocates nothing for a picture. Not thread-safe.</summary>
/// <param name="most">Most things of a picture that are read; further ones are left out.</param>
public sealed class AppearanceReader(int most)
{
    // The sides of a box are mostly ground.
    private const float Inset = 0.3f;
    private const int MostSamples = 24;

    // Ends of the stripes, in parts of the height.
    private static readonly (float From, float To)[] Stripes = [(0.05f, 0.3f), (0.3f, 0.55f), (0.6f, 0.9f)];

    private readonly Appearance[] _appearances = new Appearance[most];

    /// <summary>Reads them.</summary>
    /// <param name="frame">The picture.</param>
    /// <param name="detections">What was found in it.</param>
    /// <returns>One for each detection, in their order; valid until the next call.</returns>
    public ReadOnlySpan<Appearance> Read(YuvFrame frame, ReadOnlySpan<Detection> detections)
    {
        var count = Math.Min(detections.Length, _appearances.Length);
        for (var i = 0; i < count; i++)
        {
            var box = detections[i];
            _appearances[i] = new Appearance(Mean(frame, box, Stripes[0]), Mean(frame, box, Stripes[1]), Mean(frame, box, Stripes[2]));
        }

        return _appearances.AsSpan(0, count);
    }

    // A grid of chroma samples with the luma at each: big boxes cost no more than small ones.
    private static Vector3 Mean(YuvFrame frame, in Detection box, (float From, float To) stripe)
    {
        var (left, right) = Range(box.Left + (box.Width * Inset), box.Right - (box.Width * Inset), frame.ChromaWidth);
        var (top, bottom) = Range(box.Top + (box.Height * stripe.From), box.Top + (box.Height * stripe.To), frame.ChromaHeight);
        var (stepX, stepY) = (1 + ((right - left) / MostSamples), 1 + ((bottom - top) / MostSamples));
        var (y, u, v, count) = (0, 0, 0, 0);
        for (var row = top; row <= bottom; row += stepY)
        {
            for (var column = left; column <= right; column += stepX)
            {
                var at = (row * frame.ChromaWidth) + column;
                y += frame.Y[(2 * row * frame.Width) + (2 * column)];
                u += frame.U[at];
                v += frame.V[at];
                count++;
            }
        }

        return new Vector3(y, u, v) / count;
    }

    // First and last chroma sample, at least one, within the picture.
    private static (int First, int Last) Range(float from, float to, int samples)
    {
        var first = Math.Clamp((int)(from / 2), 0, samples - 1);
        return (first, Math.Clamp((int)MathF.Ceiling(to / 2) - 1, first, samples - 1));
    }
}
