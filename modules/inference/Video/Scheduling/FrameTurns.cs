using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Scheduling;

/// <summary>
/// Shares a module's sessions among its cameras: whoever waits longest since its last turn goes next, and two sessions never look at the same camera at once. Thread-safe.
/// </summary>
public sealed class FrameTurns
{
    private readonly object _gate = new();
    private readonly FrameSlot[] _slots;
    private readonly long[] _lastTurn;
    private long _turn;
    private bool _isOver;

    /// <summary>Turns for so many cameras.</summary>
    public FrameTurns(int cameras)
    {
        _slots = [.. Enumerable.Range(0, cameras).Select(i => new FrameSlot(i))];
        _lastTurn = new long[cameras];
    }

    /// <summary>Each camera's arrow.</summary>
    public IReadOnlyList<FrameSlot> Slots => _slots;

    /// <summary>Gives a camera pictures of another size; a picture that waits is forgotten.</summary>
    public void Resize(FrameSlot slot, Func<YuvFrame> make)
    {
        lock (_gate)
        {
            slot.Resize(make);
        }
    }

    /// <summary>Hands the writer's picture over.</summary>
    public void Offer(FrameSlot slot)
    {
        lock (_gate)
        {
            slot.Offer();
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for the next picture; false once all is over. What was taken is given back by <see cref="Release"/>.</summary>
    public bool TryTake([NotNullWhen(true)] out FrameSlot? slot, [NotNullWhen(true)] out YuvFrame? frame)
    {
        lock (_gate)
        {
            for (slot = Next(); slot is null && !_isOver; slot = Next())
            {
                Monitor.Wait(_gate);
            }

            frame = _isOver ? null : slot!.Take();
            if (frame is not null)
            {
                _lastTurn[slot!.Index] = ++_turn;
            }

            return frame is not null;
        }
    }

    /// <summary>The session has looked.</summary>
    public void Release(FrameSlot slot)
    {
        lock (_gate)
        {
            slot.Release();

            // A newer picture of this camera may wait for it.
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Lets everybody who waits go.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.PulseAll(_gate);
        }
    }

    private FrameSlot? Next()
    {
        FrameSlot? next = null;
        foreach (var slot in _slots)
        {
            if (slot is { IsWaiting: true, IsBusy: false } && (next is null || _lastTurn[slot.Index] < _lastTurn[next.Index]))
            {
                next = slot;
            }
        }

        return next;
    }
}
