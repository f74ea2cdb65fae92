using System.Runtime.InteropServices;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Inference;

namespace EdgeAgent.Tests.Try;

/// <summary>A model of YOLOX's shape that finds one bright thing on dark ground, wherever its input is bright: what a real one would say of such a picture.</summary>
internal sealed class FakeModel : IPictureModel, IOutputValues
{
    public const int Edge = 64;
    private const int Stride = 8;
    private const int Cells = Edge / Stride * (Edge / Stride);
    private readonly byte[] _input = new byte[Edge * Edge * 3 * 4];
    private readonly float[] _output = new float[Cells * 6];

    /// <summary>The manifest of a module with this model.</summary>
    public static VideoManifest Manifest => new()
    {
        Name = "fake", Version = "1.0.0", Label = "", Licence = "MIT", Origin = "made up", ModelFile = "m.onnx", ModelSha256 = "", Labels = ["box"], Thresholds = [0.5f], SuppressionIou = 0.6f,
        Input = new PictureInput("", Edge, Edge, TensorLayout.Nchw, TensorType.Float32, IsBgr: false, [0, 0, 0], [1, 1, 1], PictureFit.Stretch, 0), Candidates = 10, Keep = 10,
        Decoder = new YoloxPlan([8], ""), MemoryBytes = 1, TimeMs = 1, Golden = [],
    };

    public IReadOnlyList<ModelOutput> Outputs { get; init; } = [new ModelOutput("out", true, [1, Cells, 6])];

    public Span<byte> Input => _input;

    public IOutputValues Values => this;

    public bool GivesNaN { get; set; }

    public ReadOnlySpan<float> this[int index] => _output;

    public void Run()
    {
        Array.Clear(_output);
        var (left, top, right, bottom) = (Edge, Edge, -1, -1);
        var red = MemoryMarshal.Cast<byte, float>(_input)[..(Edge * Edge)];
        for (var i = 0; i < red.Length; i++)
        {
            if (red[i] > 128)
            {
                (left, top, right, bottom) = (Math.Min(left, i % Edge), Math.Min(top, i / Edge), Math.Max(right, i % Edge), Math.Max(bottom, i / Edge));
            }
        }

        if (right < 0)
        {
            return;
        }

        // Cell 0 tells the centre in strides from its corner, and the logarithm of the size.
        _output[0] = (left + right + 1) / 2f / Stride;
        _output[1] = (top + bottom + 1) / 2f / Stride;
        _output[2] = MathF.Log((right - left + 1f) / Stride);
        _output[3] = MathF.Log((bottom - top + 1f) / Stride);
        (_output[4], _output[5]) = (0.9f, GivesNaN ? float.NaN : 1);
    }

    public void Terminate()
    {
    }

    public void Reset()
    {
    }

    public void Dispose()
    {
    }
}
