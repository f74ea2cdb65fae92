using System.Globalization;
using EdgeAgent.Core.Interop;
using Microsoft.Data.Sqlite;

namespace EdgeAgent.Buffer.Engine;

/// <summary>What the SQLite connections share: opening, preparing, and faults as <see cref="StoreException"/>.</summary>
internal static class SqliteCalls
{
    private const int Error = 1;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;
    private const int NoRoomForIndex = 4874; // SQLITE_IOERR_SHMSIZE: the log's index cannot grow
    private const int ShortRead = 522; // SQLITE_IOERR_SHORT_READ: a page beyond the end of the file

    /// <summary>Opens a connection. <paramref name="uriOptions"/> are those of an SQLite URI, e.g. `immutable=1`.</summary>
    public static SqliteConnection Open(string path, SqliteOpenMode mode, int busyMs, string uriOptions = "")
    {
        SQLitePCL.Batteries_V2.Init();
        var source = uriOptions.Length == 0 ? path : $"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?{uriOptions}";
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Pooling = false, Mode = mode }.ToString());
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout = {busyMs}");
            Execute(connection, "PRAGMA cell_size_check = ON");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = "$" + (char)('a' + i) });
        }

        return command;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = Prepare(connection, sql, 0);
        command.ExecuteNonQuery();
    }

    public static long Number(SqliteConnection connection, string sql)
    {
        using var command = Prepare(connection, sql, 0);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Length of a file; 0 for one that is not there. Asked with every commit, so without an object.</summary>
    public static long LengthOf(string path) => Libc.StatX(Libc.AtCurrentFolder, path, 0, Libc.StatXSize, out var status) == 0 ? (long)status.Size : 0;

    /// <summary>Runs SQLite calls and tells their faults as <see cref="StoreException"/>.</summary>
    public static T Guard<T>(Func<T> work)
    {
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
                _ when e.SqliteExtendedErrorCode == ShortRead => StoreFault.Corrupt,
                ReadOnly or CannotOpen => StoreFault.ReadOnly,

                // Our statements are fixed: one that no longer fits the schema means that the schema is damaged.
                Corrupt or NotADatabase or Error => StoreFault.Corrupt,
                _ => StoreFault.Other,
            };
            throw new StoreException(fault, e.Message, e);
        }
        catch (Exception e) when (e is InvalidCastException or FormatException or OverflowException)
        {
            // A row whose types are not those that were written.
            throw new StoreException(StoreFault.Corrupt, $"a row has a value of another type: {e.Message}", e);
        }
    }
}
