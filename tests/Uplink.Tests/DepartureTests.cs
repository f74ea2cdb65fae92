using System.Text.Json;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Departing;

namespace EdgeAgent.Tests.Uplink;

/// <summary>What leaves before this boot knows the time stays as it was sent; what has not left by then is put right.</summary>
public sealed class DepartureTests
{
    private const uint Boot = 0xB0070001;
    private const long Believed = TimeFloor.EarliestMs;
    private const long True = 1_795_000_000_000;

    private readonly InMemoryBuffer _buffer = new();

    private static CancellationToken Soon => TestContext.Current.CancellationToken;

    [Fact]
    public void A_told_clock_costs_nothing()
    {
        var departures = new Departures(_buffer, Boot);
        var stored = Stored(SummaryClass.Routine, 1, 700_000, ClockQuality.Ntp);
        Assert.Equal(Departure.Leaves, departures.TryLeave(_buffer.Epoch, stored, Told(700_000), out var leaving));
        Assert.Same(stored.Summary, leaving.Summary);
        Assert.Null(_buffer.GetState(Departures.StateKey));
    }

    [Fact]
    public void Routine_waits_ten_minutes_after_a_boot_for_the_time_and_alarms_do_not()
    {
        var departures = new Departures(_buffer, Boot);
        var window = Stored(SummaryClass.Routine, 1, 60_000);
        Assert.Equal(Departure.Waits, departures.TryLeave(_buffer.Epoch, window, Untold(599_999), out _));
        Assert.True(departures.Waits(window, Untold(599_999)));
        Assert.Equal(Departure.Settles, departures.TryLeave(_buffer.Epoch, window, Untold(600_000), out _));
        Assert.Equal(Departure.Settles, departures.TryLeave(_buffer.Epoch, Stored(SummaryClass.Alarm, 1, 60_000), Untold(61_000), out _));
        departures.WaitMs = 0;
        Assert.False(departures.Waits(window, Untold(0)));
        departures.WaitMs = 600_000;
        Assert.False(departures.Waits(window with { Summary = window.Summary with { Made = window.Summary.Made with { Boot = 7 } } }, Untold(599_999)));
    }

    [Fact]
    public async Task What_left_stays_and_what_had_not_left_is_put_right_also_after_a_restart()
    {
        var alarm = Stored(SummaryClass.Alarm, 1, 20_000);
        var later = Stored(SummaryClass.Alarm, 2, 30_000);
        var departures = new Departures(_buffer, Boot);
        Assert.Equal(Departure.Settles, departures.TryLeave(_buffer.Epoch, alarm, Untold(21_000), out _));
        await departures.Settled.WaitAsync(Soon);
        Assert.Equal(Departure.Leaves, departures.TryLeave(_buffer.Epoch, alarm, Untold(21_100), out var sent));
        Assert.Same(alarm.Summary, sent.Summary);

        // The agent is killed, NTP answers, the agent comes back.
        departures = new Departures(_buffer, Boot);
        Assert.Equal(Departure.Settles, departures.TryLeave(_buffer.Epoch, later, Told(40_000), out _));
        await departures.Settled.WaitAsync(Soon);
        Assert.Equal(Departure.Leaves, departures.TryLeave(_buffer.Epoch, alarm, Told(40_100), out sent));
        Assert.Same(alarm.Summary, sent.Summary);
        Assert.Equal(Departure.Leaves, departures.TryLeave(_buffer.Epoch, later, Told(40_200), out sent));
        Assert.Equal(new Stamp(True + 30_000, Boot, 30_000, ClockQuality.Ntp), sent.Summary.Made);

        // Resent after another boot, whose clock nobody set: the same content under the same id.
        departures = new Departures(_buffer, 7);
        Assert.Equal(Departure.Leaves, departures.TryLeave(_buffer.Epoch, later, Untold(9_000), out var again));
        Assert.Equal(sent.Summary.Made, again.Summary.Made);
    }

