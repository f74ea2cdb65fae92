using EdgeAgent.Core.Wire;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static EdgeAgent.Buffer.Engine.SqliteCalls;

namespace EdgeAgent.Buffer.Engine;

/// <summary>
/// Reads a store of SQLite by a connection of its own. A record's row id is its class in the top bits and its number below, so that a class lies together and in order.
/// </summary>
internal sealed class SqliteReader : IStoreReader
{
    private const int BusyMs = 5_000;
    private const int ClassShift = 60;
    private const long SeqMask = (1L << ClassShift) - 1;
    private const int CacheKiB = 1024;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _range;
    private readonly SqliteCommand _value;
    private readonly object _gate = new();
    private bool _isClosed;

    private SqliteReader(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
        _range = Prepare(connection, "SELECT id, v FROM records WHERE id BETWEEN $a AND $b ORDER BY id LIMIT $c", 3);
        _value = Prepare(connection, "SELECT v FROM meta WHERE k = $a", 1);
    }

    /// <inheritdoc/>
    public long UsedBytes => Locked(() => (Number(_connection, "PRAGMA page_count") - Number(_connection, "PRAGMA freelist_count")) * SqliteHeader.PageBytes);

    /// <inheritdoc/>
    public long FileBytes => LengthOf(_path) + LengthOf(_path + "-wal") + LengthOf(_path + "-shm");

    /// <summary>Opens the connection. Throws <see cref="StoreException"/>.</summary>
    public static SqliteReader Open(string path, SqliteOpenMode mode, string uriOptions = "") => Guard(() =>
    {
        var connection = SqliteCalls.Open(path, mode, BusyMs, uriOptions);
        try
        {
            // Without the first a data file that was cut cannot even be opened for what is left of it.
            Execute(connection, "PRAGMA writable_schema = ON");
            Execute(connection, $"PRAGMA cache_size = -{CacheKiB}");
            Execute(connection, "PRAGMA query_only = ON");
            return new SqliteReader(path, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    });

    /// <summary>Row id of a record.</summary>
    public static long Id(SummaryClass summaryClass, ulong seq) => ((long)summaryClass << ClassShift) | (long)Math.Min(seq, SeqMask);

    /// <inheritdoc/>
    public void Read(SummaryClass summaryClass, ulong from, ulong to, int limit, int maxBytes, List<EngineRecord> into) => Locked(() =>
    {
        _range.Parameters[0].Value = Id(summaryClass, from);
        _range.Parameters[1].Value = Id(summaryClass, to);
        _range.Parameters[2].Value = (long)limit;
        using var rows = _range.ExecuteReader();
        for (var bytes = 0; (bytes == 0 || bytes < maxBytes) && rows.Read();)
        {
            // Damage can make any other type of it: then it is as good as empty, which no record is.
            var value = rows.GetValue(1) as byte[] ?? [];
            bytes += Math.Max(1, value.Length);
            into.Add(new EngineRecord((ulong)(rows.GetInt64(0) & SeqMask), value));
        }

        return true;
    });

    /// <inheritdoc/>
    public byte[]? GetValue(string key) => Locked(() =>
    {
        _value.Parameters[0].Value = key;
        return _value.ExecuteScalar() is { } value and not DBNull ? value as byte[] ?? [] : null;
    });

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, byte[]>> GetValues(string prefix) => Locked(() =>
    {
        var result = new List<KeyValuePair<string, byte[]>>();
        using var command = Prepare(_connection, "SELECT k, v FROM meta WHERE k >= $a AND k < $b ORDER BY k", 2);
        command.Parameters[0].Value = prefix;
        command.Parameters[1].Value = prefix + "\uffff";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            if (rows.GetValue(0) is string key)
            {
                result.Add(new KeyValuePair<string, byte[]>(key, rows.GetValue(1) as byte[] ?? []));
            }
        }

        return result;
    });

    /// <inheritdoc/>
    public IDisposable Freeze()
    {
        Monitor.Enter(_gate);
        try
        {
            ThrowIfClosed();
            return Guard(() =>
            {
                Execute(_connection, "BEGIN");
                return new Moment(this);
            });
        }
        catch
        {
            Monitor.Exit(_gate);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Check(Action<string> tell) => Locked(() =>
    {
        using var command = Prepare(_connection, "PRAGMA integrity_check(100)", 0);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            if (rows.GetString(0) is not "ok" and var fault)
            {
                tell(fault);
            }
        }

        return true;
    });

    /// <summary>Does something while no read of this connection is under way.</summary>
    public T Between<T>(Func<T> work)
    {
        lock (_gate)
        {
            return work();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _range.Dispose();
            _value.Dispose();
            _connection.Dispose();
        }
    }

    private T Locked<T>(Func<T> work)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            return Guard(work);
        }
    }

    // A reader may still hold a store that was set aside a moment ago.
    private void ThrowIfClosed()
    {
        if (_isClosed)
        {
            throw new StoreException(StoreFault.Closed, "the store is closed");
        }
    }

    // Damage met inside may have ended the transaction already.
    private void Thaw()
    {
        try
        {
            if (raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
            {
                Execute(_connection, "ROLLBACK");
            }
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    private sealed class Moment(SqliteReader reader) : IDisposable
    {
        public void Dispose() => reader.Thaw();
    }
}
