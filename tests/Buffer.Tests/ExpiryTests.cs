using EdgeAgent.Buffer;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Buffer;

public sealed class ExpiryTests
{
    private const long DayMs = 24 * 3_600_000L;
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task A_consumer_that_lets_summaries_wait_for_thirty_days_of_running_holds_nothing_back_any_more()
    {
        using var folder = new TempFolder();
        var clock = new DayClock();
        await using (var buffer = await OpenAsync(folder, clock))
        {
            await buffer.PutConsumerAsync("lost", ClassSet.All, Never);
            await buffer.PutConsumerAsync("alive", ClassSet.All, Never);
            await RunDaysAsync(buffer, clock, 20, "alive");
        }

        // Days in which nobody runs do not count, however far the clock goes.
        clock.Days += 400;
        await using var again = await OpenAsync(folder, clock);
        await RunDaysAsync(again, clock, 9, "alive");
        Assert.NotNull(again.GetConsumer("lost"));
        Assert.False(again.HasExpired("lost"));
        Assert.NotEmpty(BufferReading.All(again, SummaryClass.Event));

        await RunDaysAsync(again, clock, 3, "alive");
        Assert.Null(again.GetConsumer("lost"));
        Assert.True(again.HasExpired("lost"));
        Assert.NotNull(again.GetConsumer("alive"));
        Assert.Empty(BufferReading.All(again, SummaryClass.Event));
        Assert.Null(await again.AckAsync("lost", again.Epoch, default, Never));
    }

    [Fact]
    public async Task An_expired_name_is_remembered_over_a_restart_until_it_is_made_again()
    {
        using var folder = new TempFolder();
        var clock = new DayClock();
        await using (var buffer = await OpenAsync(folder, clock))
        {
            await buffer.PutConsumerAsync("lost", ClassSet.All, Never);
            await RunDaysAsync(buffer, clock, 32, null);
            Assert.True(buffer.HasExpired("lost"));
        }

        await using var again = await OpenAsync(folder, clock);
        Assert.True(again.HasExpired("lost"));
        await again.PutConsumerAsync("lost", ClassSet.All, Never);
        Assert.False(again.HasExpired("lost"));
        await RunDaysAsync(again, clock, 29, null);
        Assert.NotNull(again.GetConsumer("lost"));
    }

    [Fact]
    public async Task A_consumer_that_nothing_waits_for_never_expires()
    {
        using var folder = new TempFolder();
        var clock = new DayClock();
        await using var buffer = await OpenAsync(folder, clock);
        await buffer.PutConsumerAsync("alarms", ClassSet.Alarm, Never);
        await RunDaysAsync(buffer, clock, 90, null);
        Assert.NotNull(buffer.GetConsumer("alarms"));
        await buffer.FillAsync(SummaryClass.Alarm, 1);
        await RunDaysAsync(buffer, clock, 29, null);
        Assert.NotNull(buffer.GetConsumer("alarms"));
        await RunDaysAsync(buffer, clock, 3, null);
        Assert.True(buffer.HasExpired("alarms"));
    }

    [Fact]
    public void Only_so_many_names_are_remembered_and_damage_in_them_is_passed_over()
    {
        var change = new ConsumerLifeChange(ConsumerLife.Empty);
        for (var i = 0; i < 70; i++)
        {
            change.Expired($"c{i}");
        }

        change.Made("here", 5);
        var life = ConsumerLife.Read(change.Next(77).Write());
        Assert.Equal(Enumerable.Range(6, 64).Select(i => $"c{i}"), life.Expired);
        Assert.Equal((77L, 5L), (life.RunningMs, life.SeenMs["here"]));
        Assert.Equal(["ok"], ConsumerLife.Read("running x\nseen\nexpired ok\n\0"u8.ToArray()).Expired);
    }

    private static async Task<ISummaryBuffer> OpenAsync(TempFolder folder, IEdgeClock clock)
    {
        var opened = await BufferStore.OpenAsync(folder.Path, BufferFixture.Quick, clock, NullLogger.Instance);
        return opened.Buffer ?? throw new InvalidOperationException(opened.Fault);
    }

    private static async Task RunDaysAsync(ISummaryBuffer buffer, DayClock clock, int days, string? acknowledges)
    {
        for (var i = 0; i < days; i++)
        {
            clock.Days++;
            await buffer.FillAsync(SummaryClass.Event, 1);
            if (acknowledges is not null)
            {
                await buffer.AckAsync(acknowledges, buffer.Epoch, buffer.Heads, Never);
            }
        }
    }

    // Real time moves on below the days, so that the group commit's wait ends.
    private sealed class DayClock : IEdgeClock
    {
        private readonly long _startedTicks = TimeProvider.System.GetTimestamp();
        private long _days;

        public long Days
        {
            get => Interlocked.Read(ref _days);
            set => Interlocked.Exchange(ref _days, value);
        }

        public uint Boot => 1;

        public Now Read()
        {
            var ms = (Days * DayMs) + (long)TimeProvider.System.GetElapsedTime(_startedTicks).TotalMilliseconds;
            return new Now(ms * 1_000_000, 1_790_000_000_000 + ms, ClockQuality.Ntp);
        }
    }
}
