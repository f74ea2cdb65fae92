using EdgeAgent.Inference.Video.Decoding;

namespace EdgeAgent.Inference.Video.Tests.Decoding;

/// <summary>Outputs that a test fills in.</summary>
internal sealed class Outputs(params float[][] values) : IOutputValues
{
    public ReadOnlySpan<float> this[int index] => values[index];
}
