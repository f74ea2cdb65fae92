using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Pipeline.Hosting;

/// <summary>
/// The bounded arrow from the ports' threads to the data path. Many writers, one reader. Writers never wait: what does not fit is dropped and counted.
/// Two fixed arrays change places, so nothing is allocated.
/// </summary>
public sealed class ReadingQueue
{
    /// <summary>Readings held at most.</summary>
    public const int Capacity = 16_384;

    /// <summary>Device changes held at most.</summary>
    public const int ChangeCapacity = 1_024;

    /// <summary>Windows of stations held at most.</summary>
    public const int WindowCapacity = 4_096;

    private readonly object _gate = new();
    private Reading[] _readings = new Reading[Capacity];
    private Reading[] _taken = new Reading[Capacity];
    private DeviceChange[] _changes = new DeviceChange[ChangeCapacity];
    private DeviceChange[] _takenChanges = new DeviceChange[ChangeCapacity];
    private StationWindow[] _windows = new StationWindow[WindowCapacity];
    private StationWindow[] _takenWindows = new StationWindow[WindowCapacity];
    private int _count;
    private int _changeCount;
    private int _windowCount;
    private long _dropped;
    private long _droppedChanges;
    private long _droppedWindows;
    private bool _woken;

    /// <summary>Readings dropped because the queue was full.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Device changes dropped because the queue was full.</summary>
    public long DroppedChanges => Volatile.Read(ref _droppedChanges);

    /// <summary>Windows of stations dropped because the queue was full.</summary>
    public long DroppedWindows => Volatile.Read(ref _droppedWindows);

    /// <summary>Takes windows that stations made.</summary>
    public void Add(List<StationWindow> windows)
    {
        lock (_gate)
        {
            var take = Math.Min(windows.Count, WindowCapacity - _windowCount);
            windows.CopyTo(0, _windows, _windowCount, take);
            _windowCount += take;
            _droppedWindows += windows.Count - take;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes what a port's step made.</summary>
    public void Add(List<Reading> readings, List<DeviceChange> changes)
    {
        lock (_gate)
        {
            var take = Math.Min(readings.Count, Capacity - _count);
            readings.CopyTo(0, _readings, _count, take);
            _count += take;
            _dropped += readings.Count - take;

            var takeChanges = Math.Min(changes.Count, ChangeCapacity - _changeCount);
            changes.CopyTo(0, _changes, _changeCount, takeChanges);
            _changeCount += takeChanges;
            _droppedChanges += changes.Count - takeChanges;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Makes the reader return from <see cref="Take"/>.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _woken = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// Waits until there is something, somebody woke the reader, or <paramref name="waitMs"/> (0..60,000) have passed. The spans are valid until the next call.
    /// </summary>
    public void Take(int waitMs, out ReadOnlySpan<Reading> readings, out ReadOnlySpan<DeviceChange> changes) => Take(waitMs, out readings, out changes, out _);

    /// <summary>The same, with the windows of stations.</summary>
    public void Take(int waitMs, out ReadOnlySpan<Reading> readings, out ReadOnlySpan<DeviceChange> changes, out ReadOnlySpan<StationWindow> windows)
    {
        lock (_gate)
        {
            if (_count == 0 && _changeCount == 0 && _windowCount == 0 && !_woken && waitMs > 0)
            {
                Monitor.Wait(_gate, waitMs);
            }

            _woken = false;
            readings = _readings.AsSpan(0, _count);
            changes = _changes.AsSpan(0, _changeCount);
            windows = _windows.AsSpan(0, _windowCount);
            (_windows, _takenWindows) = (_takenWindows, _windows);
            _windowCount = 0;
            (_readings, _taken) = (_taken, _readings);
            (_changes, _takenChanges) = (_takenChanges, _changes);
            _count = 0;
            _changeCount = 0;
        }
    }
}
