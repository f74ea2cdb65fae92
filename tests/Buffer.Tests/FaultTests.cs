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
    public async Task Damage_of_all_records_is_told_in_the_same_epoch_and_what_was_asked_is_stored()
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
        Assert.Equal((epoch, 2_001UL), (again.Epoch, result.Seqs[0]));
        await again.SettleAsync();
        var records = BufferReading.All(again, SummaryClass.Routine);
        Assert.True(BufferReading.CoversExactly(records, 1, 2_001));
        Assert.Equal("corrupt", Assert.IsType<GapData>(records[^2].Summary.Data).Reason);
        Assert.Single(Directory.GetFiles(folder["buffer"], "edge.db.corrupt-*Z"));
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

    private static void Sql(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
