using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeCtl.Modules.Import;

namespace EdgeCtl.Modules.TfJs;

/// <summary>The weights of a TF.js model: groups of constants, one after another in the bytes of each group's files.</summary>
internal sealed class WeightFiles
{
    /// <summary>Most bytes of all weights, in the files and as float32 both.</summary>
    public const long MaxBytes = 1L << 30;

    private readonly List<(string[] Paths, WeightEntry[] Entries)> _groups = [];
    private readonly long _totalBytes;

    private WeightFiles(JsonElement manifest, string folder)
    {
        if (manifest.ValueKind != JsonValueKind.Array)
        {
            throw new ModuleException("weightsManifest: none found; expected a list of groups");
        }

        _groups.AddRange(manifest.EnumerateArray().Select(g => ReadGroup(g, folder)));
        foreach (var (paths, entries) in _groups)
        {
            _totalBytes += CheckSizes(paths, entries);
            CheckLimit(_totalBytes);
        }

        // Quantised weights grow: what they become is limited too, before any of it is made.
        CheckLimit(_groups.SelectMany(g => g.Entries).Aggregate(0L, (sum, e) => sum + (e.Count * sizeof(float))));
    }

    /// <summary>Reads all weights; sizes are checked before anything is read.</summary>
    /// <param name="manifest">The member `weightsManifest`.</param>
    /// <param name="folder">Where the files are.</param>
    /// <param name="progress">Told the bytes read.</param>
    /// <returns>The constants by name, and the SHA-256 over all files.</returns>
    public static (Dictionary<string, Tensor> Weights, string Sha256) Read(JsonElement manifest, string folder, ImportProgress progress) =>
        new WeightFiles(manifest, folder).ReadAll(progress);

    private static (string[] Paths, WeightEntry[] Entries) ReadGroup(JsonElement group, string folder)
    {
        if (group.ValueKind != JsonValueKind.Object || !group.TryGetProperty("paths", out var paths) || paths.ValueKind != JsonValueKind.Array
            || !group.TryGetProperty("weights", out var weights) || weights.ValueKind != JsonValueKind.Array)
        {
            throw new ModuleException("weightsManifest: a group without paths or weights found; expected both as lists");
        }

        return ([.. paths.EnumerateArray().Select(p => PathOf(p, folder))], [.. weights.EnumerateArray().Select(WeightEntry.Read)]);
    }

    // A model from somewhere else may not make us read files of elsewhere.
    private static string PathOf(JsonElement path, string folder) =>
        path.ValueKind == JsonValueKind.String && path.GetString() is { Length: > 0 } name && Path.GetFileName(name) == name && name is not "." and not ".."
            ? Path.Combine(folder, name)
            : throw new ModuleException($"weightsManifest: path {TfNode.Shown(path.GetRawText())} found; expected the name of a file beside model.json");

    private static long CheckSizes(string[] paths, WeightEntry[] entries)
    {
        var expected = 0L;
        foreach (var entry in entries)
        {
            CheckLimit(entry.Count);
            expected += entry.Count * entry.Width;
            CheckLimit(expected);
        }

        var found = 0L;
        foreach (var path in paths)
        {
            var file = new FileInfo(path);
            found += file.Exists ? file.Length : throw new ModuleException($"{path}: does not exist; expected a file of weights");
        }

        return found == expected
            ? found
            : throw new ModuleException($"{string.Join(", ", paths)}: {found} bytes found; expected {expected}, the sum of the weights that model.json lists");
    }

    private static void CheckLimit(long bytes)
    {
        if (bytes > MaxBytes)
        {
            throw new ModuleException($"weights: more than {MaxBytes} bytes found; expected at most that");
        }
    }

    private (Dictionary<string, Tensor> Weights, string Sha256) ReadAll(ImportProgress progress)
    {
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var done = 0L;
        foreach (var (paths, entries) in _groups)
        {
            var bytes = ReadBytes(paths);
            hash.AppendData(bytes);
            var rest = bytes.AsSpan();
            foreach (var entry in entries)
            {
                var length = (int)(entry.Count * entry.Width);
                if (!weights.TryAdd(entry.Name, Decode(entry, rest[..length])))
                {
                    throw new ModuleException($"weight '{TfNode.Shown(entry.Name)}' stands twice in weightsManifest");
                }

                rest = rest[length..];
                done += length;
                progress.Tell(ImportStep.Read, done, _totalBytes);
            }
        }

        return (weights, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static byte[] ReadBytes(string[] paths)
    {
        var shards = paths.Select(File.ReadAllBytes).ToList();
        return shards.Count == 1 ? shards[0] : [.. shards.SelectMany(s => s)];
    }

    private static Tensor Decode(WeightEntry entry, ReadOnlySpan<byte> bytes)
    {
        if (entry.Type == "float32")
        {
            var reals = new float[entry.Count];
            for (var i = 0; i < reals.Length; i++)
            {
                reals[i] = entry.Stored switch
                {
                    "float16" => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]),
                    "float32" => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]),
                    _ => (float)((StepsAt(entry, bytes, i) * entry.Scale) + entry.Min),
                };
            }

            return Tensor.Of(entry.Shape, reals);
        }

        var wholes = new long[entry.Count];
        for (var i = 0; i < wholes.Length; i++)
        {
            wholes[i] = entry.Stored switch
            {
                "bool" => bytes[i],
                "int32" => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]),

                // Half a step goes up, as JavaScript's Math.round has it.
                _ => (long)Math.Floor((StepsAt(entry, bytes, i) * entry.Scale) + entry.Min + 0.5),
            };
        }

        return Tensor.Of(entry.Shape, wholes);
    }

    private static int StepsAt(WeightEntry entry, ReadOnlySpan<byte> bytes, int i) =>
        entry.Width == 1 ? bytes[i] : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
}
