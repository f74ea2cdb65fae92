namespace EdgeCtl.Modules.Onnx;

/// <summary>A node of an ONNX graph.</summary>
/// <param name="Op">Name of the operator in the default domain.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Inputs">Names of values; empty for one that is left out.</param>
/// <param name="Outputs">Names of values.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record OnnxNode(string Op, string Name, List<string> Inputs, List<string> Outputs, IReadOnlyList<OnnxAttribute> Attributes);
