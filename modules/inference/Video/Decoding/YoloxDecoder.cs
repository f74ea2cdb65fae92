using System.Numerics.Tensors;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Decoding;

/// <summary>
/// YOLOX's head (Ge et al. 2021) as exported without decoding: for each cell centre x and y in strides from the cell's corner, the logarithms of width and height in strides, objectness, and
/// class scores. A score is objectness times the class's.
/// </summary>
/// <param name="grids">Stride, columns and rows of each stage, in the output's order.</param>
/// <param name="output">Index of the output.</param>
/// <param name="thresholds">Lowest score by class; infinite for one that is not kept.</param>
internal sealed class YoloxDecoder(IReadOnlyList<(int Stride, int Columns, int Rows)> grids, int output, float[] thresholds) : IBoxDecoder
{
    private const int Before = 5;

    // Larger than any input: exp of more would only overflow.
    private const float MostLogarithm = 12;

    private readonly float _lowest = thresholds.Min();

    /// <inheritdoc/>
    public bool Decode(IOutputValues outputs, in PictureMap map, Candidates candidates)
    {
        var values = outputs[output];
        var width = Before + thresholds.Length;
        var at = 0;
        foreach (var (stride, columns, rows) in grids)
        {
            for (var cell = 0; cell < columns * rows; cell++, at += width)
            {
                var own = values.Slice(at, width);
                if (float.IsNaN(TensorPrimitives.Max(own)))
                {
                    return false;
                }

                AddCell(own, cell % columns, cell / columns, stride, map, candidates);
            }
        }

        return true;
    }

    private void AddCell(ReadOnlySpan<float> own, int column, int row, int stride, in PictureMap map, Candidates candidates)
    {
        var objectness = own[4];
        if (objectness < _lowest)
        {
            return;
        }

        var (x, y) = ((own[0] + column) * stride, (own[1] + row) * stride);
        var (halfWidth, halfHeight) = (MathF.Exp(Math.Min(own[2], MostLogarithm)) * stride / 2, MathF.Exp(Math.Min(own[3], MostLogarithm)) * stride / 2);
        var (left, top, right, bottom) = (map.PictureX(x - halfWidth), map.PictureY(y - halfHeight), map.PictureX(x + halfWidth), map.PictureY(y + halfHeight));
        for (var c = 0; c < thresholds.Length; c++)
        {
            var score = objectness * own[Before + c];
            if (score >= thresholds[c])
            {
                candidates.Add(new Detection(c, Math.Min(score, 1), left, top, right, bottom));
            }
        }
    }
}
