namespace EdgeAgent.Inference.Video.Decoding;

/// <summary>What a model says of one of its outputs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsFloat32">True for float32.</param>
/// <param name="Shape">Its dimensions; -1 for one that is not fixed.</param>
public sealed record ModelOutput(string Name, bool IsFloat32, IReadOnlyList<long> Shape)
{
    /// <summary>The shape for people, as in float32[1,2704,80].</summary>
    public override string ToString() => $"{(IsFloat32 ? "float32" : "other")}[{string.Join(',', Shape)}]";
}

/// <summary>The numbers of a model's outputs after a run.</summary>
public interface IOutputValues
{
    /// <summary>Values of an output in row-major order.</summary>
    /// <param name="index">Index of the output as the model has it.</param>
    ReadOnlySpan<float> this[int index] { get; }
}
