using EdgeAgent.Buffer;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Buffer;

/// <summary>The buffer's promise, over every engine; a new one adds a subclass.</summary>
public abstract class BufferContract
{
    private static readonly CancellationToken Never = CancellationToken.None;

    /// <summary>The kind of engine that is tested; the same one each time it is asked for.</summary>
    protected abstract IStoreKind Kind { get; }

    private BufferOptions Quick => BufferFixture.Quick with { Kind = Kind };

    [Fact]
    public async Task Numbers_rise_per_class_and_go_on_after_reopening()
    {
        using var folder = new TempFolder();
        string epoch;
        await using (var buffer = await BufferFixture.OpenAsync(folder.Path, Quick))
        {
            epoch = buffer.Epoch;
            var result = await buffer.AppendAsync(TestSummaries.Event(SummaryClass.Alarm, 1), TestSummaries.Event(SummaryClass.Event, 2), TestSummaries.Event(SummaryClass.Alarm, 3));
            Assert.Equal([1UL, 1UL, 2UL], result.Seqs);
        }

        await using var again = await BufferFixture.OpenAsync(folder.Path, Quick);
        Assert.Equal(epoch, again.Epoch);
        Assert.Equal(new Positions(2, 1, 0, 0), again.Heads);
        Assert.Equal([3UL], (await again.AppendAsync(TestSummaries.Event(SummaryClass.Alarm, 4))).Seqs);
        Assert.Equal([1L, 3L, 4L], BufferReading.All(again, SummaryClass.Alarm).Select(s => TestSummaries.ContentOf(s.Summary)));
    }

    [Fact]
    public async Task State_lands_with_its_summaries_and_survives()
    {
        using var folder = new TempFolder();
        await using (var buffer = await BufferFixture.OpenAsync(folder.Path, Quick))
        {
            await buffer.AppendAsync([TestSummaries.Event(SummaryClass.Event, 1)], [new StatePut("rules", new byte[] { 1, 2 }), new StatePut("gone", new byte[] { 3 })], Never);
            await buffer.AppendAsync([], [new StatePut("gone", default)], Never);
        }

        await using var again = await BufferFixture.OpenAsync(folder.Path, Quick);
        Assert.Equal([1, 2], again.GetState("rules"));
        Assert.Null(again.GetState("gone"));
        Assert.Null(again.GetState("never"));
    }

