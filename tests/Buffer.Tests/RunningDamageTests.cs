using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Buffer;

/// <summary>What is done to the files under a buffer that runs.</summary>
public sealed class RunningDamageTests
{
    private const int Padding = 300;
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task A_log_deleted_while_it_runs_costs_nothing()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path);
        var epoch = buffer.Epoch;
        await buffer.FillAsync(SummaryClass.Event, 50);
        File.Delete(folder["buffer/edge.db-wal"]);
        var result = await buffer.AppendAsync(TestSummaries.Event(SummaryClass.Event, 51));
        Assert.Equal((true, 51UL, epoch), (result.Stored, result.Seqs[0], buffer.Epoch));
        var records = BufferReading.All(buffer, SummaryClass.Event);
        Assert.Equal(Enumerable.Range(1, 51).Select(i => (long)i), records.Select(r => TestSummaries.ContentOf(r.Summary)));
        await buffer.DisposeAsync();
        await using var again = await BufferFixture.OpenAsync(folder.Path);
        Assert.Equal(51, BufferReading.All(again, SummaryClass.Event).Count);
    }

    [Fact]
    public async Task A_data_file_replaced_by_another_store_is_not_taken_for_its_own()
    {
        using var folder = new TempFolder();
        using var other = new TempFolder();
        await using (var foreign = await BufferFixture.OpenAsync(other.Path))
        {
            await foreign.FillAsync(SummaryClass.Event, 9);
        }

        await using var buffer = await BufferFixture.OpenAsync(folder.Path);
        var epoch = buffer.Epoch;
        await buffer.PutConsumerAsync("brain", ClassSet.Event, Never);
        await buffer.FillAsync(SummaryClass.Event, 5);
        await buffer.AckAsync("brain", epoch, buffer.Heads, Never);
        var waiting = buffer.WaitAsync(epoch, buffer.Heads, ClassSet.Alarm, Never);
        File.Move(other["buffer/edge.db"], folder["buffer/edge.db"], overwrite: true);

        var result = await buffer.AppendAsync(TestSummaries.Event(SummaryClass.Event, 6));
        Assert.True(result.Stored, result.Fault);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Never);
        Assert.NotEqual(epoch, buffer.Epoch);
        var records = BufferReading.All(buffer, SummaryClass.Event);
        Assert.Equal((epoch, "storeLost"), ((records[0].Summary.Data as GapData)?.Epoch, (records[0].Summary.Data as GapData)?.Reason));
        Assert.Equal(2, records.Count);
        Assert.Equal(default, buffer.GetConsumer("brain")!.Acknowledged);
        var late = await buffer.AckAsync("brain", epoch, new Positions(0, 5, 0, 0), Never);
        Assert.Equal((true, 0L, default), (late!.IsOtherEpoch, late.Released, late.Consumer.Acknowledged));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_data_file_cut_or_overwritten_while_it_runs_is_mended_and_its_readers_go_on(bool isCut)
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path);
        var epoch = buffer.Epoch;
        for (var i = 0; i < 20; i++)
        {
            await buffer.FillAsync(SummaryClass.Routine, 200, Padding);
        }

        await buffer.SettleAsync();
        using (var file = new FileStream(folder["buffer/edge.db"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = file.Length / 2;
            if (isCut)
            {
                file.SetLength(file.Position);
            }
            else
            {
                file.Write(new byte[64 << 10]);
            }
        }

        // A reader meets the damage, tells it as gaps and goes on; the writer mends it meanwhile.
        var told = BufferReading.All(buffer, SummaryClass.Routine);
        Assert.True(BufferReading.CoversExactly(told, 1, 4_000));
        var last = 4_000UL;
        for (var i = 0; i < 5; i++)
        {
            var result = await buffer.AppendAsync(TestSummaries.Event(SummaryClass.Routine, i));
            Assert.True(result.Stored, result.Fault);
            last = result.Seqs[0];
        }

        await buffer.SettleAsync();
        Assert.Equal((epoch, 4_005UL), (buffer.Epoch, last));
        var records = BufferReading.All(buffer, SummaryClass.Routine);
        Assert.True(BufferReading.CoversExactly(records, 1, 4_005));
        Assert.All(records.Where(r => r.Summary.Data is GapData), r => Assert.Equal("corrupt", ((GapData)r.Summary.Data).Reason));
        Assert.InRange(records.Count(r => r.Summary.Data is JsonData), 1_000, 4_005);
        Assert.Null(buffer.Status().Fault);
        await buffer.DisposeAsync();
        await using var again = await BufferFixture.OpenAsync(folder.Path);
        Assert.Equal(records.Select(r => (r.FirstSeq, r.Seq)), BufferReading.All(again, SummaryClass.Routine).Select(r => (r.FirstSeq, r.Seq)));
    }

    [Fact]
    public async Task At_most_64_consumers_and_no_other_names()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => buffer.PutConsumerAsync($"c-{i}", ClassSet.All, Never)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => buffer.PutConsumerAsync("one-more", ClassSet.All, Never));
        await buffer.PutConsumerAsync("c-1", ClassSet.Alarm, Never);
        Assert.True(await buffer.RemoveConsumerAsync("c-2", Never));
        await buffer.PutConsumerAsync("one-more", ClassSet.All, Never);
        Assert.Equal(64, buffer.Consumers().Count);
        foreach (var name in (string[])["", "-a", "A", "a_b", "ä", new string('a', 64)])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => buffer.PutConsumerAsync(name, ClassSet.All, Never));
        }

        await buffer.DisposeAsync();
        await using var again = await BufferFixture.OpenAsync(folder.Path);
        Assert.Equal(64, again.Consumers().Count);
        Assert.Equal(ClassSet.Alarm, again.GetConsumer("c-1")!.Classes);
    }
}
