using EdgeAgent.Buffer;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using Microsoft.Data.Sqlite;

namespace EdgeAgent.Tests.Buffer;

/// <summary>The budget covers every file, whatever is going on.</summary>
public sealed class SpaceTests
{
    private const long Budget = 4 << 20;
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly BufferOptions Small = BufferFixture.Quick with { BudgetBytes = Budget, EvictRecords = 100 };

    [Fact]
    public async Task All_files_together_stay_within_the_budget_under_a_continuous_load()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Small);
        var (most, told) = (0L, 0L);
        for (var i = 0; i < 150; i++)
        {
            await buffer.FillAsync(i % 10 == 0 ? SummaryClass.Event : SummaryClass.Routine, 100, padding: 900);
            most = Math.Max(most, SizeOf(folder));
            told = Math.Max(told, buffer.Status().SizeBytes);
        }

        Assert.InRange(most, Budget / 2, Budget);
        Assert.InRange(told, Budget / 2, Budget);
        Assert.True(BufferReading.CoversExactly(BufferReading.All(buffer, SummaryClass.Routine), 1, 13_500));
    }

    [Fact]
    public async Task A_reader_that_holds_an_old_view_cannot_make_the_files_outgrow_the_budget_and_alarms_have_the_last_word()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Small);
        await buffer.FillAsync(SummaryClass.Event, 100, padding: 900);
        string? fault = null;
        using (HoldView(folder["buffer/edge.db"]))
        {
            for (var i = 0; i < 100 && fault is null; i++)
            {
                fault = (await buffer.AppendAsync([.. Enumerable.Range(0, 100).Select(n => TestSummaries.Event(SummaryClass.Routine, n, 900))])).Fault;
            }

            Assert.Equal("heldByReader", fault);
            Assert.Equal("heldByReader", buffer.Status().Fault);
            Assert.True((await buffer.AppendAsync(TestSummaries.Event(SummaryClass.Alarm, 1))).Stored);
            var alarms = 1;
            while ((await buffer.AppendAsync([.. Enumerable.Range(0, 20).Select(n => TestSummaries.Event(SummaryClass.Alarm, n, 900))])).Stored)
            {
                Assert.True(++alarms < 1_000);
            }

            Assert.True(alarms > 2, $"{alarms}");
            Assert.InRange(SizeOf(folder), Budget / 2, Budget + (Budget / 16) + (Budget / 16));
        }

        Assert.True((await buffer.AppendAsync(TestSummaries.Event(SummaryClass.Routine, 1))).Stored);
        await buffer.SettleAsync();
        Assert.Null(buffer.Status().Fault);
        Assert.InRange(SizeOf(folder), 1, Budget);
        Assert.True(BufferReading.CoversExactly(BufferReading.All(buffer, SummaryClass.Routine), 1, buffer.Heads.Routine));
    }

    [Fact]
    public async Task A_reader_that_reads_all_the_time_does_not_keep_the_log_from_being_cut()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, BufferFixture.Quick with { BudgetBytes = 64 << 20 });
        await buffer.FillAsync(SummaryClass.Bulk, 5_000, padding: 200);
        using var stop = new CancellationTokenSource();
        var reading = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var page = new List<StoredSummary>(); !stop.IsCancellationRequested;)
            {
                buffer.Read(buffer.Epoch, SummaryClass.Bulk, 0, 5_000, int.MaxValue, page);
                Assert.Equal(5_000, page.Count);
            }
        })));
        var log = new FileInfo(folder["buffer/edge.db-wal"]);
        var most = 0L;
        for (var i = 0; i < 60; i++)
        {
            await buffer.FillAsync(SummaryClass.Routine, 200, padding: 900);
            log.Refresh();
            most = Math.Max(most, log.Length);
        }

        await stop.CancelAsync();
        await reading;
        Assert.InRange(most, 1, 4 << 20);
    }

    [Fact]
    public async Task Space_goes_back_to_the_file_system_when_it_is_acknowledged()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path);
        await buffer.PutConsumerAsync("brain", ClassSet.All, Never);
        for (var i = 0; i < 10; i++)
        {
            await buffer.FillAsync(SummaryClass.Routine, 1_000, padding: 900);
        }

        var before = SizeOf(folder);
        await buffer.AckAsync("brain", buffer.Epoch, buffer.Heads, Never);
        var small = 5L << 20;
        await UntilAsync(() => SizeOf(folder) < small);
        Assert.InRange(before, 8 << 20, 64 << 20);
        Assert.InRange(SizeOf(folder), 1, small);
    }

    [Fact]
    public async Task Alarms_have_room_of_their_own_and_go_last_the_oldest_first_with_a_gap()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Small);
        var plan = new SpacePlan(Budget);
        for (var i = 0; i < 60; i++)
        {
            await buffer.FillAsync(SummaryClass.Event, 100, padding: 900);
        }

        await buffer.SettleAsync();
        var events = buffer.Status().Evicted.Event;
        Assert.True(events > 0);

        // What the others may not take has room for alarms before any event gives way to them.
        var fit = (int)(plan.AlarmBytes / 1_100 / 2);
        await buffer.FillAsync(SummaryClass.Alarm, fit, padding: 900);
        await buffer.SettleAsync();
        Assert.Equal(fit, BufferReading.All(buffer, SummaryClass.Alarm).Count(r => r.Summary.Data is JsonData));
        for (var i = 0; i < 60; i++)
        {
            await buffer.FillAsync(SummaryClass.Alarm, 100, padding: 900);
        }

        await buffer.SettleAsync();
        Assert.Single(BufferReading.All(buffer, SummaryClass.Event));
        var alarms = BufferReading.All(buffer, SummaryClass.Alarm);
        Assert.True(BufferReading.CoversExactly(alarms, 1, buffer.Heads.Alarm));
        var gap = Assert.IsType<GapData>(alarms[0].Summary.Data);
        Assert.Equal(("budget", gap.Count!.Value), (gap.Reason, buffer.Status().Evicted.Alarm));
        Assert.All(alarms.Skip(1), a => Assert.IsType<JsonData>(a.Summary.Data));
        Assert.InRange(SizeOf(folder), Budget / 2, Budget);
    }

    [Fact]
    public async Task An_append_that_no_budget_holds_is_refused_with_its_size()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Small);
        var result = await buffer.AppendAsync([.. Enumerable.Range(0, 40).Select(n => TestSummaries.Event(SummaryClass.Routine, n, 60_000))]);
        Assert.False(result.Stored);
        Assert.Contains($"{Budget}", result.Fault, StringComparison.Ordinal);
        Assert.Null(buffer.Status().Fault);
    }

    [Theory]
    [InlineData(Budget, 900)]
    [InlineData(Budget, 60_000)]
    [InlineData(64 << 20, 100)]
    [InlineData(64 << 20, 9_000)]
    [InlineData(64 << 20, 0)]
    public void What_making_room_writes_at_once_fits_the_reserve(long budget, int padding)
    {
        using var folder = new TempFolder();
        var plan = new SpacePlan(budget);
        using var engine = SqliteKind.Instance.Open(folder["edge.db"], plan.Engine);
        var state = BufferState.Empty;
        var records = new List<StoredSummary>();
        for (var (i, bytes) = (0, 0L); bytes < 3 * plan.MakeRoomBytes; i++)
        {
            // No padding: windows of one span that merging rewrites all at once; else evicting.
            var batch = new BufferBatch(state, "0123456789ABC");
            for (var n = 0; n < (padding == 0 ? 100 : 10); n++)
            {
                var summary = padding == 0 ? MergeFixture.Window((i * 100) + n, i % 2) : TestSummaries.Event(SummaryClass.Routine, n, padding);
                var seq = batch.Append(summary);
                records.Add(new StoredSummary(seq, seq, summary));
            }

            batch.Seal();
            bytes += batch.Write.Puts.Sum(p => (long)p.Value.Length);
            engine.Commit(batch.Write);
            engine.Tidy(giveBack: false);
            state = batch.Next();
        }

        var run = records.TakeWhile((_, i) => records.Take(i).Sum(r => (long)StoredRecord.Write(SummaryClass.Routine, r.Seq, r.FirstSeq, r.Summary).Length) < plan.MakeRoomBytes || i == 0).Take(4_000).ToArray();
        var room = new BufferBatch(state, "0123456789ABC");
        if (padding == 0)
        {
            room.Replace(SummaryClass.Routine, run, run);
        }
        else
        {
            room.Evict(SummaryClass.Routine, run, "budget", run[0].Summary.Made);
        }

        room.Seal();
        var before = engine.Wear.BytesWritten;
        engine.Commit(room.Write);
        TestContext.Current.TestOutputHelper!.WriteLine($"{engine.Wear.BytesWritten - before} of {plan.ReserveBytes}");
        Assert.InRange(engine.Wear.BytesWritten - before, 1, plan.ReserveBytes);
    }

    private static long SizeOf(TempFolder folder) => Directory.GetFiles(folder["buffer"]).Sum(f => new FileInfo(f) is { Exists: true } file ? file.Length : 0);

    private static async Task UntilAsync(Func<bool> isDone)
    {
        for (var i = 0; i < 300 && !isDone(); i++)
        {
            await Task.Delay(100);
        }
    }

    // As a program of somebody else does that began to read and went to sleep.
    private static SqliteConnection HoldView(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False;Mode=ReadOnly");
        connection.Open();
        foreach (var sql in (string[])["BEGIN", "SELECT count(*) FROM records"])
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteScalar();
        }

        return connection;
    }
}
