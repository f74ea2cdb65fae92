using System.Diagnostics;
using EdgeAgent.Buffer;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Buffer;

public sealed class FaultTests
{
    [Fact]
    public async Task A_damaged_record_is_a_gap_of_exactly_its_number_and_a_lost_row_too()
    {
        using var folder = new TempFolder();
        await using (var buffer = await BufferFixture.OpenAsync(folder.Path))
        {
            await buffer.FillAsync(SummaryClass.Event, 9);
        }

        const long EventBase = 1L << 60;
        Sql(folder["buffer/edge.db"], $"UPDATE records SET v = zeroblob(40) WHERE id = {EventBase | 3}; DELETE FROM records WHERE id IN ({EventBase | 6}, {EventBase | 7})");
        await using var again = await BufferFixture.OpenAsync(folder.Path);
        var records = BufferReading.All(again, SummaryClass.Event);
        Assert.True(BufferReading.CoversExactly(records, 1, 9));
        var gaps = records.Where(r => r.Summary.Data is GapData).Select(r => (r.FirstSeq, r.Seq, ((GapData)r.Summary.Data).Reason));
        Assert.Equal([(3UL, 3UL, "corrupt"), (6UL, 7UL, "corrupt")], gaps);
    }

    [Fact]
    public async Task A_store_that_is_no_database_is_set_aside_and_told()
    {
        using var folder = new TempFolder();
        string epoch;
        await using (var buffer = await BufferFixture.OpenAsync(folder.Path))
        {
            epoch = buffer.Epoch;
            await buffer.FillAsync(SummaryClass.Event, 9);
        }

        await File.WriteAllBytesAsync(folder["buffer/edge.db"], new byte[8192].Select((_, i) => (byte)(i * 7)).ToArray());
        await using var again = await BufferFixture.OpenAsync(folder.Path);
        Assert.NotEqual(epoch, again.Epoch);
        AssertLost(again, epoch);
        Assert.Single(Directory.GetFiles(folder["buffer"], "edge.db.corrupt-*Z"));
    }