    [Fact]
    public async Task A_window_and_an_event_move_as_a_whole()
    {
        var departures = new Departures(_buffer, Boot);
        var window = Stored(SummaryClass.Routine, 1, 60_000);
        _ = departures.TryLeave(_buffer.Epoch, window, Told(90_000), out _);
        await departures.Settled.WaitAsync(Soon);
        Assert.Equal(Departure.Leaves, departures.TryLeave(_buffer.Epoch, window, Told(91_000), out var leaving));
        var data = (WindowData)leaving.Summary.Data;
        Assert.Equal((True, True + 60_000), (data.FromMs, data.ToMs));

        Assert.Equal(Departure.Leaves, departures.TryLeave(_buffer.Epoch, Stored(SummaryClass.Event, 1, 50_000), Told(91_000), out leaving));
        using var json = JsonDocument.Parse(((JsonData)leaving.Summary.Data).Utf8);
        Assert.Equal(True + 45_000, json.RootElement.GetProperty("since").GetDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.Equal("a/1", json.RootElement.GetProperty("alarmId").GetString());
    }

    [Fact]
    public async Task What_is_made_after_the_clock_was_told_once_is_not_touched_when_NTP_goes_away()
    {
        var departures = new Departures(_buffer, Boot);
        _ = departures.TryLeave(_buffer.Epoch, Stored(SummaryClass.Event, 1, 10_000), Told(50_000), out _);
        await departures.Settled.WaitAsync(Soon);
        var drifting = Stored(SummaryClass.Event, 2, 90_000);
        Assert.Equal(Departure.Leaves, departures.TryLeave(_buffer.Epoch, drifting, Untold(91_000), out var leaving));
        Assert.Same(drifting.Summary, leaving.Summary);
    }

    [Fact]
    public async Task The_book_keeps_sixteen_boots_and_a_damaged_one_is_none()
    {
        for (var boot = 1u; boot <= 20; boot++)
        {
            var departures = new Departures(_buffer, boot);
            _ = departures.TryLeave(_buffer.Epoch, Stored(SummaryClass.Event, boot, 10_000, boot: boot), Told(20_000), out _);
            await departures.Settled.WaitAsync(Soon);
        }

        var bytes = _buffer.GetState(Departures.StateKey)!;
        Assert.Equal(1 + (16 * 53), bytes.Length);
        var last = new Departures(_buffer, 99);
        _ = last.TryLeave(_buffer.Epoch, Stored(SummaryClass.Event, 5, 10_000, boot: 5), Untold(1), out var kept);
        _ = last.TryLeave(_buffer.Epoch, Stored(SummaryClass.Event, 4, 10_000, boot: 4), Untold(1), out var forgotten);
        Assert.Equal((ClockQuality.Ntp, ClockQuality.Unsynced), (kept.Summary.Made.Clock, forgotten.Summary.Made.Clock));

        for (var length = 0; length < bytes.Length; length++)
        {
            await _buffer.AppendAsync([], [new StatePut(Departures.StateKey, bytes.AsMemory(0, length))], Soon);
            var cut = new Departures(_buffer, 99);
            Assert.Equal(Departure.Leaves, cut.TryLeave(_buffer.Epoch, Stored(SummaryClass.Event, 20, 10_000, boot: 20), Untold(1), out kept));
            Assert.Equal(ClockQuality.Unsynced, kept.Summary.Made.Clock);
        }
    }

    /// <summary>A gateway's life with seeded reboots, syncs and kills: whatever leaves more than once leaves the same.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_id_never_carries_two_contents(int seed)
    {
        var random = new Random(seed);
        var made = new List<StoredSummary>();
        var sent = new Dictionary<ulong, Stamp>();
        var (boot, monoMs, isTold) = (1u, 0L, false);
        var departures = new Departures(_buffer, boot);
        for (var step = 0; step < 5_000; step++)
        {
            monoMs += random.Next(60_000);
            switch (random.Next(40))
            {
                case 0:
                    (boot, monoMs, isTold) = (boot + 1, 0, false);
                    departures = new Departures(_buffer, boot);
                    break;
                case 1:
                    departures = new Departures(_buffer, boot);
                    break;
                case 2:
                    isTold = !isTold;
                    break;
                case < 12:
                    made.Add(Stored(SummaryClass.Event, (ulong)made.Count + 1, monoMs, isTold ? ClockQuality.Ntp : ClockQuality.Unsynced, boot));
                    break;
                default:
                    await TrySendAsync();
                    break;
            }
        }

        Assert.True(sent.Count > 100, $"seed {seed}: {sent.Count} sent");
        Assert.Contains(sent, s => made[(int)s.Key - 1].Summary.Made != s.Value);

        async Task TrySendAsync()
        {
            if (made.Count == 0)
            {
                return;
            }

            var stored = made[^random.Next(1, Math.Min(made.Count, 40) + 1)];
            var now = isTold ? Told(monoMs) : Untold(monoMs);
            if (departures.TryLeave(_buffer.Epoch, stored, now, out var leaving) == Departure.Leaves)
            {
                var before = sent.GetValueOrDefault(stored.Seq, leaving.Summary.Made);
                Assert.True(before == leaving.Summary.Made, $"seed {seed}: {stored.Seq} left as {before} and as {leaving.Summary.Made}");
                sent[stored.Seq] = leaving.Summary.Made;
            }

            await departures.Settled.WaitAsync(Soon);
        }
    }

    private static Now Untold(long monoMs) => new(monoMs * 1_000_000, Believed + monoMs, ClockQuality.Unsynced);

    private static Now Told(long monoMs) => new(monoMs * 1_000_000, True + monoMs, ClockQuality.Ntp);

    private static StoredSummary Stored(SummaryClass summaryClass, ulong seq, long monoMs, ClockQuality clock = ClockQuality.Unsynced, uint boot = Boot)
    {
        var utcMs = monoMs + (clock == ClockQuality.Unsynced ? Believed : True);
        return new StoredSummary(seq, seq, new Summary
        {
            Type = summaryClass == SummaryClass.Routine ? SummaryType.Window : SummaryType.Event,
            Class = summaryClass,
            Subject = "a",
            Made = new Stamp(utcMs, boot, monoMs, clock),
            Data = summaryClass == SummaryClass.Routine
                ? new WindowData { FromMs = utcMs - 60_000, ToMs = utcMs, Kind = PointKind.Gauge, Expected = 60, Good = 0 }
                : new EventData { AlarmId = "a/1", State = EventState.Raised, Severity = "high", Point = "a", SinceMs = utcMs - 5_000, Rule = "agent/outOfRange" }.ToJson(),
        });
    }
}
