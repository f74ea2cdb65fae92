using System.Numerics.Tensors;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Decoding;

/// <summary>
/// NanoDet's head (Generalized Focal Loss, Li et al. 2020): each distance from a cell's centre to an edge is the expectation of a distribution over bins, in strides.
/// </summary>
/// <param name="stages">The stages, finest first.</param>
/// <param name="thresholds">Lowest score by class; infinite for one that is not kept.</param>
internal sealed class NanoDetDecoder(IReadOnlyList<NanoDetDecoder.Stage> stages, float[] thresholds) : IBoxDecoder
{
    private readonly float _lowest = thresholds.Min();

    /// <inheritdoc/>
    public bool Decode(IOutputValues outputs, in PictureMap map, Candidates candidates)
    {
        foreach (var stage in stages)
        {
            if (!DecodeStage(stage, outputs[stage.Scores], outputs[stage.Boxes], map, candidates))
            {
                return false;
            }
        }

        return true;
    }

    private bool DecodeStage(in Stage stage, ReadOnlySpan<float> scores, ReadOnlySpan<float> boxes, in PictureMap map, Candidates candidates)
    {
        var classes = thresholds.Length;
        for (var cell = 0; cell < stage.Columns * stage.Rows; cell++)
        {
            var own = scores.Slice(cell * classes, classes);
            var best = TensorMax(own);
            if (float.IsNaN(best))
            {
                return false;
            }

            if (best >= _lowest && !AddCell(stage, cell, own, boxes.Slice(cell * 4 * stage.Bins, 4 * stage.Bins), map, candidates))
            {
                return false;
            }
        }

        return true;
    }

    private bool AddCell(in Stage stage, int cell, ReadOnlySpan<float> scores, ReadOnlySpan<float> sides, in PictureMap map, Candidates candidates)
    {
        Span<float> away = stackalloc float[4];
        for (var side = 0; side < 4; side++)
        {
            away[side] = Expectation(sides.Slice(side * stage.Bins, stage.Bins)) * stage.Stride;
            if (!float.IsFinite(away[side]))
            {
                return false;
            }
        }

        var (x, y) = (((cell % stage.Columns) + 0.5f) * stage.Stride, ((cell / stage.Columns) + 0.5f) * stage.Stride);
        var (left, top, right, bottom) = (map.PictureX(x - away[0]), map.PictureY(y - away[1]), map.PictureX(x + away[2]), map.PictureY(y + away[3]));
        for (var c = 0; c < scores.Length; c++)
        {
            if (scores[c] >= thresholds[c])
            {
                candidates.Add(new Detection(c, Math.Min(scores[c], 1), left, top, right, bottom));
            }
        }

        return true;
    }

    // NaN when one of the numbers is.
    private static float TensorMax(ReadOnlySpan<float> values) => TensorPrimitives.Max(values);

    private static float Expectation(ReadOnlySpan<float> bins)
    {
        var highest = TensorPrimitives.Max(bins);
        var (sum, mean) = (0f, 0f);
        for (var i = 0; i < bins.Length; i++)
        {
            var share = MathF.Exp(bins[i] - highest);
            sum += share;
            mean += share * i;
        }

        return mean / sum;
    }

    /// <summary>One stage of the head.</summary>
    /// <param name="Stride">Pixels of the input from cell to cell.</param>
    /// <param name="Columns">Cells in a row.</param>
    /// <param name="Rows">Rows of cells.</param>
    /// <param name="Bins">Bins of a distribution.</param>
    /// <param name="Scores">Index of the output with scores.</param>
    /// <param name="Boxes">Index of the output with distances.</param>
    internal readonly record struct Stage(int Stride, int Columns, int Rows, int Bins, int Scores, int Boxes);
}