    [Fact]
    public async Task A_store_deleted_while_it_runs_is_replaced_and_told()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path);
        var epoch = buffer.Epoch;
        await buffer.PutConsumerAsync("uplink", ClassSet.All, CancellationToken.None);
        await buffer.FillAsync(SummaryClass.Event, 9);
        await buffer.AckAsync("uplink", buffer.Epoch, new(0, 9, 0, 0), CancellationToken.None);
        Directory.Delete(folder["buffer"], recursive: true);

        var result = await buffer.AppendAsync(TestSummaries.Event(SummaryClass.Event, 10));
        Assert.True(result.Stored, result.Fault);
        Assert.Equal([2UL], result.Seqs);
        Assert.NotEqual(epoch, buffer.Epoch);
        AssertLost(buffer, epoch);
        Assert.Equal(0UL, buffer.GetConsumer("uplink")!.Acknowledged.Event);
        Assert.Null(buffer.Status().Fault);
    }

    [Fact]
    public async Task A_store_deleted_while_it_runs_confirms_nothing_more_unless_it_may_be_replaced()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, BufferFixture.Quick with { ReplaceWhileRunning = false });
        var epoch = buffer.Epoch;
        await buffer.FillAsync(SummaryClass.Event, 1);
        File.Delete(folder["buffer/edge.db"]);
        var result = await buffer.AppendAsync(TestSummaries.Event(SummaryClass.Event, 2));
        Assert.Equal((false, "missing"), (result.Stored, result.Fault));
        Assert.Equal("missing", buffer.Status().Fault);
        Assert.Equal(epoch, buffer.Epoch);
    }

    [Fact]
    public async Task A_store_deleted_while_nobody_looks_is_told()
    {
        using var folder = new TempFolder();
        var first = await BufferFixture.OpenAsync(folder.Path);
        var epoch = first.Epoch;
        await first.DisposeAsync();
        File.Delete(folder["buffer/edge.db"]);
        await using var buffer = await BufferFixture.OpenAsync(folder.Path);
        AssertLost(buffer, epoch);
    }

    [Fact]
    public async Task Damage_met_while_writing_begins_a_new_epoch_and_stores_what_was_asked()
    {
        using var folder = new TempFolder();
        string epoch;
        await using (var buffer = await BufferFixture.OpenAsync(folder.Path))
        {
            epoch = buffer.Epoch;
            await buffer.FillAsync(SummaryClass.Routine, 2_000, padding: 400);
        }

        // The pages of the records, not the first ones with the schema and the buffer's own values.
        await using (var file = File.OpenWrite(folder["buffer/edge.db"]))
        {
            file.Position = 4096 * 5;
            await file.WriteAsync(Enumerable.Repeat((byte)0xEE, (int)file.Length - (4096 * 5)).ToArray());
        }

        await using var again = await BufferFixture.OpenAsync(folder.Path);
        var result = await again.AppendAsync(TestSummaries.Event(SummaryClass.Routine, 1));
        Assert.True(result.Stored, result.Fault);
        Assert.NotEqual(epoch, again.Epoch);
        AssertLost(again, epoch);
    }

    [Fact]
    public async Task A_log_cut_anywhere_leaves_whole_records_without_holes()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path);
        for (var i = 1; i <= 40; i++)
        {
            await buffer.FillAsync(SummaryClass.Event, 5, padding: 100);
        }

        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var database = await File.ReadAllBytesAsync(folder["buffer/edge.db"]);
        var log = await File.ReadAllBytesAsync(folder["buffer/edge.db-wal"]);
        for (var round = 0; round < 60; round++)
        {
            using var copy = new TempFolder();
            Directory.CreateDirectory(copy["buffer"]);
            var cut = log.AsSpan(0, random.Next(log.Length + 1)).ToArray();
            for (var at = Math.Max(0, cut.Length - 200); round % 2 == 1 && at < cut.Length; at++)
            {
                cut[at] ^= (byte)random.Next(256);
            }

            await File.WriteAllBytesAsync(copy["buffer/edge.db"], database);
            await File.WriteAllBytesAsync(copy["buffer/edge.db-wal"], cut);
            await using var opened = await BufferFixture.OpenAsync(copy.Path);
            var records = BufferReading.All(opened, SummaryClass.Event);
            Assert.True(BufferReading.CoversExactly(records, 1, opened.Heads.Event), $"seed {seed} round {round}");
            Assert.Equal(0UL, opened.Heads.Event % 5);
            Assert.All(records, r => Assert.IsType<JsonData>(r.Summary.Data));
        }
    }

    [Fact]
    public async Task A_full_disk_denies_and_the_buffer_goes_on_when_there_is_room()
    {
        using var folder = new TempFolder();
        using var disk = SmallDisk.TryMount(folder, out var reason);
        Assert.SkipWhen(disk is null, reason);
        await using var buffer = await BufferFixture.OpenAsync(disk!.Path);
        await buffer.FillAsync(SummaryClass.Event, 100, padding: 1_000);
        var filler = Path.Combine(disk.Path, "filler");
        Fill(filler);

        var stored = 100UL;
        string? fault = null;
        for (var i = 0; i < 400 && fault is null; i++)
        {
            var result = await buffer.AppendAsync([.. Enumerable.Range(0, 20).Select(n => TestSummaries.Event(SummaryClass.Routine, n, 2_000))]);
            fault = result.Fault;
        }

        Assert.Equal("diskFull", fault);
        Assert.Equal("diskFull", buffer.Status().Fault);
        File.Delete(filler);
        Assert.True((await buffer.AppendAsync(TestSummaries.Event(SummaryClass.Alarm, 1))).Stored);
        Assert.Null(buffer.Status().Fault);
        Assert.Equal(stored, (ulong)BufferReading.All(buffer, SummaryClass.Event).Count);
        Assert.True(BufferReading.CoversExactly(BufferReading.All(buffer, SummaryClass.Routine), 1, buffer.Heads.Routine));
    }

    [Fact]
    public async Task A_data_path_that_is_a_file_is_a_fault_with_its_name()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["buffer"], "");
        var opened = await BufferStore.OpenAsync(folder.Path, BufferFixture.Quick, new ManualClock(), NullLogger.Instance);
        Assert.Null(opened.Buffer);
        Assert.Contains(folder["buffer"], opened.Fault, StringComparison.Ordinal);
    }

    private static void AssertLost(Core.Buffering.ISummaryBuffer buffer, string epoch)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            var gap = Assert.IsType<GapData>(BufferReading.All(buffer, summaryClass)[0].Summary.Data);
            Assert.Equal(("storeLost", epoch, null), (gap.Reason, gap.Epoch, gap.FirstSeq));
        }
    }

    private static void Fill(string path)
    {
        using var file = File.Create(path, 1);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            return;
        }
    }

    private static void Sql(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
