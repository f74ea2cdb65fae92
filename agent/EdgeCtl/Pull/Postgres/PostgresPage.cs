using System.Text;
using EdgeAgent.Core.Wire;
using Npgsql;
using NpgsqlTypes;

namespace EdgeCtl.Pull.Postgres;

/// <summary>The statements of one page, within the transaction of its connection.</summary>
/// <param name="connection">A connection with a transaction.</param>
/// <param name="gateway">The gateway.</param>
/// <param name="day">Day of receipt, UTC.</param>
internal sealed class PostgresPage(NpgsqlConnection connection, string gateway, DateOnly day)
{
    private const string Lock = """
        insert into edge.gateway (gateway, classes) values ($1, 0) on conflict (gateway) do nothing;
        """;

    private const string ReadCursor = "select cursor from edge.gateway where gateway = $1 for update";

    // Whatever the server's setting: what is acknowledged to a gateway must be on this server's disk.
    private const string Durable = "set local synchronous_commit = on";

    private const string Summaries = """
        with page as (
          select * from unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::timestamptz[], $11::text[])
            as p (id, epoch, class, seq, first_seq, type, subject, made, event)),
        fresh as (
          insert into edge.summary_id (id, received) select id, $2 from page on conflict (id) do nothing returning id)
        insert into edge.summary (received, gateway, epoch, class, seq, first_seq, type, subject, made, event)
          select $2, $1, epoch, class, seq, first_seq, type, subject, made, event::json from page join fresh using (id)
        """;

    private const string Gap = """
        insert into edge.gap (id, gateway, epoch, class, first_seq, last_seq, count, from_time, to_time, reason)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing
        """;

    private const string HoleSql = """
        insert into edge.hole (gateway, epoch, class, first_seq, last_seq) values ($1, $2, $3, $4, $5)
          on conflict (gateway, epoch, class, first_seq) do update set last_seq = greatest(edge.hole.last_seq, excluded.last_seq)
        """;

    private const string Stream = """
        insert into edge.stream (gateway, epoch, class, start_seq, first_seq, last_seq, head_seq, stored, announced, unexplained)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
          on conflict (gateway, epoch, class) do update set start_seq = excluded.start_seq, first_seq = excluded.first_seq, last_seq = excluded.last_seq,
            head_seq = excluded.head_seq, stored = excluded.stored, announced = excluded.announced, unexplained = excluded.unexplained
        """;

    private const string Cursor = "update edge.gateway set cursor = $2, classes = $3, changed = now() where gateway = $1";

    /// <summary>Holds the gateway for this transaction; tells its cursor as it is stored.</summary>
    public async Task<(bool IsThere, string? Cursor)> LockAsync(CancellationToken cancel)
    {
        await RunAsync(Durable, cancel).ConfigureAwait(false);
        var made = await RunAsync(Lock, cancel, Text(gateway)).ConfigureAwait(false);
        var command = Make(ReadCursor, Text(gateway));
        await using (command.ConfigureAwait(false))
        {
            return (made == 0, await command.ExecuteScalarAsync(cancel).ConfigureAwait(false) as string);
        }
    }

    /// <summary>Inserts the summaries whose ids are new; answers how many.</summary>
    public Task<int> InsertSummariesAsync(Intake intake, CancellationToken cancel)
    {
        var items = intake.Fresh;
        return RunAsync(
            Summaries,
            cancel,
            Text(gateway),
            new NpgsqlParameter<DateOnly> { TypedValue = day, NpgsqlDbType = NpgsqlDbType.Date },
            Texts(items.Select(i => i.Id)),
            Texts(items.Select(i => i.Epoch)),
            Texts(items.Select(i => SummaryClasses.NameOf(i.Class))),
            Numbers(items.Select(i => i.Seq)),
            Numbers(items.Select(i => i.FirstSeq)),
            Texts(items.Select(i => i.Type)),
            Texts(items.Select(i => i.Subject)),
            new NpgsqlParameter<DateTime[]> { TypedValue = [.. items.Select(i => i.Made.UtcDateTime)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
            Texts(items.Select(i => Encoding.UTF8.GetString(intake.Page.JsonOf(i)))));
    }

    /// <summary>Inserts an announced gap.</summary>
    public Task InsertGapAsync(PulledItem item, CancellationToken cancel)
    {
        var gap = item.Gap!;
        return RunAsync(
            Gap,
            cancel,
            Text(item.Id),
            Text(gateway),
            Text(gap.Epoch),
            Text(SummaryClasses.NameOf(item.Class)),
            NumberOrNull(gap.FirstSeq),
            NumberOrNull(gap.LastSeq),
            NumberOrNull(gap.Count),
            TimeOrNull(gap.From),
            TimeOrNull(gap.To),
            Text(gap.Reason));
    }

    /// <summary>Inserts a hole.</summary>
    public Task InsertHoleAsync(Hole hole, CancellationToken cancel) =>
        RunAsync(HoleSql, cancel, Text(gateway), Text(hole.Epoch), Text(SummaryClasses.NameOf(hole.Class)), Number(hole.FirstSeq), Number(hole.LastSeq));

    /// <summary>Puts how far a class of an epoch came.</summary>
    public Task PutStreamAsync(string epoch, SummaryClass summaryClass, StreamState state, CancellationToken cancel) => RunAsync(
        Stream,
        cancel,
        Text(gateway),
        Text(epoch),
        Text(SummaryClasses.NameOf(summaryClass)),
        NumberOrNull(state.Start),
        Number(state.First),
        Number(state.Last),
        Number(state.Head),
        Number(state.Stored),
        Number(state.Announced),
        Number(state.Unexplained));

    /// <summary>Puts the cursor.</summary>
    public Task PutCursorAsync(string cursor, ClassSet classes, CancellationToken cancel) =>
        RunAsync(Cursor, cancel, Text(gateway), Text(cursor), new NpgsqlParameter<short> { TypedValue = (short)classes, NpgsqlDbType = NpgsqlDbType.Smallint });

    private async Task<int> RunAsync(string sql, CancellationToken cancel, params NpgsqlParameter[] parameters)
    {
        var command = Make(sql, parameters);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
    }

    private NpgsqlCommand Make(string sql, params NpgsqlParameter[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter<string[]> Texts(IEnumerable<string> values) => new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static NpgsqlParameter<long[]> Numbers(IEnumerable<long> values) => new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

    private static NpgsqlParameter NumberOrNull(long? value) => value is { } number ? Number(number) : Null(NpgsqlDbType.Bigint);

    private static NpgsqlParameter TimeOrNull(DateTimeOffset? value) =>
        value is { } time ? new NpgsqlParameter<DateTime> { TypedValue = time.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz } : Null(NpgsqlDbType.TimestampTz);

    private static NpgsqlParameter Null(NpgsqlDbType type) => new() { Value = DBNull.Value, NpgsqlDbType = type };
}
