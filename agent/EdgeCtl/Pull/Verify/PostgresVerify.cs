using System.Globalization;
using Npgsql;
using EdgeCtl.Pull.Postgres;

namespace EdgeCtl.Pull.Verify;

/// <summary>Reads the rows of a database and tells what is there: from the summaries themselves, not from what the tables of the pulling say of them.</summary>
internal static class PostgresVerify
{
    private const string Streams = """
        select s.gateway, s.epoch, s.class, s.start_seq, case when s.last_seq > 0 or (g.classes >> position) & 1 = 1 then s.head_seq else 0 end, s.stored
          from edge.stream s join edge.gateway g using (gateway)
          join (values ('alarm', 0), ('event', 1), ('routine', 2), ('bulk', 3)) as c (name, position) on c.name = s.class
          order by s.gateway, s.ordinal
        """;

    // Ordered within each class; epochs are known from the streams.
    private const string Rows = """
        select gateway, epoch, class, first_seq, seq, type = 'edge.gap.v1' and event->'data'->>'firstSeq' is not null and event->'data'->>'epoch' = epoch
          from edge.summary order by gateway, epoch, class, seq
        """;

    private const string Lost = "select gateway, epoch, class from edge.gap where first_seq is null";
    private const string Ids = "select count(*) from edge.summary_id";

    /// <summary>Verifies all gateways of a database. Throws <see cref="PullException"/>.</summary>
    public static async Task<(IReadOnlyList<VerifiedStream> Streams, IReadOnlyList<string> Problems)> RunAsync(NpgsqlConnectionStringBuilder settings, bool isPart, CancellationToken cancel)
    {
        try
        {
            var source = PostgresStore.SourceOf(settings);
            await using (source.ConfigureAwait(false))
            {
                var connection = await source.OpenConnectionAsync(cancel).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    // One view of all tables, though a pull may run meanwhile.
                    var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel).ConfigureAwait(false);
                    await using (transaction.ConfigureAwait(false))
                    {
                        return await ReadAsync(connection, isPart, cancel).ConfigureAwait(false);
                    }
                }
            }
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new PullException($"the database cannot be verified: {Shown.Cut(e.Message)}", PullFaultKind.Lasting);
        }
    }

    private static async Task<(IReadOnlyList<VerifiedStream> Streams, IReadOnlyList<string> Problems)> ReadAsync(NpgsqlConnection connection, bool isPart, CancellationToken cancel)
    {
        var gateways = new SortedDictionary<string, VerifiedStreams>(StringComparer.Ordinal);
        var stored = new Dictionary<VerifiedStream, long>();
        await EachAsync(connection, Streams, row =>
        {
            var streams = Of(gateways, row.GetString(0));
            streams.Know(row.GetString(1), row.GetString(2), isPart || row.IsDBNull(3) ? null : row.GetInt64(3), row.GetInt64(4));
            stored[streams.Of(row.GetString(1), row.GetString(2))] = row.GetInt64(5);
        }, cancel).ConfigureAwait(false);
        var rows = 0L;
        await EachAsync(connection, Rows, row =>
        {
            rows++;
            Of(gateways, row.GetString(0)).Of(row.GetString(1), row.GetString(2)).Take(row.GetInt64(3), row.GetInt64(4), !row.IsDBNull(5) && row.GetBoolean(5));
        }, cancel).ConfigureAwait(false);
        await EachAsync(connection, Lost, row => Of(gateways, row.GetString(0)).Lost(row.GetString(1), row.GetString(2)), cancel).ConfigureAwait(false);
        var ids = 0L;
        await EachAsync(connection, Ids, row => ids = row.GetInt64(0), cancel).ConfigureAwait(false);
        var problems = new List<string>();
        foreach (var (stream, count) in stored.Where(s => !isPart && s.Key.Count != s.Value))
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{stream.Gateway}/{stream.Epoch}/{stream.Class}: {stream.Count} rows found; expected the {count} that were stored"));
        }

        if (!isPart && ids != rows)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{ids} ids and {rows} summaries found; expected as many of each"));
        }

        return ([.. gateways.Values.SelectMany(g => g.Finish())], problems);
    }

    private static VerifiedStreams Of(SortedDictionary<string, VerifiedStreams> gateways, string gateway)
    {
        if (!gateways.TryGetValue(gateway, out var streams))
        {
            streams = new VerifiedStreams(gateway);
            gateways.Add(gateway, streams);
        }

        return streams;
    }

    private static async Task EachAsync(NpgsqlConnection connection, string sql, Action<NpgsqlDataReader> each, CancellationToken cancel)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = sql;
            command.CommandTimeout = 0;
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
