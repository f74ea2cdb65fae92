using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EdgeAgent.Buffer.Engine;

/// <summary>
/// The one statement that runs for every summary, without the objects that an ADO.NET command makes for each: prepared once, its blob bound where it lies. One thread.
/// </summary>
internal sealed class SqliteInsert : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares it. Throws <see cref="SqliteException"/>.</summary>
    public SqliteInsert(sqlite3 connection)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection, "INSERT OR REPLACE INTO records(id, v) VALUES(?1, ?2)", out _statement));
    }

    /// <summary>Puts a record. Throws <see cref="SqliteException"/>.</summary>
    public void Run(long id, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_int64(_statement, 1, id));
        Check(raw.sqlite3_bind_blob(_statement, 2, value));
        var result = raw.sqlite3_step(_statement);
        _ = raw.sqlite3_reset(_statement);
        Check(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result);
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection);
}
