using System.Numerics.Tensors;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Decoding;

/// <summary>SSD with its own suppression, as the TensorFlow detection API exports it: boxes as top, left, bottom, right from 0 to 1 of the input.</summary>
/// <param name="input">The model's input.</param>
/// <param name="indexes">Indexes of the outputs: boxes, classes, scores, count (-1: none).</param>
/// <param name="firstClass">Number of the first label.</param>
/// <param name="thresholds">Lowest score by class; infinite for one that is not kept.</param>
internal sealed class SsdDecoder(PictureInput input, (int Boxes, int Classes, int Scores, int Count) indexes, int firstClass, float[] thresholds) : IBoxDecoder
{
    /// <inheritdoc/>
    public bool Decode(IOutputValues outputs, in PictureMap map, Candidates candidates)
    {
        var boxes = outputs[indexes.Boxes];
        var classes = outputs[indexes.Classes];
        var scores = outputs[indexes.Scores];
        var count = Math.Min(scores.Length, Math.Min(classes.Length, boxes.Length / 4));
        if (indexes.Count >= 0)
        {
            var told = outputs[indexes.Count][0];
            if (float.IsNaN(told))
            {
                return false;
            }

            count = (int)Math.Clamp(told, 0, count);
        }

        if (count > 0 && (float.IsNaN(TensorPrimitives.Max(scores[..count])) || float.IsNaN(TensorPrimitives.Max(boxes[..(count * 4)])) || float.IsNaN(TensorPrimitives.Max(classes[..count]))))
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            var number = classes[i] - firstClass;
            if (number >= 0 && number < thresholds.Length && scores[i] >= thresholds[(int)number])
            {
                var box = boxes.Slice(i * 4, 4);
                candidates.Add(new Detection(
                    (int)number, Math.Min(scores[i], 1), map.PictureX(box[1] * input.Width), map.PictureY(box[0] * input.Height), map.PictureX(box[3] * input.Width), map.PictureY(box[2] * input.Height)));
            }
        }

        return true;
    }
}