    [Fact]
    public async Task A_record_stays_until_the_last_consumer_that_wants_it_has_it()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Quick);
        await buffer.FillAsync(SummaryClass.Routine, 10);
        await buffer.FillAsync(SummaryClass.Event, 5);
        await buffer.PutConsumerAsync("fast", ClassSet.All, Never);
        await buffer.PutConsumerAsync("slow", ClassSet.Routine, Never);

        Assert.Equal(5, (await buffer.AckAsync("fast", buffer.Epoch, new Positions(0, 5, 10, 0), Never))!.Released);
        Assert.Equal(10, BufferReading.All(buffer, SummaryClass.Routine).Count);
        Assert.Equal(4, (await buffer.AckAsync("slow", buffer.Epoch, new Positions(0, 0, 4, 0), Never))!.Released);
        Assert.Equal(5UL, BufferReading.All(buffer, SummaryClass.Routine)[0].Seq);
        Assert.True(await buffer.RemoveConsumerAsync("slow", Never));
        Assert.False(await buffer.RemoveConsumerAsync("slow", Never));
        Assert.Empty(BufferReading.All(buffer, SummaryClass.Routine));
    }

    [Fact]
    public async Task A_class_that_nobody_wants_stays()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Quick);
        await buffer.PutConsumerAsync("alarms", ClassSet.Alarm, Never);
        await buffer.FillAsync(SummaryClass.Routine, 3);
        await buffer.AckAsync("alarms", buffer.Epoch, new Positions(9, 9, 9, 9), Never);
        Assert.Equal(3, BufferReading.All(buffer, SummaryClass.Routine).Count);
    }

    [Fact]
    public async Task Positions_move_forward_only_and_never_beyond_the_heads()
    {
        using var folder = new TempFolder();
        await using (var buffer = await BufferFixture.OpenAsync(folder.Path, Quick))
        {
            await buffer.FillAsync(SummaryClass.Routine, 10);
            await buffer.PutConsumerAsync("one", ClassSet.All, Never);
            Assert.Equal(10UL, (await buffer.AckAsync("one", buffer.Epoch, new Positions(7, 7, 99, 7), Never))!.Consumer.Acknowledged.Routine);
            var back = await buffer.AckAsync("one", buffer.Epoch, new Positions(0, 0, 3, 0), Never);
            Assert.Equal(new Positions(0, 0, 10, 0), back!.Consumer.Acknowledged);
            Assert.Null(await buffer.AckAsync("nobody", buffer.Epoch, default, Never));
        }

        await using var again = await BufferFixture.OpenAsync(folder.Path, Quick);
        Assert.Equal(new Positions(0, 0, 10, 0), again.GetConsumer("one")!.Acknowledged);
    }

    [Fact]
    public async Task An_alarm_does_not_wait_for_the_group_and_takes_along_what_waits()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Quick with { CommitMs = 250 });
        await buffer.FillAsync(SummaryClass.Event, 1);
        var before = buffer.Status().Commits;
        var routine = buffer.AppendAsync(TestSummaries.Window(1)).AsTask();
        var alarm = buffer.AppendAsync(TestSummaries.Event(SummaryClass.Alarm, 1)).AsTask();
        await Task.WhenAll(routine, alarm);
        Assert.Equal(1, buffer.Status().Commits - before);
    }

    [Fact]
    public async Task Waiting_ends_with_a_new_head_of_a_wanted_class()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Quick);
        var waiting = buffer.WaitAsync(buffer.Epoch, buffer.Heads, ClassSet.Alarm, Never);
        await buffer.FillAsync(SummaryClass.Routine, 1);
        Assert.False(waiting.IsCompleted);
        await buffer.FillAsync(SummaryClass.Alarm, 1);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        using var cancel = new CancellationTokenSource();
        var cancelled = buffer.WaitAsync(buffer.Epoch, buffer.Heads, ClassSet.All, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    [Fact]
    public async Task A_page_keeps_to_its_limits_and_gives_at_least_one()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Quick);
        await buffer.FillAsync(SummaryClass.Bulk, 20, padding: 1_000);
        var page = new List<StoredSummary>();
        buffer.Read(buffer.Epoch, SummaryClass.Bulk, 4, 3, int.MaxValue, page);
        Assert.Equal([5UL, 6UL, 7UL], page.Select(s => s.Seq));
        buffer.Read(buffer.Epoch, SummaryClass.Bulk, 0, 100, 1, page);
        Assert.Single(page);
        buffer.Read(buffer.Epoch, SummaryClass.Bulk, 20, 100, 1, page);
        Assert.Empty(page);
    }

    [Fact]
    public async Task The_budget_holds_the_cheapest_goes_first_and_every_number_is_accounted_for()
    {
        using var folder = new TempFolder();
        const long Budget = 4 << 20;
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Quick with { BudgetBytes = Budget, EvictRecords = 100 });
        await buffer.FillAsync(SummaryClass.Alarm, 200, padding: 500);
        await buffer.FillAsync(SummaryClass.Event, 200, padding: 500);
        for (var i = 0; i < 40; i++)
        {
            await buffer.FillAsync(SummaryClass.Routine, 200, padding: 900);
        }

        await buffer.SettleAsync();
        var routine = BufferReading.All(buffer, SummaryClass.Routine);
        var gap = Assert.IsType<GapData>(routine[0].Summary.Data);
        Assert.Equal(("budget", 1UL, routine[0].Seq, routine[0].Seq), (gap.Reason, gap.FirstSeq!.Value, gap.LastSeq!.Value, gap.Count!.Value));
        Assert.DoesNotContain(routine.Skip(1), r => r.Summary.Data is GapData);
        Assert.True(BufferReading.CoversExactly(routine, 1, 8_000));
        Assert.Equal(200, BufferReading.All(buffer, SummaryClass.Alarm).Count(r => r.Summary.Data is JsonData));
        Assert.Equal(200, BufferReading.All(buffer, SummaryClass.Event).Count(r => r.Summary.Data is JsonData));
        var status = buffer.Status();
        Assert.InRange(status.SizeBytes, 1 << 20, Budget);
        Assert.Equal(gap.Count!.Value, status.Evicted.Routine);
        Assert.Equal((0UL, 0UL), (status.Evicted.Alarm, status.Evicted.Event));
    }
}
