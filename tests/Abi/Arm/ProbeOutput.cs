using System.Runtime.InteropServices;
using EdgeAgent.Inference.Onnx;

namespace EdgeAgent.Tests.Abi.Arm;

/// <summary>What a model gave for one output.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Length of each dimension.</param>
/// <param name="Bytes">Its elements, least byte first.</param>
internal sealed record ProbeOutput(string Name, ElementType Type, long[] Shape, byte[] Bytes)
{
    /// <summary>Its elements, when they are float32.</summary>
    public ReadOnlySpan<float> Reals => MemoryMarshal.Cast<byte, float>(Bytes);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type}[{string.Join(',', Shape)}]";
}
