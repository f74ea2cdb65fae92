namespace EdgeAgent.Core.Modules;

/// <summary>Where modules lie: a folder each, called as the module. Stateless.</summary>
public static class ModuleFolders
{
    private const string Name = "modules";
    private const string Usual = "/var/lib/edgeagent/modules";

    /// <summary>Folders that hold modules, in the order in which they are searched.</summary>
    /// <param name="dataPath">The data path; null where there is none.</param>
    public static IReadOnlyList<string> Of(string? dataPath) =>
        [.. dataPath is null ? Array.Empty<string>() : [Path.Combine(dataPath, Name)], Path.Combine(AppContext.BaseDirectory, Name), .. dataPath is null ? [Usual] : Array.Empty<string>()];

    /// <summary>A module's folder: the module itself when it is a path, else the first of <paramref name="folders"/> that holds it, else where it would be expected first.</summary>
    public static string Find(string module, IReadOnlyList<string> folders) =>
        module.Contains('/', StringComparison.Ordinal) || Directory.Exists(module)
            ? module
            : folders.Select(f => Path.Combine(f, module)).FirstOrDefault(Directory.Exists) ?? Path.Combine(folders[0], module);
}
