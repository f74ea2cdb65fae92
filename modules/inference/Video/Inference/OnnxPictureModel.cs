using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Inference.Video.Decoding;

namespace EdgeAgent.Inference.Video.Inference;

/// <summary>A model in ONNX Runtime. What has a fixed shape is bound once; a run allocates nothing then. Not thread-safe.</summary>
public sealed class OnnxPictureModel : IPictureModel, IOutputValues
{
    private readonly OrtSession _session;
    private readonly OrtBinding _binding;
    private readonly NativeTensor _input;
    private readonly OrtRunOptions _run;
    private readonly List<NativeTensor> _outputs = [];

    private OnnxPictureModel(OrtSession session, int input)
    {
        _session = session;
        _run = new OrtRunOptions(session.Environment.Library);
        Outputs = [.. session.Outputs.Select(o => new ModelOutput(o.Name, o.Type == ElementType.Float32, o.Shape))];
        _input = NativeTensor.Create(session.Environment, session.Inputs[input].Type, [.. session.Inputs[input].Shape.Select(d => Math.Abs(d))]);
        _binding = session.CreateBinding();
        _binding.BindInput(input, _input);
        for (var i = 0; i < session.Outputs.Count; i++)
        {
            BindOutput(i);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelOutput> Outputs { get; }

    /// <inheritdoc/>
    public Span<byte> Input => _input.Bytes;

    /// <inheritdoc/>
    public IOutputValues Values => this;

    /// <inheritdoc/>
    public ReadOnlySpan<float> this[int index] => _binding.Output<float>(index);

    /// <summary>Opens a module's model; null with what is wrong with it.</summary>
    /// <param name="environment">The runtime.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="path">The ONNX file.</param>
    /// <param name="threads">Threads that share the work of a run, 1 to 64.</param>
    /// <param name="fault">What was found and what was expected.</param>
    public static OnnxPictureModel? Open(OrtEnvironment environment, VideoManifest manifest, string path, int threads, out string fault)
    {
        OrtSession session;
        try
        {
            session = OrtSession.Open(environment, path, new OrtSessionOptions { IntraOpThreads = threads, UseCpuArena = true });
        }
        catch (OrtException e)
        {
            fault = $"{path}: {e.Message}";
            return null;
        }

        var input = FindInput(session, manifest.Input, out fault);
        if (input < 0)
        {
            session.Dispose();
            fault = $"{path}: {fault}";
            return null;
        }

        return new OnnxPictureModel(session, input);
    }

    /// <inheritdoc/>
    public void Run() => _binding.Run(_run);

    /// <inheritdoc/>
    public void Terminate() => _run.Terminate();

    /// <inheritdoc/>
    public void Reset() => _run.Reset();

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        _outputs.ForEach(o => o.Dispose());
        _session.Dispose();
        _run.Dispose();
    }

    private static int FindInput(OrtSession session, PictureInput input, out string fault)
    {
        var index = input.Name.Length > 0 ? session.InputIndex(input.Name) : session.Inputs.Count == 1 ? 0 : -1;
        if (index < 0)
        {
            fault = $"the model's inputs are {string.Join(", ", session.Inputs)}; expected {(input.Name.Length > 0 ? input.Name : "one")}";
            return -1;
        }

        long[] expected = input.Layout == TensorLayout.Nchw ? [1, 3, input.Height, input.Width] : [1, input.Height, input.Width, 3];
        var type = input.Type switch { TensorType.UInt8 => ElementType.UInt8, TensorType.Int32 => ElementType.Int32, _ => ElementType.Float32 };
        var found = session.Inputs[index];
        var fits = found.Type == type && found.Shape.Count == 4 && found.Shape.Zip(expected).All(d => d.First == d.Second || (d.First < 0 && d.Second == 1));
        fault = fits ? "" : $"the model's input is {found}; expected {type}[{string.Join(',', expected)}]";
        return fits ? index : -1;
    }

    private void BindOutput(int index)
    {
        var output = _session.Outputs[index];
        if (!output.IsStatic)
        {
            _binding.BindOutput(index);
            return;
        }

        _outputs.Add(NativeTensor.Create(_session.Environment, output));
        _binding.BindOutput(index, _outputs[^1]);
    }
}
