namespace EdgeAgent.Core.Modules;

/// <summary>Manifest of a video module (`module.json`) that fits its schema.</summary>
public sealed record VideoManifest : ModuleManifest
{
    /// <summary>The manifest's `kind` of video modules.</summary>
    public const string KindName = "video";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <summary>The tensor that a picture becomes.</summary>
    public required PictureInput Input { get; init; }

    /// <summary>How outputs become boxes.</summary>
    public required DecoderPlan Decoder { get; init; }

    /// <summary>Names of the model's classes by number.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Lowest score kept by class number, above 0 to 1; infinite for a class that is not kept.</summary>
    public required IReadOnlyList<float> Thresholds { get; init; }

    /// <summary>Boxes of a class that share more of their union than this go, above 0 to 1.</summary>
    public required float SuppressionIou { get; init; }

    /// <summary>Most boxes that are looked at, best first.</summary>
    public required int Candidates { get; init; }

    /// <summary>Most boxes that are kept in a picture.</summary>
    public required int Keep { get; init; }

    /// <summary>Pictures whose detections are known.</summary>
    public required IReadOnlyList<GoldenPicture> Golden { get; init; }

    /// <summary>The same module with one threshold for every class that it keeps, for measuring.</summary>
    /// <param name="threshold">Lowest score, above 0 to 1.</param>
    public VideoManifest WithThreshold(float threshold) => this with { Thresholds = [.. Thresholds.Select(t => float.IsFinite(t) ? threshold : t)] };
}

/// <summary>The tensor that a picture becomes: one picture, three channels.</summary>
/// <param name="Name">The input's name in the model; empty for its only one.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Layout">Order of planes and pixels.</param>
/// <param name="Type">The numbers' type.</param>
/// <param name="IsBgr">Blue first; otherwise red first.</param>
/// <param name="Mean">Subtracted from each channel, 0 to 255, in the order of the channels.</param>
/// <param name="Deviation">Each channel is divided by it after that.</param>
/// <param name="Fit">How the picture's proportions are treated.</param>
/// <param name="Pad">Grey value of the padding, 0 to 255.</param>
public sealed record PictureInput(
    string Name, int Width, int Height, TensorLayout Layout, TensorType Type, bool IsBgr, IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation, PictureFit Fit, byte Pad);

/// <summary>Order of a picture's tensor.</summary>
public enum TensorLayout
{
    /// <summary>[1,3,H,W].</summary>
    Nchw,

    /// <summary>[1,H,W,3].</summary>
    Nhwc,
}

/// <summary>Type of a tensor's numbers.</summary>
public enum TensorType
{
    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>Unsigned bytes.</summary>
    UInt8,

    /// <summary>Signed 32-bit.</summary>
    Int32,
}

/// <summary>How a picture is made to fit the input.</summary>
public enum PictureFit
{
    /// <summary>It keeps its proportions and lies in the middle.</summary>
    LetterboxCenter,

    /// <summary>It keeps its proportions and lies at the top left.</summary>
    LetterboxTopLeft,

    /// <summary>It fills the input.</summary>
    Stretch,
}

/// <summary>How a model's outputs become boxes.</summary>
public abstract record DecoderPlan;

/// <summary>NanoDet (RangiLyu, Generalized Focal Loss head): for each stride class scores float32[1,cells,classes] and distances float32[1,cells,4*bins].</summary>
/// <param name="Strides">Pixels from one cell to the next.</param>
/// <param name="Scores">Output names, one for each stride.</param>
/// <param name="Boxes">Output names, one for each stride.</param>
public sealed record NanoDetPlan(IReadOnlyList<int> Strides, IReadOnlyList<string> Scores, IReadOnlyList<string> Boxes) : DecoderPlan;

/// <summary>YOLOX (Megvii): one output float32[1,cells,5+classes] that is not decoded.</summary>
/// <param name="Strides">Pixels from one cell to the next, in the output's order.</param>
/// <param name="Output">The output's name; empty for the only one.</param>
public sealed record YoloxPlan(IReadOnlyList<int> Strides, string Output) : DecoderPlan;

/// <summary>SSD that suppresses by itself: boxes float32[1,n,4] as top, left, bottom, right from 0 to 1, classes and scores float32[1,n].</summary>
/// <param name="Boxes">Output name.</param>
/// <param name="Classes">Output name.</param>
/// <param name="Scores">Output name.</param>
/// <param name="Count">Name of the output with how many count; empty: all.</param>
/// <param name="FirstClass">Number of the first label.</param>
public sealed record SsdPlan(string Boxes, string Classes, string Scores, string Count, int FirstClass) : DecoderPlan;

/// <summary>A picture whose detections are known.</summary>
/// <param name="Input">File name in the module's folder.</param>
/// <param name="Sha256">Its SHA-256, lower-case hexadecimal; empty: not told.</param>
/// <param name="Detections">All that is to be found.</param>
/// <param name="ScoreWithin">How far a score may be off.</param>
/// <param name="BoxWithin">How far an edge may be off, pixels.</param>
public sealed record GoldenPicture(string Input, string Sha256, IReadOnlyList<GoldenDetection> Detections, float ScoreWithin, float BoxWithin);

/// <summary>One known detection.</summary>
/// <param name="Class">Number of its label.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Left">Pixels of the picture.</param>
/// <param name="Top">Pixels of the picture.</param>
/// <param name="Right">Pixels of the picture.</param>
/// <param name="Bottom">Pixels of the picture.</param>
public sealed record GoldenDetection(int Class, float Score, float Left, float Top, float Right, float Bottom);
