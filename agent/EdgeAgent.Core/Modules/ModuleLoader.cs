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
    public static VideoManifest? LoadManifest(string folder, List<ConfigFault> faults)
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

        var manifest = ModuleBinder.Bind(file.Root, new BindContext("", file.Map, faults));
        return faults.Count > before ? null : manifest;
    }

    /// <summary>Reads a manifest and compares the model with its SHA-256; null with faults added when anything is wrong with either.</summary>
    /// <param name="folder">The module's folder.</param>
    /// <param name="faults">Takes every fault.</param>
    public static VideoManifest? Load(string folder, List<ConfigFault> faults)
    {
        var manifest = LoadManifest(folder, faults);
        if (manifest is null)
        {
            return null;
        }

        var before = faults.Count;
        CheckFile(Path.Combine(folder, manifest.ModelFile), manifest.ModelSha256, faults);
        foreach (var golden in manifest.Golden.Where(g => g.Sha256.Length > 0))
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
