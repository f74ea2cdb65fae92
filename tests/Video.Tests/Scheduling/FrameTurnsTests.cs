using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Inference.Video.Scheduling;

namespace EdgeAgent.Inference.Video.Tests.Scheduling;

/// <summary>The arrow from a camera to the model, and whose turn it is.</summary>
public sealed class FrameTurnsTests
{
    private const int EndMs = 10_000;
    private static long _number;

    [Fact]
    public void The_newest_picture_is_looked_at_and_the_others_are_counted()
    {
        var turns = Turns(1);
        var slot = turns.Slots[0];
        for (var i = 1; i <= 3; i++)
        {
            Offer(turns, slot, i);
        }

        Assert.True(turns.TryTake(out var taken, out var frame));
        Assert.Equal((3L, 1L, 2L), (frame.Number, taken.Taken, taken.Dropped));
        Assert.NotSame(frame, slot.Back);

        // While it is looked at, the writer goes on and never writes into it.
        for (var i = 4; i <= 9; i++)
        {
            Offer(turns, slot, i);
            Assert.NotSame(frame, slot.Back);
            Assert.Equal(3, frame.Number);
        }

        turns.Release(slot);
        Assert.True(turns.TryTake(out _, out frame));
        Assert.Equal((9L, 2L, 7L), (frame.Number, slot.Taken, slot.Dropped));
    }

    [Fact]
    public void A_camera_without_a_size_has_no_picture_to_fill() => Assert.Throws<InvalidOperationException>(() => new FrameTurns(1).Slots[0].Back);

