using System.Collections.Concurrent;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Tests.Support.Onnx;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace EdgeAgent.Tests.Onnx;

/// <summary>The runtime for all tests: a process has one. Where there is no library, tests skip and say why.</summary>
public sealed class Runtime : IDisposable
{
    private const int MaxMessages = 100;
    private OrtEnvironment? _environment;
    private readonly string _reason;

    public Runtime()
    {
        if (OnnxFolder.Find(out _reason) is not { } folder)
        {
            return;
        }

        // The library is there: from here on whatever goes wrong is a failure, not a skip.
        Assert.True(OrtLibrary.TryLoad([folder], out var library, out var fault), fault);
        _environment = Begin(library);
    }

    /// <summary>What the runtime had to say, the newest hundred.</summary>
    public ConcurrentQueue<(OrtLogLevel Level, string Text)> Messages { get; } = new();

    /// <summary>The runtime; skips the test where there is none.</summary>
    public OrtEnvironment Environment
    {
        get
        {
            Assert.SkipWhen(_environment is null, _reason);
            return _environment!;
        }
    }

    /// <summary>Opens a graph.</summary>
    public OrtSession Open(OnnxGraph graph, OrtSessionOptions? options = null) => OrtSession.Open(Environment, graph.ToModel(), options);

    /// <summary>A tensor of floats.</summary>
    public NativeTensor Floats(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        var tensor = NativeTensor.Create(Environment, ElementType.Float32, shape);
        values.CopyTo(tensor.Data<float>());
        return tensor;
    }

    /// <summary>Ends the runtime, does something and begins it again.</summary>
    public void Renew(Action between)
    {
        Environment.Dispose();
        try
        {
            between();
        }
        finally
        {
            _environment = Begin(_environment!.Library);
        }
    }

    public void Dispose() => _environment?.Dispose();

    private OrtEnvironment Begin(OrtLibrary library) => OrtEnvironment.Open(library, Keep);

    private void Keep(OrtLogLevel level, string text)
    {
        Messages.Enqueue((level, text));
        while (Messages.Count > MaxMessages)
        {
            Messages.TryDequeue(out _);
        }
    }
}
