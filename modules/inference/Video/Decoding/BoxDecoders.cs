using EdgeAgent.Core.Modules;

namespace EdgeAgent.Inference.Video.Decoding;

/// <summary>Makes the decoder that a manifest names, once a model's outputs are known.</summary>
public static class BoxDecoders
{
    /// <summary>The decoder, or null with what does not fit.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="outputs">The model's outputs, in its order.</param>
    /// <param name="fault">What was found and what was expected; empty when all is well.</param>
    public static IBoxDecoder? Create(VideoManifest manifest, IReadOnlyList<ModelOutput> outputs, out string fault)
    {
        var finder = new OutputFinder(outputs, manifest.Labels.Count);
        IBoxDecoder? decoder = manifest.Decoder switch
        {
            NanoDetPlan plan => NanoDet(manifest, plan, finder),
            YoloxPlan plan => Yolox(manifest, plan, finder),
            SsdPlan plan => Ssd(manifest, plan, finder),
            _ => throw new ArgumentOutOfRangeException(nameof(manifest)),
        };
        fault = finder.Fault;
        return fault.Length > 0 ? null : decoder;
    }

    private static NanoDetDecoder NanoDet(VideoManifest manifest, NanoDetPlan plan, OutputFinder finder)
    {
        var stages = new List<NanoDetDecoder.Stage>();
        foreach (var (stride, i) in plan.Strides.Select((s, i) => (s, i)))
        {
            var (columns, rows) = GridOf(manifest.Input, stride);
            var scores = finder.Find(plan.Scores[i], $"float32[1,{columns * rows},{finder.Labels}]", s => s is [1, var n, var c] && n == columns * rows && c == finder.Labels);
            var boxes = finder.Find(plan.Boxes[i], $"float32[1,{columns * rows},4*bins]", s => s is [1, var n, var b] && n == columns * rows && b >= 8 && b % 4 == 0);
            stages.Add(new NanoDetDecoder.Stage(stride, columns, rows, boxes < 0 ? 0 : (int)(finder.ShapeOf(boxes)[2] / 4), scores, boxes));
        }

        return new NanoDetDecoder(stages, [.. manifest.Thresholds]);
    }

    private static YoloxDecoder Yolox(VideoManifest manifest, YoloxPlan plan, OutputFinder finder)
    {
        var grids = plan.Strides.Select(s => GridOf(manifest.Input, s) is var (columns, rows) ? (s, columns, rows) : default).ToList();
        var cells = grids.Sum(g => g.columns * g.rows);
        var output = finder.Find(plan.Output, $"float32[1,{cells},{5 + finder.Labels}]", s => s is [1, var n, var c] && n == cells && c == 5 + finder.Labels);
        return new YoloxDecoder(grids, output, [.. manifest.Thresholds]);
    }

    private static SsdDecoder Ssd(VideoManifest manifest, SsdPlan plan, OutputFinder finder) => new(
        manifest.Input,
        (finder.Find(plan.Boxes, "float32[1,n,4]", s => s is [1, _, 4]),
            finder.Find(plan.Classes, "float32[1,n]", s => s is [1, _]),
            finder.Find(plan.Scores, "float32[1,n]", s => s is [1, _]),
            plan.Count.Length > 0 ? finder.Find(plan.Count, "float32[1]", s => s is [1] or [1, 1]) : -1),
        plan.FirstClass,
        [.. manifest.Thresholds]);

    // A picture that is no multiple of the stride has a last cell that reaches beyond it.
    private static (int Columns, int Rows) GridOf(PictureInput input, int stride) => ((input.Width + stride - 1) / stride, (input.Height + stride - 1) / stride);
}
