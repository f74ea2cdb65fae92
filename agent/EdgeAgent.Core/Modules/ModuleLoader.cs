using System.Security.Cryptography;
using System.Text.Json;
using EdgeAgent.Core.Config;

namespace EdgeAgent.Core.Modules;

/// <summary>Reads a module's folder: `module.json` and the model that it names.</summary>
public static class ModuleLoader
{
    /// <summary>Name of the manifest in a module's folder.</summary>
    public const string FileName = "module.json";

    private const long MaxModelBytes = 1L << 30;

    /// <summary>Reads a manifest; null with faults added when anything is wrong with it. The model is not looked at.</summary>
    /// <param name="folder">The module's folder.</param>
    /// <param name="faults">Takes every fault.</param>
    public static ModuleManifest? LoadManifest(string folder, List<ConfigFault> faults) => LoadManifest<ModuleManifest>(folder, faults);

    /// <summary>Reads the manifest of a module of one kind; null with faults added when anything is wrong with it, or it is of another kind. The model is not looked at.</summary>
    /// <param name="folder">The module's folder.</param>
    /// <param name="faults">Takes every fault.</param>
    public static T? LoadManifest<T>(string folder, List<ConfigFault> faults)
        where T : ModuleManifest
    {
        var before = faults.Count;
        using var file = JsonFile.Read(Path.Combine(folder, FileName), faults);
        if (file is null)
        {
            return null;
        }

        using var schema = JsonDocument.Parse(Schemas.Module());
        SchemaWalker.Check(schema.RootElement, file.Root, file.Map, faults);
        if (faults.Count > before)
        {
            return null;
        }

        var context = new BindContext("", file.Map, faults);
        ModuleManifest manifest = file.Root.Text("kind", "") == SeriesManifest.KindName ? SeriesBinder.Bind(file.Root, context) : ModuleBinder.Bind(file.Root, context);
        if (manifest is not T)
        {
            context.At("kind").Fault($"is \"{manifest.Kind}\"", $"\"{(typeof(T) == typeof(SeriesManifest) ? SeriesManifest.KindName : VideoManifest.KindName)}\"");
        }

        return faults.Count > before ? null : (T)manifest;
    }

    /// <summary>Reads a manifest and compares the model with its SHA-256; null with faults added when anything is wrong with either.</summary>
    /// <param name="folder">The module's folder.</param>
    /// <param name="faults">Takes every fault.</param>
    public static ModuleManifest? Load(string folder, List<ConfigFault> faults) => Load<ModuleManifest>(folder, faults);

    /// <summary>Reads the manifest of a module of one kind and compares the model with its SHA-256; null with faults added when anything is wrong with either, or it is of another kind.</summary>
    /// <param name="folder">The module's folder.</param>
    /// <param name="faults">Takes every fault.</param>
    public static T? Load<T>(string folder, List<ConfigFault> faults)
        where T : ModuleManifest
    {
        var manifest = LoadManifest<T>(folder, faults);
        if (manifest is null)
        {
            return null;
        }

        var before = faults.Count;
        CheckFile(Path.Combine(folder, manifest.ModelFile), manifest.ModelSha256, faults);
        foreach (var golden in ((manifest as VideoManifest)?.Golden ?? []).Where(g => g.Sha256.Length > 0))
        {
            CheckFile(Path.Combine(folder, golden.Input), golden.Sha256, faults);
        }

        return faults.Count > before ? null : manifest;
    }

    /// <summary>SHA-256 of a file, lower-case hexadecimal.</summary>
    public static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static void CheckFile(string path, string sha256, List<ConfigFault> faults)
    {
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > MaxModelBytes)
            {
                faults.Add(new ConfigFault(path, "", 0, 0, $"has {info.Length} bytes", $"at most {MaxModelBytes}"));
            }
            else if (HashOf(path) is var hash && hash != sha256)
            {
                faults.Add(new ConfigFault(path, "", 0, 0, $"has the SHA-256 {hash}", $"{sha256}, as {FileName} says"));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(new ConfigFault(path, "", 0, 0, e is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : e.Message, $"the file that {FileName} names"));
        }
    }
}
