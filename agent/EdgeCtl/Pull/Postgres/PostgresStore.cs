using System.Collections.Concurrent;
using EdgeAgent.Core.Wire;
using Npgsql;

namespace EdgeCtl.Pull.Postgres;

/// <summary>Summaries in PostgreSQL: rows, ids, gaps, holes and the cursor of a page in one transaction, committed to the disk. Several processes may share a database.</summary>
internal sealed class PostgresStore : IPullStore
{
    private readonly ConcurrentDictionary<DateOnly, bool> _days = new();
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;

    private PostgresStore(NpgsqlDataSource source, TimeProvider time)
    {
        _source = source;
        _time = time;
    }

    /// <summary>Makes a source of connections without anything that looks at types at run time.</summary>
    public static NpgsqlDataSource SourceOf(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        return builder.Build();
    }

    /// <summary>Connects and makes the tables where there are none. Throws <see cref="PullException"/>.</summary>
    public static Task<PostgresStore> OpenAsync(NpgsqlConnectionStringBuilder settings, TimeProvider time, CancellationToken cancel) => GuardAsync(async () =>
    {
        var source = SourceOf(settings);
        try
        {
            await PostgresSchema.PrepareAsync(source, cancel).ConfigureAwait(false);
            return new PostgresStore(source, time);
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    });

    /// <inheritdoc/>
    public Task<Ledger> OpenAsync(string gateway, List<string> notices, CancellationToken cancel) => GuardAsync(async () =>
    {
        var connection = await _source.OpenConnectionAsync(cancel).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await PostgresLedger.ReadAsync(connection, gateway, cancel).ConfigureAwait(false);
        }
    });

    /// <inheritdoc/>
    public Task StoreAsync(Ledger ledger, Intake intake, CancellationToken cancel) => GuardAsync(async () =>
    {
        var day = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        if (intake.Fresh.Count > 0 && !_days.ContainsKey(day))
        {
            await PostgresSchema.EnsureDayAsync(_source, day, cancel).ConfigureAwait(false);
            _days[day] = true;
        }

        var connection = await _source.OpenConnectionAsync(cancel).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                try
                {
                    await WriteAsync(new PostgresPage(connection, ledger.Gateway, day), ledger, intake, cancel).ConfigureAwait(false);
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation)
                {
                    // The day's partition has been taken away meanwhile: it is looked for again with the next page.
                    _days.Clear();
                    throw;
                }

                await transaction.CommitAsync(cancel).ConfigureAwait(false);
            }
        }

        ledger.Apply(intake);
        return true;
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static async Task WriteAsync(PostgresPage page, Ledger ledger, Intake intake, CancellationToken cancel)
    {
        var (isThere, cursor) = await page.LockAsync(cancel).ConfigureAwait(false);
        if (isThere && cursor != ledger.Cursor)
        {
            throw new PullException($"another edgectl pull stores {ledger.Gateway} into this database at the same time; stop one of them");
        }

        if (intake.Fresh.Count > 0)
        {
            await page.InsertSummariesAsync(intake, cancel).ConfigureAwait(false);
        }

        foreach (var gap in intake.Fresh.Where(i => i.Gap is not null))
        {
            await page.InsertGapAsync(gap, cancel).ConfigureAwait(false);
        }

        foreach (var hole in intake.Holes)
        {
            await page.InsertHoleAsync(hole, cancel).ConfigureAwait(false);
        }

        foreach (var summaryClass in SummaryClasses.All.Where(c => intake.States[(int)c] != ledger[intake.Page.Epoch, c] || ledger.Epoch != intake.Page.Epoch))
        {
            await page.PutStreamAsync(intake.Page.Epoch, summaryClass, intake.States[(int)summaryClass], cancel).ConfigureAwait(false);
        }

        await page.PutCursorAsync(intake.Page.Next, intake.Classes, cancel).ConfigureAwait(false);
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            throw new PullException($"PostgreSQL says: {Shown.Cut(e.MessageText)} ({e.SqlState})", KindOf(e.SqlState));
        }
        catch (NpgsqlException e)
        {
            throw new PullException($"PostgreSQL is not reached: {Shown.Cut(e.InnerException?.Message ?? e.Message)}");
        }
        catch (TimeoutException e)
        {
            throw new PullException($"PostgreSQL is not reached: {Shown.Cut(e.Message)}");
        }
    }

    // Class 28: wrong user or password; 3D: no such database; 42: rights or tables.
    private static PullFaultKind KindOf(string state) =>
        state.StartsWith("28", StringComparison.Ordinal) || state.StartsWith("3D", StringComparison.Ordinal) || state.StartsWith("42", StringComparison.Ordinal)
            ? PullFaultKind.Lasting
            : PullFaultKind.Passing;
}
