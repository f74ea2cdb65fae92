using EdgeAgent.Core.Wire;
using Microsoft.Data.Sqlite;

namespace EdgeAgent.Buffer.Engine;

/// <summary>
/// SQLite 3 with a write-ahead log and synchronous=FULL: each commit is one fsync of the log. A record's row id is its class in the top bits and its number below,
/// so that a class lies together and in order.
/// </summary>
public sealed class SqliteEngine : IStoreEngine
{
    private const int ClassShift = 60;
    private const long SeqMask = (1L << ClassShift) - 1;
    private const int SchemaVersion = 1;
    private const int CacheKiB = 1024;
    private const int CheckpointPages = 256;

    private readonly string _path;
    private readonly SqliteConnection _writer;
    private readonly SqliteConnection _reader;
    private readonly object _readGate = new();
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _putValue;
    private readonly SqliteCommand _deleteValue;
    private readonly SqliteCommand _range;
    private readonly SqliteCommand _pages;
    private readonly SqliteCommand _free;
    private bool _isClosed;

    private SqliteEngine(string path)
    {
        _path = path;
        _writer = Open(path);
        _reader = Open(path);
        _put = Prepare(_writer, "INSERT OR REPLACE INTO records(id, v) VALUES($a, $b)", 2);
        _delete = Prepare(_writer, "DELETE FROM records WHERE id BETWEEN $a AND $b", 2);
        _putValue = Prepare(_writer, "INSERT OR REPLACE INTO meta(k, v) VALUES($a, $b)", 2);
        _deleteValue = Prepare(_writer, "DELETE FROM meta WHERE k = $a", 1);
        _range = Prepare(_reader, "SELECT id, v FROM records WHERE id BETWEEN $a AND $b ORDER BY id LIMIT $c", 3);
        _pages = Prepare(_writer, "PRAGMA page_count", 0);
        _free = Prepare(_writer, "PRAGMA freelist_count", 0);
        PageBytes = Convert.ToInt64(Scalar(_writer, "PRAGMA page_size"), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public long UsedBytes => Guard(() => ((long)_pages.ExecuteScalar()! - (long)_free.ExecuteScalar()!) * PageBytes);

    /// <inheritdoc/>
    public long FileBytes => LengthOf(_path) + LengthOf(_path + "-wal") + LengthOf(_path + "-shm");

    private long PageBytes { get; }

    /// <summary>Opens or makes the store at <paramref name="path"/>. Throws <see cref="StoreException"/>.</summary>
    public static SqliteEngine OpenOrCreate(string path) => Guard(() =>
    {
        SQLitePCL.Batteries_V2.Init();
        using (var setup = Open(path))
        {
            Prepare(setup, path);
        }

        return new SqliteEngine(path);
    });

    /// <inheritdoc/>
    public void Commit(StoreWrite write) => Guard(() =>
    {
        // An open file that was deleted still takes writes, and they end with the process.
        if (!File.Exists(_path))
        {
            throw new StoreException(StoreFault.Missing, $"{_path} is gone");
        }

        using var transaction = _writer.BeginTransaction();
        write.Deleted = 0;
        foreach (var (summaryClass, first, last) in write.Deletes)
        {
            write.Deleted += Run(_delete, transaction, Id(summaryClass, first), Id(summaryClass, last));
        }

        foreach (var (summaryClass, seq, value) in write.Puts)
        {
            Run(_put, transaction, Id(summaryClass, seq), value);
        }

        foreach (var (key, value) in write.Values)
        {
            _ = value.Length == 0 ? Run(_deleteValue, transaction, key) : Run(_putValue, transaction, key, value);
        }

        transaction.Commit();
        return true;
    });

    /// <inheritdoc/>
    public void Read(SummaryClass summaryClass, ulong from, ulong to, int limit, int maxBytes, List<EngineRecord> into)
    {
        lock (_readGate)
        {
            ThrowIfClosed();
            Guard(() =>
            {
                _range.Parameters[0].Value = Id(summaryClass, from);
                _range.Parameters[1].Value = Id(summaryClass, Math.Min(to, SeqMask));
                _range.Parameters[2].Value = (long)limit;
                using var rows = _range.ExecuteReader();
                for (var bytes = 0; rows.Read() && (bytes == 0 || bytes < maxBytes);)
                {
                    var value = rows.GetFieldValue<byte[]>(1);
                    bytes += value.Length;
                    into.Add(new EngineRecord((ulong)(rows.GetInt64(0) & SeqMask), value));
                }

                return true;
            });
        }
    }

    /// <inheritdoc/>
    public byte[]? GetValue(string key)
    {
        lock (_readGate)
        {
            ThrowIfClosed();
            return Guard(() =>
            {
                using var command = Prepare(_reader, "SELECT v FROM meta WHERE k = $a", 1);
                command.Parameters[0].Value = key;
                return (byte[]?)command.ExecuteScalar();
            });
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, byte[]>> GetValues(string prefix)
    {
        lock (_readGate)
        {
            ThrowIfClosed();
            return Guard(() =>
            {
                var result = new List<KeyValuePair<string, byte[]>>();
                using var command = Prepare(_reader, "SELECT k, v FROM meta WHERE k >= $a AND k < $b ORDER BY k", 2);
                command.Parameters[0].Value = prefix;
                command.Parameters[1].Value = prefix + "\uffff";
                using var rows = command.ExecuteReader();
                while (rows.Read())
                {
                    result.Add(new KeyValuePair<string, byte[]>(rows.GetString(0), rows.GetFieldValue<byte[]>(1)));
                }

                return result;
            });
        }
    }

    /// <inheritdoc/>
    public void GiveBack() => Guard(() =>
    {
        Execute(_writer, "PRAGMA incremental_vacuum(256)");
        return true;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_readGate)
        {
            _isClosed = true;
            foreach (var command in (SqliteCommand[])[_put, _delete, _putValue, _deleteValue, _range, _pages, _free])
            {
                command.Dispose();
            }

            _reader.Dispose();
            _writer.Dispose();
        }
    }

    // A reader may still hold a store that was set aside a moment ago.
    private void ThrowIfClosed()
    {
        if (_isClosed)
        {
            throw new StoreException(StoreFault.Other, "the store is closed");
        }
    }

    private static void Prepare(SqliteConnection setup, string path)
    {
        var version = Convert.ToInt32(Scalar(setup, "PRAGMA user_version"), System.Globalization.CultureInfo.InvariantCulture);
        if (version > SchemaVersion)
        {
            throw new StoreException(StoreFault.Other, $"{path} was written by a newer agent (store version {version}, this agent knows {SchemaVersion})");
        }

        if (version < SchemaVersion)
        {
            Execute(setup, "PRAGMA auto_vacuum = INCREMENTAL");
            Execute(setup, "PRAGMA journal_mode = WAL");
            Execute(setup, "CREATE TABLE IF NOT EXISTS records(id INTEGER PRIMARY KEY, v BLOB NOT NULL)");
            Execute(setup, "CREATE TABLE IF NOT EXISTS meta(k TEXT PRIMARY KEY, v BLOB NOT NULL) WITHOUT ROWID");
            Execute(setup, $"PRAGMA user_version = {SchemaVersion}");
        }
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA synchronous = FULL");
        Execute(connection, $"PRAGMA cache_size = -{CacheKiB}");
        Execute(connection, $"PRAGMA wal_autocheckpoint = {CheckpointPages}");
        Execute(connection, "PRAGMA journal_size_limit = 4194304");
        Execute(connection, "PRAGMA busy_timeout = 5000");
        return connection;
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = "$" + (char)('a' + i) });
        }

        return command;
    }

    private static int Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = Prepare(connection, sql, 0);
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = Prepare(connection, sql, 0);
        return command.ExecuteScalar();
    }

    private static long Id(SummaryClass summaryClass, ulong seq) => ((long)summaryClass << ClassShift) | (long)(seq & SeqMask);

    private static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }

    private static T Guard<T>(Func<T> work)
    {
        const int Full = 13;
        const int ReadOnly = 8;
        const int CannotOpen = 14;
        const int Corrupt = 11;
        const int NotADatabase = 26;
        const int NoRoomForIndex = 4874; // SQLITE_IOERR_SHMSIZE: the log's index cannot grow
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            var fault = e.SqliteErrorCode switch
            {
                Full => StoreFault.DiskFull,
                _ when e.SqliteExtendedErrorCode == NoRoomForIndex => StoreFault.DiskFull,
                ReadOnly or CannotOpen => StoreFault.ReadOnly,
                Corrupt or NotADatabase => StoreFault.Corrupt,
                _ => StoreFault.Other,
            };
            throw new StoreException(fault, e.Message, e);
        }
    }
}
