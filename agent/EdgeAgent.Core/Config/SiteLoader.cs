using System.Security.Cryptography;
using System.Text.Json;
using EdgeAgent.Core.Config.Templates;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Core.Config;

/// <summary>What became of reading a site file.</summary>
/// <param name="Site">The site; null when there is any fault.</param>
/// <param name="Faults">Everything that is wrong, in the site file and in its profile.</param>
/// <param name="Warnings">What is allowed but probably not meant.</param>
public sealed record SiteResult(Site? Site, IReadOnlyList<ConfigFault> Faults, IReadOnlyList<ConfigFault> Warnings);

/// <summary>Reads a site file and its profile, checks both as a whole, and binds them.</summary>
public static class SiteLoader
{
    /// <summary>
    /// Loads <paramref name="siteFile"/>. Profiles are looked for in <paramref name="profileFolders"/> in order, or relative to the site file; device templates in the folder `templates`
    /// beside it, then in <paramref name="templates"/> (texts by name). Never throws for what stands in a file.
    /// </summary>
    public static SiteResult Load(string siteFile, IReadOnlyList<string> profileFolders, IReadOnlyList<ISourceKind> kinds, IReadOnlyDictionary<string, byte[]>? templates = null)
    {
        var faults = new List<ConfigFault>();
        var warnings = new List<ConfigFault>();
        using var file = JsonFile.Read(siteFile, faults);
        if (file is null)
        {
            return new SiteResult(null, faults, warnings);
        }

        var own = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(siteFile)) ?? ".", "templates");
        using var library = new TemplateLibrary(own, templates ?? new Dictionary<string, byte[]>(), kinds);
        using var expanded = new TemplateExpansion(library, new BindContext("", file.Map, faults), faults).Expand(file.Root);
        var root = expanded?.RootElement ?? file.Root;
        using var schema = JsonDocument.Parse(Schemas.Site(kinds));
        SchemaWalker.Check(schema.RootElement, root, file.Map, faults);
        var loaded = LoadProfile(siteFile, file, profileFolders, faults);

        if (file.Root.ValueKind != JsonValueKind.Object)
        {
            return new SiteResult(null, faults, warnings);
        }

        var binder = new SiteBinder(root, new BindContext("", file.Map, faults), loaded?.Profile, kinds, new SubtreeFaults(file.Map.File, faults), warnings);
        var site = binder.Bind(HashOf([file.Bytes, loaded?.Bytes ?? [], .. library.Used.Select(t => t.Bytes)]));
        return new SiteResult(site, [.. faults.OrderBy(f => f.File == siteFile ? 0 : 1).ThenBy(f => f.Line).ThenBy(f => f.Column)], warnings);
    }

    private static (Profile Profile, byte[] Bytes)? LoadProfile(string siteFile, JsonFile file, IReadOnlyList<string> folders, List<ConfigFault> faults)
    {
        if (file.Root.ValueKind != JsonValueKind.Object || !file.Root.TryGetProperty("profile", out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var name = value.GetString()!;
        if (ProfileLoader.Find(name, siteFile, folders) is { } path)
        {
            return ProfileLoader.Load(path, faults);
        }

        var known = ProfileLoader.Names(folders);
        new BindContext("profile", file.Map, faults).Fault(
            $"no profile \"{JsonShow.Cut(name)}\"{NearestWord.Hint(name, known)}",
            known.Count > 0 ? "one of " + string.Join(", ", known) : $"a folder with profile.json under {string.Join(" or ", folders)}");
        return null;
    }

    private static string HashOf(IEnumerable<byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var bytes in files)
        {
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
