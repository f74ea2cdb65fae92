namespace EdgeCtl.Modules.Import;

/// <summary>What was written.</summary>
/// <param name="Name">The module's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Model">Path of the ONNX file.</param>
/// <param name="SourceNodes">Nodes of the TF.js graph.</param>
/// <param name="Nodes">Nodes of the ONNX graph.</param>
/// <param name="Parameters">float32 numbers among its constants.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, lower-case hexadecimal.</param>
/// <param name="WeightsSha256">SHA-256 of the weights that it was made of.</param>
internal sealed record ImportResult(string Name, string Version, string Model, int SourceNodes, int Nodes, long Parameters, long Bytes, string Sha256, string WeightsSha256);
