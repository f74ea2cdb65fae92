using System.Globalization;
using Npgsql;

namespace EdgeCtl.Pull.Postgres;

/// <summary>The tables, made by the tool itself. The version stands in `edge.pull_schema`; a newer one than this tool knows is refused.</summary>
internal static class PostgresSchema
{
    /// <summary>Version that this tool makes and needs.</summary>
    public const int Version = 1;

    // Any number, but the same in each edgectl: who makes tables or partitions holds it.
    private const string TakeLock = "select pg_advisory_xact_lock(7264001)";

    private const string Tables = """
        create schema if not exists edge;
        create table edge.pull_schema (version integer not null, made timestamptz not null default now());
        comment on table edge.pull_schema is 'version of these tables; newest row counts';
        create table edge.gateway (
          gateway text primary key,
          cursor text,
          classes smallint not null,
          changed timestamptz not null default now());
        comment on table edge.gateway is 'one row a gateway: the cursor after all that is stored of it';
        create table edge.stream (
          gateway text not null references edge.gateway,
          epoch text not null,
          ordinal bigint generated always as identity,
          class text not null,
          start_seq bigint,
          first_seq bigint not null,
          last_seq bigint not null,
          head_seq bigint not null,
          stored bigint not null,
          announced bigint not null,
          unexplained bigint not null,
          primary key (gateway, epoch, class));
        comment on table edge.stream is 'how far each class of each epoch came; start_seq is the number before the first that was to come';
        create table edge.summary_id (id text primary key, received date not null);
        comment on table edge.summary_id is 'every id that was ever stored, and the day whose partition has it';
        create table edge.summary (
          received date not null,
          gateway text not null,
          epoch text not null,
          class text not null,
          seq bigint not null,
          first_seq bigint not null,
          type text not null,
          subject text not null,
          made timestamptz not null,
          event json not null,
          primary key (received, gateway, epoch, class, seq)) partition by range (received);
        comment on table edge.summary is 'the summaries as they came (CloudEvents), partitioned by the day of receipt, UTC';
        create index summary_made on edge.summary (gateway, subject, made);
        create table edge.gap (
          id text primary key,
          gateway text not null,
          epoch text not null,
          class text not null,
          first_seq bigint,
          last_seq bigint,
          count bigint,
          from_time timestamptz,
          to_time timestamptz,
          reason text not null,
          received timestamptz not null default now());
        comment on table edge.gap is 'what gateways announced as lost; first_seq is null after a lost store, and epoch is the one that is lost';
        create index gap_stream on edge.gap (gateway, epoch, class);
        create table edge.hole (
          gateway text not null,
          epoch text not null,
          class text not null,
          first_seq bigint not null,
          last_seq bigint not null,
          seen timestamptz not null default now(),
          primary key (gateway, epoch, class, first_seq));
        comment on table edge.hole is 'numbers that did not come and that no gap announced';
        create view edge.missing as
          select gateway, epoch, class, 'announced' as kind, first_seq, last_seq, count, reason, from_time, to_time, received as seen from edge.gap
          union all
          select gateway, epoch, class, 'unexplained', first_seq, last_seq, last_seq - first_seq + 1, null, null, null, seen from edge.hole;
        comment on view edge.missing is 'all that is not there: announced gaps and unexplained holes';
        insert into edge.pull_schema (version) values (1);
        """;

    /// <summary>Makes the tables where there are none. Throws <see cref="PullException"/> for tables of another version.</summary>
    public static async Task PrepareAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        var connection = await source.OpenConnectionAsync(cancel).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var version = await VersionAsync(connection, cancel).ConfigureAwait(false);
            if (version == 0)
            {
                await MakeAsync(connection, cancel).ConfigureAwait(false);
                version = await VersionAsync(connection, cancel).ConfigureAwait(false);
            }

            if (version != Version)
            {
                throw new PullException(
                    string.Create(CultureInfo.InvariantCulture, $"the tables of schema edge have version {version}; expected {Version}: use the edgectl that made them, or a newer one"),
                    PullFaultKind.Lasting);
            }
        }
    }

    /// <summary>Makes the partition of a day when it is missing. Several processes may do so at once.</summary>
    public static async Task EnsureDayAsync(NpgsqlDataSource source, DateOnly day, CancellationToken cancel)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"edge.summary_{day:yyyyMMdd}");
        var range = string.Create(CultureInfo.InvariantCulture, $"from ('{day:yyyy-MM-dd}') to ('{day.AddDays(1):yyyy-MM-dd}')");
        var connection = await source.OpenConnectionAsync(cancel).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            if (await ScalarAsync(connection, $"select to_regclass('{name}')::text", cancel).ConfigureAwait(false) is string)
            {
                return;
            }

            await LockedAsync(connection, $"create table if not exists {name} partition of edge.summary for values {range}", cancel).ConfigureAwait(false);
        }
    }

    private static async Task MakeAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ScalarAsync(connection, TakeLock, cancel).ConfigureAwait(false);
            if (await VersionAsync(connection, cancel).ConfigureAwait(false) == 0)
            {
                await ScalarAsync(connection, Tables, cancel).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancel).ConfigureAwait(false);
        }
    }

    private static async Task LockedAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ScalarAsync(connection, TakeLock, cancel).ConfigureAwait(false);
            await ScalarAsync(connection, sql, cancel).ConfigureAwait(false);
            await transaction.CommitAsync(cancel).ConfigureAwait(false);
        }
    }

    private static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        // From the catalogue itself: to_regclass answers from a cache that may not know yet what another process has just made.
        if (await ScalarAsync(connection, "select 1 from pg_tables where schemaname = 'edge' and tablename = 'pull_schema'", cancel).ConfigureAwait(false) is null)
        {
            return 0;
        }

        return await ScalarAsync(connection, "select max(version) from edge.pull_schema", cancel).ConfigureAwait(false) is int version ? version : 0;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = sql;
            return await command.ExecuteScalarAsync(cancel).ConfigureAwait(false);
        }
    }
}
