namespace EdgeCtl.Modules.Import;

/// <summary>What is to be imported.</summary>
/// <param name="Source">Path of the TF.js model.json.</param>
/// <param name="ModuleFolder">Folder with the module's module.json.</param>
/// <param name="OutFolder">Folder that the module is written to.</param>
/// <param name="WeightsSha256">SHA-256 that the weights must have, lower-case hexadecimal; null: any.</param>
/// <param name="Force">Whether a module that is there already may be replaced.</param>
internal sealed record ImportRequest(string Source, string ModuleFolder, string OutFolder, string? WeightsSha256, bool Force);
