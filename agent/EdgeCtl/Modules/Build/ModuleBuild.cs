using EdgeAgent.Core.Config;
using EdgeAgent.Core.Modules;
using EdgeCtl.Modules.Import;
using EdgeCtl.Modules.Onnx;

namespace EdgeCtl.Modules.Build;

/// <summary>Makes a module whose model is constructed, not trained: the same bytes each time, compared with the manifest, and written with it or not at all.</summary>
internal static class ModuleBuild
{
    private static readonly Dictionary<string, Func<OnnxGraph>> Graphs = new(StringComparer.Ordinal) { ["series-anomaly"] = SeriesAnomalyGraph.Make };

    /// <summary>Modules that can be made.</summary>
    public static IReadOnlyCollection<string> Names => Graphs.Keys;

    /// <summary>Does it; a ModuleException tells why not.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="moduleFolder">Folder with its module.json.</param>
    /// <param name="outFolder">Where model and manifest go.</param>
    /// <param name="force">Whether files that are there may be replaced.</param>
    public static BuildResult Run(string name, string moduleFolder, string outFolder, bool force)
    {
        var faults = new List<ConfigFault>();
        var manifest = ModuleLoader.LoadManifest<SeriesManifest>(moduleFolder, faults) ?? throw new ModuleException(string.Join('\n', faults));
        var path = Path.Combine(moduleFolder, ModuleLoader.FileName);
        if (manifest.Name != name)
        {
            throw new ModuleException($"{path}: name: is \"{manifest.Name}\"; expected \"{name}\"");
        }

        using var files = new OutFiles(outFolder, force, [manifest.ModelFile, ModuleLoader.FileName]);
        var graph = Graphs[name]();
        using (var stream = files.Create(manifest.ModelFile))
        {
            OnnxWriter.Write(graph, stream, ImportProgress.None);
            stream.Flush(flushToDisk: true);
        }

        var sha256 = ModuleLoader.HashOf(files.PathOf(manifest.ModelFile));
        if (sha256 != manifest.ModelSha256)
        {
            throw new ModuleException($"the model that was made has the SHA-256 {sha256}; expected {manifest.ModelSha256}, as {path} says. Nothing was written");
        }

        files.Copy(path, ModuleLoader.FileName);
        var bytes = new FileInfo(files.PathOf(manifest.ModelFile)).Length;
        files.Keep();
        return new BuildResult(manifest.Name, manifest.Version, Path.Combine(outFolder, manifest.ModelFile), graph.Nodes.Count, bytes, sha256);
    }
}

/// <summary>A module that was made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Model">Where its model is.</param>
/// <param name="Nodes">Nodes of the graph.</param>
/// <param name="Bytes">Size of the model.</param>
/// <param name="Sha256">SHA-256 of the model.</param>
internal sealed record BuildResult(string Name, string Version, string Model, int Nodes, long Bytes, string Sha256);
