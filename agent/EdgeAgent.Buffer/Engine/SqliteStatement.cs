using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EdgeAgent.Buffer.Engine;

/// <summary>
/// A statement that runs with every commit: prepared once, its values bound where they lie, without the objects that an ADO.NET command makes each time. Throws
/// <see cref="SqliteException"/>. One thread.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares it; parameters are ?1, ?2.</summary>
    public SqliteStatement(sqlite3 connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection, sql, out _statement));
    }

    /// <summary>Binds a number.</summary>
    public SqliteStatement Bind(int at, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, at, value));
        return this;
    }

    /// <summary>Binds a text.</summary>
    public SqliteStatement Bind(int at, string value)
    {
        Check(raw.sqlite3_bind_text(_statement, at, value));
        return this;
    }

    /// <summary>Binds bytes, of which there must be some: SQLite takes none for NULL.</summary>
    public SqliteStatement Bind(int at, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, at, value));
        return this;
    }

    /// <summary>Runs it to its end; answers how many rows it changed.</summary>
    public int Run()
    {
        Finish(TryRun());
        return raw.sqlite3_changes(_connection);
    }

    /// <summary>Runs it to its end; SQLite's result, <see cref="raw.SQLITE_DONE"/> when all is well.</summary>
    public int TryRun()
    {
        var result = raw.sqlite3_step(_statement);
        _ = raw.sqlite3_reset(_statement);
        return result;
    }

    /// <summary>Runs it and answers the first column of its first row.</summary>
    public long Number()
    {
        var result = raw.sqlite3_step(_statement);
        var value = result == raw.SQLITE_ROW ? raw.sqlite3_column_int64(_statement, 0) : 0;
        _ = raw.sqlite3_reset(_statement);
        Finish(result);
        return value;
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Finish(int result) => Check(result is raw.SQLITE_DONE or raw.SQLITE_ROW ? raw.SQLITE_OK : result);

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection);
}
