using System.Globalization;
using EdgeAgent.Buffer.Engine;

namespace EdgeAgent.Buffer;

/// <summary>Stores that were set aside, `NAME.corrupt-UTC` beside the store: for a person to look at, never read again. The newest two are kept, and they give way before any record does.</summary>
internal sealed class Quarantine(string path, IStoreKind kind)
{
    private const int Kept = 2;
    private const string Mark = ".corrupt-";

    /// <summary>Bytes of all of them.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Moves a store's files aside; answers its new name.</summary>
    public string SetAside(long utcMs)
    {
        var aside = path + Mark + DateTimeOffset.FromUnixTimeMilliseconds(utcMs).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var name = aside;
        for (var i = 2; kind.Suffixes.Any(s => File.Exists(name + s)); i++)
        {
            name = $"{aside}-{i}";
        }

        foreach (var suffix in kind.Suffixes.Where(s => File.Exists(path + s)))
        {
            File.Move(path + suffix, name + suffix);
        }

        return name;
    }

    /// <summary>Deletes the oldest until there are two at most, and until they fit into <paramref name="roomBytes"/>. Answers the names of those that went. Throws IOException.</summary>
    public IReadOnlyList<string> Trim(long roomBytes)
    {
        var names = Names();
        SizeBytes = names.Sum(SizeOf);
        var gone = new List<string>();
        while (names.Count > Kept || (names.Count > 0 && SizeBytes > roomBytes))
        {
            SizeBytes -= SizeOf(names[0]);
            foreach (var suffix in kind.Suffixes)
            {
                File.Delete(names[0] + suffix);
            }

            gone.Add(names[0]);
            names.RemoveAt(0);
        }

        return gone;
    }

    private List<string> Names()
    {
        var folder = Path.GetDirectoryName(path)!;
        return !Directory.Exists(folder) ? [] : [.. Directory.GetFiles(folder, Path.GetFileName(path) + Mark + "*").Select(NameOf).Distinct().Order(StringComparer.Ordinal)];
    }

    private string NameOf(string file) => file[..^(kind.Suffixes.Where(s => file.EndsWith(s, StringComparison.Ordinal)).Max(static s => s.Length))];

    private long SizeOf(string name) => kind.Suffixes.Sum(s => new FileInfo(name + s) is { Exists: true } file ? file.Length : 0);
}