    [Fact]
    public void Another_size_forgets_the_picture_that_waits_and_leaves_the_one_that_is_looked_at()
    {
        var turns = Turns(2);
        var slot = turns.Slots[0];
        Offer(turns, slot, 1);
        turns.Resize(slot, () => new YuvFrame(32, 16, default));
        Assert.Equal((1L, 0L, 32), (slot.Dropped, slot.Taken, slot.Back.Width));
        Offer(turns, turns.Slots[1], 5);
        Assert.True(turns.TryTake(out var other, out _));
        Assert.Equal(1, other.Index);

        Offer(turns, slot, 2);
        Assert.True(turns.TryTake(out _, out var looked));
        turns.Resize(slot, () => new YuvFrame(64, 16, default));
        Assert.Equal((2L, 32), (looked.Number, looked.Width));
        for (var i = 3; i < 9; i++)
        {
            Assert.NotSame(looked, slot.Back);
            Offer(turns, slot, i);
        }

        Assert.Equal(2, looked.Number);
        turns.Release(slot);
        Assert.True(turns.TryTake(out _, out var next));
        Assert.Equal((8L, 64), (next.Number, next.Width));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Four_cameras_have_the_same_share_of_a_model_that_is_too_slow(int sessions)
    {
        var line = new VirtualSessions(4, sessions, lookMs: 150);
        line.Run(60_000, [200, 200, 200, 200]);
        var taken = line.Taken;
        Assert.InRange(taken.Sum(), (60_000 / 150 * sessions) - 10, 60_000 / 150 * sessions);
        Assert.InRange(taken.Max() - taken.Min(), 0, 1);
        Assert.InRange(line.LongestWaitMs, 0, 4 * 150 / sessions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_fast_camera_takes_nothing_from_the_slow_ones(int sessions)
    {
        var line = new VirtualSessions(4, sessions, lookMs: 100);
        line.Run(60_000, [30, 1_000, 1_000, 1_000]);
        Assert.Equal([60, 60, 60], line.Taken[1..].Select(t => (int)t));
        Assert.InRange(line.Taken[0], 350, 600);
        Assert.InRange(line.LongestWaitMs, 0, 400);
    }

    [Fact]
    public void Two_sessions_never_look_at_one_camera_at_once()
    {
        var line = new VirtualSessions(1, 2, lookMs: 150);
        line.Run(10_000, [50]);
        Assert.InRange(line.Taken[0], 60, 67);
    }

    [Fact]
    public void The_end_frees_all_who_wait()
    {
        var turns = Turns(2);
        var results = new bool[3];
        var waiters = Enumerable.Range(0, 3).Select(i => Start(() => results[i] = !turns.TryTake(out _, out _))).ToList();
        Until(() => waiters.TrueForAll(w => w.ThreadState.HasFlag(ThreadState.WaitSleepJoin)));
        turns.End();
        Assert.All(waiters, w => Assert.True(w.Join(EndMs)));
        Assert.All(results, Assert.True);
        Offer(turns, turns.Slots[0], 1);
        Assert.False(turns.TryTake(out _, out _));
    }

    [Fact]
    public void A_picture_wakes_whoever_waits_and_one_that_is_given_back_too()
    {
        var turns = Turns(1);
        var seen = new List<long>();
        var waiter = Start(() =>
        {
            while (turns.TryTake(out var slot, out var frame))
            {
                lock (seen)
                {
                    seen.Add(frame.Number);
                }

                turns.Release(slot);
            }
        });
        for (var i = 1; i <= 50; i++)
        {
            Offer(turns, turns.Slots[0], i);
            Until(() =>
            {
                lock (seen)
                {
                    return seen.Count == i;
                }
            });
        }

        turns.End();
        Assert.True(waiter.Join(EndMs));
        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), seen);
    }

    // Four writers that change their size now and then, two sessions: no picture changes while it is looked at, none is older than the one before, and every one is accounted for.
    [Fact]
    public void Whatever_writers_and_sessions_do_at_once_pictures_stay_whole()
    {
        const int Cameras = 4;
        const int Pictures = 20_000;
        var turns = Turns(Cameras);
        var last = new long[Cameras];
        var looking = new int[Cameras];
        var faults = 0;
        var sessions = Enumerable.Range(0, 2).Select(_ => Start(() =>
        {
            while (turns.TryTake(out var slot, out var frame))
            {
                var isAlone = Interlocked.Increment(ref looking[slot.Index]) == 1;
                var (number, first) = (frame.Number, frame.Bytes[0]);
                Thread.SpinWait(100);
                var isWhole = number == frame.Number && frame.Bytes.AsSpan().IndexOfAnyExcept(first) < 0 && first == (byte)number;
                var isNewer = number > last[slot.Index];
                last[slot.Index] = number;
                Interlocked.Add(ref faults, isAlone && isWhole && isNewer ? 0 : 1);
                Interlocked.Decrement(ref looking[slot.Index]);
                turns.Release(slot);
            }
        })).ToList();
        var writers = turns.Slots.Select(slot => Start(() =>
        {
            for (var i = 1; i <= Pictures; i++)
            {
                if (i % 1_000 == 0)
                {
                    turns.Resize(slot, () => new YuvFrame(16 + (i / 1_000), 16, default));
                }

                (slot.Back.Number, _) = (i, 0);
                slot.Back.Bytes.AsSpan().Fill((byte)i);
                turns.Offer(slot);
            }
        })).ToList();
        Assert.All(writers, w => Assert.True(w.Join(60_000)));
        Until(() => turns.Slots.All(s => s.Taken + s.Dropped == Pictures));
        turns.End();
        Assert.All(sessions, s => Assert.True(s.Join(EndMs)));
        Assert.Equal(0, faults);
        Assert.All(last, n => Assert.Equal(Pictures, n));
    }

    [Fact]
    public void A_turn_allocates_nothing()
    {
        var turns = Turns(2);
        Assert.Equal(0, Allocation.Of(i =>
        {
            turns.Offer(turns.Slots[i % 2]);
            turns.TryTake(out var slot, out _);
            turns.Release(slot!);
        }));
    }

    internal static FrameTurns Turns(int cameras)
    {
        var turns = new FrameTurns(cameras);
        foreach (var slot in turns.Slots)
        {
            turns.Resize(slot, () => new YuvFrame(16, 16, default) { Number = -Interlocked.Increment(ref _number) });
        }

        return turns;
    }

    internal static void Offer(FrameTurns turns, FrameSlot slot, long number)
    {
        slot.Back.Number = number;
        turns.Offer(slot);
    }

    private static Thread Start(Action work)
    {
        var thread = new Thread(() => work()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private static void Until(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, EndMs));
}
