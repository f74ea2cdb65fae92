using System.Text.Json;
using EdgeAgent.Core.Config;

namespace EdgeAgent.Core.Modules;

/// <summary>Binds the manifest of a video module that fits its schema, and tells what the schema cannot.</summary>
internal static class ModuleBinder
{
    private const float DefaultThreshold = 0.4f;
    private const float DefaultIou = 0.6f;

    public static VideoManifest Bind(JsonElement root, BindContext context)
    {
        var labels = Texts(root, "labels");
        foreach (var (label, i) in labels.Select((l, i) => (l, i)).Where(l => labels.IndexOf(l.l) < l.i))
        {
            context.At($"labels[{i}]").Fault($"\"{label}\" stands twice", "each label once");
        }

        var suppression = Member(root, "suppression");
        var limits = Member(root, "limits");
        var model = root.GetProperty("model");
        return new VideoManifest
        {
            Name = root.Text("name", ""),
            Version = root.Text("version", ""),
            Label = root.Text("label", ""),
            Licence = root.Text("licence", ""),
            Origin = root.Text("origin", ""),
            ModelFile = model.Text("file", ""),
            ModelSha256 = model.Text("sha256", ""),
            Input = BindInput(root.GetProperty("input")),
            Decoder = BindDecoder(root.GetProperty("decoder"), context.At("decoder")),
            Labels = labels,
            Thresholds = BindThresholds(root, labels, context),
            SuppressionIou = (float)(suppression.Number("iou") ?? DefaultIou),
            Candidates = suppression.Integer("candidates") ?? 1_000,
            Keep = suppression.Integer("keep") ?? 100,
            MemoryBytes = limits.Bytes("memory", 300L << 20),
            TimeMs = limits.DurationMs("time", 3_000),
            Golden = [.. root.Items("golden").Select((g, i) => BindGolden(g, labels, context.At($"golden[{i}]")))],
        };
    }

    private static PictureInput BindInput(JsonElement input) => new(
        input.Text("name", ""),
        input.Integer("width")!.Value,
        input.Integer("height")!.Value,
        input.Text("layout", "nchw") == "nchw" ? TensorLayout.Nchw : TensorLayout.Nhwc,
        input.Text("type", "float32") switch { "uint8" => TensorType.UInt8, "int32" => TensorType.Int32, _ => TensorType.Float32 },
        input.Text("color", "") == "bgr",
        Numbers(input, "mean", 0),
        Numbers(input, "deviation", 1),
        (input.Text("fit", "letterbox"), input.Text("place", "center")) switch { ("stretch", _) => PictureFit.Stretch, (_, "top-left") => PictureFit.LetterboxTopLeft, _ => PictureFit.LetterboxCenter },
        (byte)(input.Integer("pad") ?? 0));

    private static DecoderPlan BindDecoder(JsonElement decoder, BindContext context)
    {
        var strides = decoder.Items("strides").Select(s => s.GetInt32()).ToArray() is { Length: > 0 } own ? own : [8, 16, 32];
        switch (decoder.Text("kind", ""))
        {
            case "nanodet":
                var plan = new NanoDetPlan(strides, Texts(decoder, "scores"), Texts(decoder, "boxes"));
                CheckCount(plan.Scores, strides.Length, context.At("scores"));
                CheckCount(plan.Boxes, strides.Length, context.At("boxes"));
                return plan;
            case "yolox":
                return new YoloxPlan(strides, decoder.Text("output", ""));
            default:
                return new SsdPlan(decoder.Text("boxes", ""), decoder.Text("classes", ""), decoder.Text("scores", ""), decoder.Text("count", ""), decoder.Integer("firstClass") ?? 0);
        }
    }

    private static void CheckCount(IReadOnlyList<string> outputs, int strides, BindContext context)
    {
        if (outputs.Count != strides)
        {
            context.Fault($"{outputs.Count} outputs", $"{strides}, one for each stride");
        }
    }

    private static float[] BindThresholds(JsonElement root, List<string> labels, BindContext context)
    {
        var common = (float)(root.Number("threshold") ?? DefaultThreshold);
        if (!root.TryGetProperty("classes", out var classes))
        {
            return [.. labels.Select(_ => common)];
        }

        var thresholds = labels.Select(_ => float.PositiveInfinity).ToArray();
        foreach (var kept in classes.EnumerateObject())
        {
            if (IndexOf(kept.Name, labels, context.At("classes").At(kept.Name)) is >= 0 and var index)
            {
                thresholds[index] = (float)(kept.Value.Number("threshold") ?? common);
            }
        }

        return thresholds;
    }

    private static GoldenPicture BindGolden(JsonElement golden, List<string> labels, BindContext context) => new(
        golden.Text("input", ""),
        golden.Text("sha256", ""),
        [.. golden.Items("detections").Select((d, i) => BindDetection(d, labels, context.At($"detections[{i}]")))],
        (float)(golden.Number("scoreWithin") ?? 0.03),
        (float)(golden.Number("boxWithin") ?? 4));

    private static GoldenDetection BindDetection(JsonElement detection, List<string> labels, BindContext context)
    {
        var box = detection.Items("box").Select(n => n.GetSingle()).ToArray();
        if (box[0] >= box[2] || box[1] >= box[3])
        {
            context.At("box").Fault("has no area", "left, top, right, bottom");
        }

        return new GoldenDetection(IndexOf(detection.Text("class", ""), labels, context.At("class")), (float)detection.Number("score")!, box[0], box[1], box[2], box[3]);
    }

    private static int IndexOf(string label, List<string> labels, BindContext context)
    {
        var index = labels.IndexOf(label);
        if (index < 0)
        {
            context.Fault($"no label is called \"{JsonShow.Cut(label)}\"{NearestWord.Hint(label, labels)}", "one of the labels");
        }

        return index;
    }

    private static List<string> Texts(JsonElement element, string name) => [.. element.Items(name).Select(t => t.GetString()!)];

    private static float[] Numbers(JsonElement element, string name, float otherwise) =>
        element.Items(name).Select(n => n.GetSingle()).ToArray() is { Length: 3 } own ? own : [otherwise, otherwise, otherwise];

    /// <summary>A member that is an object; an empty one where it is left out.</summary>
    internal static JsonElement Member(JsonElement root, string name) => root.TryGetProperty(name, out var member) ? member : JsonDocument.Parse("{}").RootElement;
}
