using System.Text.Json;

namespace EdgeAgent.Core.Config;

/// <summary>Finds and reads board profiles.</summary>
public static class ProfileLoader
{
    private const string FileName = "profile.json";

    /// <summary>Path of a profile by name, or by a path relative to the site file when it has a slash or ends in .json; null when there is none.</summary>
    public static string? Find(string name, string siteFile, IReadOnlyList<string> folders)
    {
        if (name.Contains('/', StringComparison.Ordinal) || name.EndsWith(".json", StringComparison.Ordinal))
        {
            var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(siteFile)) ?? ".", name);
            return File.Exists(path) ? path : null;
        }

        return folders.Select(f => Path.Combine(f, name, FileName)).FirstOrDefault(File.Exists);
    }

    /// <summary>Names of all profiles in the folders.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<string> folders) =>
        [.. folders.Where(Directory.Exists).SelectMany(f => Directory.EnumerateDirectories(f)).Where(d => File.Exists(Path.Combine(d, FileName))).Select(d => Path.GetFileName(d)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Reads a profile and its bytes; null with faults added when anything is wrong with it.</summary>
    public static (Profile Profile, byte[] Bytes)? Load(string path, List<ConfigFault> faults)
    {
        var before = faults.Count;
        using var file = JsonFile.Read(path, faults);
        if (file is null)
        {
            return null;
        }

        using var schema = JsonDocument.Parse(Schemas.Profile());
        SchemaWalker.Check(schema.RootElement, file.Root, file.Map, faults);
        if (faults.Count > before)
        {
            return null;
        }

        var profile = Bind(file.Root);
        ProfileCheck.Run(profile, new BindContext("", file.Map, faults));
        return faults.Count > before ? null : (profile, file.Bytes);
    }

    private static Profile Bind(JsonElement root) => new()
    {
        Name = root.GetProperty("name").GetString()!,
        Arch = root.GetProperty("arch").GetString()!,
        Cores = root.GetProperty("cores").GetInt32(),
        MemoryBytes = root.Bytes("memory", 0),
        ClockBattery = root.Flag("clockBattery"),
        Watchdog = root.Text("watchdog", ""),
        Ports = Members(root, "ports", p => new PortProfile(p.Text("match", ""), DirectionOf(p.Text("direction", "auto")))),
        Lines = Members(root, "lines", l => new LineProfile(l.Text("chip", ""), l.GetProperty("line").GetInt32(), l.Flag("output"), l.Integer("failsafe")) { Bias = BiasOf(l.Text("bias", "")), ActiveLow = l.Flag("activeLow") }),
        I2c = Members(root, "i2c", b => b.GetString()!),
        Can = Members(root, "can", c => c.GetString()!),
        W1 = Members(root, "w1", w => w.GetString()!),
        Iio = Members(root, "iio", i => i.GetString()!),
        Hwmon = Members(root, "hwmon", h => h.GetString()!),
        VideoDecode = root.TryGetProperty("video", out var video) && video.TryGetProperty("decode", out var decode) ? [.. decode.EnumerateArray().Select(d => d.GetString()!)] : [],
        InferenceThreads = root.TryGetProperty("inference", out var inference) ? inference.Integer("threads") ?? 1 : 1,
        StorageKind = root.TryGetProperty("storage", out var storage) ? storage.Text("kind", "") : "",
        StorageBytes = root.TryGetProperty("storage", out storage) ? storage.Bytes("size", 0) : 0,
    };

    /// <summary>Bias by its name in profiles and site files; as it is for a name that is none.</summary>
    public static LineBias BiasOf(string text) => text switch
    {
        "pull-up" => LineBias.PullUp,
        "pull-down" => LineBias.PullDown,
        "disabled" => LineBias.Disabled,
        _ => LineBias.AsIs,
    };

    private static PortDirection DirectionOf(string text) => text switch { "kernel" => PortDirection.Kernel, "rts" => PortDirection.Rts, _ => PortDirection.Auto };

    private static Dictionary<string, T> Members<T>(JsonElement root, string name, Func<JsonElement, T> bind) =>
        root.TryGetProperty(name, out var members) ? members.EnumerateObject().ToDictionary(m => m.Name, m => bind(m.Value), StringComparer.Ordinal) : [];
}
