using EdgeAgent.Buffer;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Buffer;

/// <summary>A real, tiny ext4 disk that somebody else fills.</summary>
public sealed class FullDiskTests
{
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
    public async Task On_a_full_disk_routine_merges_before_anything_is_lost_and_alarms_push_out_the_rest()
    {
        using var folder = new TempFolder();
        using var disk = SmallDisk.TryMount(folder, out var reason);
        Assert.SkipWhen(disk is null, reason);
        await using var buffer = await BufferFixture.OpenAsync(disk!.Path);
        await buffer.FillAsync(SummaryClass.Event, 100, padding: 500);
        await buffer.AppendMinutesAsync(20, 0, 200);
        await buffer.SettleAsync();
        var plan = new SpacePlan(BufferFixture.Quick.BudgetBytes);
        await UntilAsync(() => ReserveOf(disk) == plan.ReserveBytes);
        Fill(Path.Combine(disk.Path, "filler"));

        var minute = 200;
        while (buffer.Status().Merged == 0 && minute < 3_000)
        {
            await buffer.AppendAsync(MergeFixture.Minute(20, minute++));
        }

        Assert.Equal(default, buffer.Status().Evicted);
        Assert.Equal(0, ReserveOf(disk));

        // However full the disk stays, an alarm finds a place: all that is cheaper gives way to it.
        var alarms = 0;
        for (var i = 0; i < 40; i++)
        {
            var result = await buffer.AppendAsync([.. Enumerable.Range(0, 10).Select(n => TestSummaries.Event(SummaryClass.Alarm, n, 2_000))]);
            Assert.True(result.Stored, $"alarm {i}: {result.Fault}");
            alarms += 10;
        }

        Assert.Equal(alarms, BufferReading.All(buffer, SummaryClass.Alarm).Count(a => a.Summary.Data is JsonData));
        foreach (var summaryClass in SummaryClasses.All)
        {
            Assert.True(BufferReading.CoversExactly(BufferReading.All(buffer, summaryClass), 1, buffer.Heads[summaryClass]));
        }

        File.Delete(Path.Combine(disk.Path, "filler"));
        Assert.True((await buffer.AppendAsync(TestSummaries.Event(SummaryClass.Routine, 1))).Stored);
        await UntilAsync(() => ReserveOf(disk) == plan.ReserveBytes);
        Assert.Equal(plan.ReserveBytes, ReserveOf(disk));
    }

    [Fact]
    public async Task The_reserve_is_taken_again_under_load_too()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path);
        var plan = new SpacePlan(BufferFixture.Quick.BudgetBytes);
        var until = TimeProvider.System.GetTimestamp();
        while (!File.Exists(folder["buffer/reserve"]) && TimeProvider.System.GetElapsedTime(until).TotalSeconds < 30)
        {
            await buffer.FillAsync(SummaryClass.Event, 1);
        }

        Assert.Equal(plan.ReserveBytes, new FileInfo(folder["buffer/reserve"]).Length);
    }

    private static long ReserveOf(SmallDisk disk) => new FileInfo(Path.Combine(disk.Path, "buffer/reserve")) is { Exists: true } file ? file.Length : 0;

    private static async Task UntilAsync(Func<bool> isDone)
    {
        for (var i = 0; i < 300 && !isDone(); i++)
        {
            await Task.Delay(100);
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
}
