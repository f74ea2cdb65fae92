using EdgeAgent.Core.Config;
using EdgeAgent.Core.Modules;
using EdgeCtl.Modules.Converting;
using EdgeCtl.Modules.Onnx;
using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Import;

/// <summary>Imports a module: converts its model, compares the result with the manifest, and writes both or nothing.</summary>
internal static class ModuleImport
{
    /// <summary>Does it; a ModuleException tells why not, an OperationCanceledException that it was stopped.</summary>
    /// <param name="request">What is to be imported.</param>
    /// <param name="progress">Told how far it is.</param>
    public static ImportResult Run(ImportRequest request, ImportProgress progress)
    {
        var manifest = ReadManifest(request.ModuleFolder);
        using var files = new OutFiles(request.OutFolder, request.Force, [manifest.ModelFile, .. manifest.Golden.Select(g => g.Input), ModuleLoader.FileName]);
        var source = TfGraphReader.Read(request.Source, progress);
        if (request.WeightsSha256 is { } expected && expected != source.WeightsSha256)
        {
            throw new ModuleException($"the weights of {request.Source} have the SHA-256 {source.WeightsSha256}; expected {expected}");
        }

        var graph = GraphConverter.Convert(source, progress);
        ManifestFit.Check(manifest, graph);
        using (var stream = files.Create(manifest.ModelFile))
        {
            OnnxWriter.Write(graph, stream, progress);
            stream.Flush(flushToDisk: true);
        }

        var sha256 = ModuleLoader.HashOf(files.PathOf(manifest.ModelFile));
        if (sha256 != manifest.ModelSha256)
        {
            throw new ModuleException($"the model that was made has the SHA-256 {sha256}; expected {manifest.ModelSha256}, as {Path.Combine(request.ModuleFolder, ModuleLoader.FileName)} says. Nothing was written");
        }

        foreach (var golden in manifest.Golden)
        {
            files.Copy(Path.Combine(request.ModuleFolder, golden.Input), golden.Input);
        }

        files.Copy(Path.Combine(request.ModuleFolder, ModuleLoader.FileName), ModuleLoader.FileName);
        var bytes = new FileInfo(files.PathOf(manifest.ModelFile)).Length;
        files.Keep();
        return new ImportResult(
            manifest.Name, manifest.Version, Path.Combine(request.OutFolder, manifest.ModelFile), source.Nodes.Count, graph.Nodes.Count, graph.Parameters, bytes, sha256, source.WeightsSha256);
    }

    private static VideoManifest ReadManifest(string folder)
    {
        var faults = new List<ConfigFault>();
        return ModuleLoader.LoadManifest<VideoManifest>(folder, faults) ?? throw new ModuleException(string.Join('\n', faults));
    }
}
