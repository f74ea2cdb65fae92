using EdgeAgent.Inference.Video.Decoding;

namespace EdgeAgent.Inference.Video.Inference;

/// <summary>A loaded model that takes one picture at a time. Not thread-safe.</summary>
public interface IPictureModel : IDisposable
{
    /// <summary>What the model says of its outputs, in its order.</summary>
    IReadOnlyList<ModelOutput> Outputs { get; }

    /// <summary>Memory of the input tensor.</summary>
    Span<byte> Input { get; }

    /// <summary>Values of the last run.</summary>
    IOutputValues Values { get; }

    /// <summary>Runs the model on <see cref="Input"/>. Throws what the runtime says.</summary>
    void Run();

    /// <summary>Ends the run under way, and each later one until <see cref="Reset"/>: <see cref="Run"/> throws <see cref="OperationCanceledException"/>. Any thread.</summary>
    void Terminate();

    /// <summary>Lets runs go again.</summary>
    void Reset();
}
