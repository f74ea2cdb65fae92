using EdgeAgent.Inference.Video.Scheduling;

namespace EdgeAgent.Inference.Video.Tests.Scheduling;

/// <summary>Cameras and sessions on virtual time, in steps of 10 ms: whoever is free takes what waits.</summary>
internal sealed class VirtualSessions(int cameras, int sessions, int lookMs)
{
    private const int StepMs = 10;

    private readonly FrameTurns _turns = FrameTurnsTests.Turns(cameras);
    private readonly (FrameSlot? Slot, int EndMs)[] _sessions = new (FrameSlot?, int)[sessions];
    private readonly int[] _waitsSinceMs = [.. Enumerable.Repeat(-1, cameras)];

    public long[] Taken => [.. _turns.Slots.Select(s => s.Taken)];

    /// <summary>Longest time between a picture that is to wait and the next look at its camera, less the look that was under way, ms.</summary>
    public int LongestWaitMs { get; private set; }

    public void Run(int forMs, int[] periodsMs)
    {
        for (var ms = 0; ms < forMs; ms += StepMs)
        {
            for (var camera = 0; camera < cameras; camera++)
            {
                if (ms % periodsMs[camera] == 0)
                {
                    FrameTurnsTests.Offer(_turns, _turns.Slots[camera], ms);
                    _waitsSinceMs[camera] = _waitsSinceMs[camera] < 0 ? ms : _waitsSinceMs[camera];
                }
            }

            Work(ms);
        }
    }

    private void Work(int ms)
    {
        foreach (ref var session in _sessions.AsSpan())
        {
            if (session.Slot is { } done && ms >= session.EndMs)
            {
                _turns.Release(done);
                session = default;
            }
        }

        foreach (ref var session in _sessions.AsSpan())
        {
            // Else it would wait, which nobody here could end.
            if (session.Slot is null && _turns.Slots.Any(s => s is { IsWaiting: true, IsBusy: false }) && _turns.TryTake(out var slot, out _))
            {
                Assert.DoesNotContain(slot, _sessions.Select(s => s.Slot));
                LongestWaitMs = Math.Max(LongestWaitMs, ms - _waitsSinceMs[slot.Index]);
                _waitsSinceMs[slot.Index] = -1;
                session = (slot, ms + lookMs);
            }
        }
    }
}
