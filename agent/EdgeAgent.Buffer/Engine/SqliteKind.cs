using Microsoft.Data.Sqlite;

namespace EdgeAgent.Buffer.Engine;

/// <summary>SQLite 3 with a write-ahead log and synchronous=FULL.</summary>
public sealed class SqliteKind : IStoreKind
{
    /// <summary>The one there is.</summary>
    public static SqliteKind Instance { get; } = new();

    /// <inheritdoc/>
    public string FileName => "edge.db";

    /// <inheritdoc/>
    public IReadOnlyList<string> Suffixes { get; } = ["", "-wal", "-shm"];

    /// <inheritdoc/>
    public IStoreEngine Open(string path, EngineLimits limits) => SqliteEngine.Open(path, limits);

    /// <inheritdoc/>
    public IStoreReader OpenReader(string path)
    {
        if (!File.Exists(path))
        {
            throw new StoreException(StoreFault.Missing, $"there is no store {path}");
        }

        try
        {
            return SqliteReader.Open(path, SqliteOpenMode.ReadOnly);
        }
        catch (StoreException e) when (e.Fault == StoreFault.ReadOnly && !File.Exists(path + "-wal"))
        {
            // No log and none can be made: nobody writes, and nothing is missing from the data file.
            return SqliteReader.Open(path, SqliteOpenMode.ReadOnly, "immutable=1");
        }
    }
}
