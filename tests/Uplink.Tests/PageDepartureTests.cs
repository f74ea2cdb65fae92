using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Departing;
using EdgeAgent.Uplink.Pull;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Pages while this boot does not know the time, and after it was told.</summary>
public sealed class PageDepartureTests
{
    private const uint Boot = 0xB0070001;
    private const long Believed = 1_700_000_000_000;
    private const long True = 1_795_000_000_000;

    private readonly InMemoryBuffer _buffer = new();
    private readonly SetClock _clock = new();

    private static CancellationToken Soon => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alarm_leaves_and_what_waits_for_the_time_is_neither_in_the_page_nor_more_nor_passed()
    {
        await Append(SummaryClass.Alarm, 2);
        await Append(SummaryClass.Routine, 3);
        var departure = new PageDeparture(new Departures(_buffer, Boot), _clock);
        _clock.Now = At(30_000, ClockQuality.Unsynced);
        var page = new PageStream(_buffer, _buffer.Store, default, ClassSet.All, 100);
        var items = await ReadAsync(page, departure);
        Assert.Equal([(SummaryClass.Alarm, 1UL), (SummaryClass.Alarm, 2UL)], items.Select(i => (i.Summary.Class, i.Seq)));
        Assert.Equal(new Positions(2, 0, 0, 0), page.Next);
        Assert.False(page.More);
        Assert.Equal(3UL, page.Seen.Routine);

        _clock.Now = At(40_000, ClockQuality.Ntp);
        var next = new PageStream(_buffer, _buffer.Store, page.Next, ClassSet.All, 100);
        items = await ReadAsync(next, departure);
        Assert.Equal([1UL, 2, 3], items.Select(i => i.Seq));
        Assert.All(items, i => Assert.Equal((ClockQuality.Ntp, True + i.Summary.Made.MonoMs), (i.Summary.Made.Clock, i.Summary.Made.UtcMs)));
        Assert.Equal(new Positions(2, 0, 3, 0), next.Next);
    }

    [Fact]
    public async Task What_was_made_by_a_clock_that_was_told_leaves_as_it_is_stored()
    {
        await _buffer.AppendAsync(FakeGatewayView.Summaries(SummaryClass.Routine, 300), [], Soon);
        var page = new PageStream(_buffer, _buffer.Store, default, ClassSet.All, 1_000);
        Assert.Equal(300, (await ReadAsync(page, new PageDeparture(new Departures(_buffer, Boot), _clock))).Count);
        Assert.Null(_buffer.GetState(Departures.StateKey));
    }

    private static Now At(long monoMs, ClockQuality clock) => new(monoMs * 1_000_000, (clock == ClockQuality.Unsynced ? Believed : True) + monoMs, clock);

    private static async Task<List<StoredSummary>> ReadAsync(PageStream page, PageDeparture departure)
    {
        var items = new List<StoredSummary>();
        for (var piece = new List<StoredSummary>(); page.TryNext(piece, 0);)
        {
            await departure.LeaveAsync(page, piece, Soon);
            items.AddRange(piece);
        }

        return items;
    }

    private async Task Append(SummaryClass summaryClass, int count) =>
        await _buffer.AppendAsync([.. FakeGatewayView.Summaries(summaryClass, count).Select((s, i) => s with { Made = new Stamp(Believed + i, Boot, 10_000 + i, ClockQuality.Unsynced) })], [], Soon);

    private sealed class SetClock : IEdgeClock
    {
        public uint Boot => PageDepartureTests.Boot;

        public Now Now { get; set; } = At(1_000, ClockQuality.Ntp);

        public Now Read() => Now;
    }
}
