using System.Collections.Concurrent;
using EdgeAgent.Buffer.Engine;

namespace EdgeAgent.Tests.Buffer;

/// <summary>Stores in memory that outlive their closing, under the path of an empty file.</summary>
internal sealed class MemoryKind : IStoreKind
{
    private readonly ConcurrentDictionary<string, MemoryEngine> _stores = new();

    public string FileName => "memory.db";

    public IReadOnlyList<string> Suffixes { get; } = [""];

    public IStoreEngine Open(string path, EngineLimits limits)
    {
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path, []);
            _stores.TryRemove(path, out _);
        }

        return _stores.GetOrAdd(path, _ => new MemoryEngine());
    }

    public IStoreReader OpenReader(string path) => _stores.TryGetValue(path, out var store) ? store : throw new StoreException(StoreFault.Missing, path);
}
