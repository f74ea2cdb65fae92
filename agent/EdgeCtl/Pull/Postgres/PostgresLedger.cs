using EdgeAgent.Core.Wire;
using Npgsql;

namespace EdgeCtl.Pull.Postgres;

/// <summary>Reads what a database holds of a gateway.</summary>
internal static class PostgresLedger
{
    private const string Gateway = "select cursor, classes from edge.gateway where gateway = $1";

    private const string Streams = """
        select epoch, class, start_seq, first_seq, last_seq, head_seq, stored, announced, unexplained
          from edge.stream where gateway = $1 order by ordinal
        """;

    /// <summary>Reads it; an empty ledger for a gateway that it does not know.</summary>
    public static async Task<Ledger> ReadAsync(NpgsqlConnection connection, string gateway, CancellationToken cancel)
    {
        var ledger = new Ledger(gateway);
        await ReadAsync(connection, Gateway, gateway, row =>
        {
            ledger.Cursor = row.IsDBNull(0) ? null : row.GetString(0);
            ledger.Classes = (ClassSet)row.GetInt16(1);
        }, cancel).ConfigureAwait(false);
        await ReadAsync(connection, Streams, gateway, row => Take(ledger, row), cancel).ConfigureAwait(false);
        return ledger;
    }

    private static void Take(Ledger ledger, NpgsqlDataReader row)
    {
        if (SummaryClasses.TryParse(row.GetString(1), out var summaryClass))
        {
            ledger.Set(row.GetString(0), summaryClass, new StreamState
            {
                Start = row.IsDBNull(2) ? null : row.GetInt64(2),
                First = row.GetInt64(3),
                Last = row.GetInt64(4),
                Head = row.GetInt64(5),
                Stored = row.GetInt64(6),
                Announced = row.GetInt64(7),
                Unexplained = row.GetInt64(8),
            });
        }
    }

    private static async Task ReadAsync(NpgsqlConnection connection, string sql, string gateway, Action<NpgsqlDataReader> each, CancellationToken cancel)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = sql;
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = gateway });
            var rows = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancel).ConfigureAwait(false))
                {
                    each(rows);
                }
            }
        }
    }
}
