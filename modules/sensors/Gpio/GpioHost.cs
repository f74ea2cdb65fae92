using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>
/// The thread that holds a source's GPIO lines: waits in ppoll(2) for edges, reads each line now and then, drives outputs, and takes lines again that went away (looked for
/// twice a second). Outputs take their fail-safe value when they are taken and before they are given back; after a kill the kernel gives the line back as it is, and what
/// the pin then does is the chip's affair. Public members may be used from any thread.
/// </summary>
internal sealed class GpioHost : ISourceHost
{
    private const int StackBytes = 256 * 1024;
    private const int JoinMs = 1_000;
    private const int MostReadings = 8_192;
    private const long LookNs = 500_000_000;
    private const long PauseNs = 100_000_000;

    private readonly SourceParts _parts;
    private readonly IGpioSystem _system;
    private readonly LineSet _set;
    private readonly LineReader[] _counters;
    private readonly PulseStore _store;
    private readonly EventClock _eventClock = new();
    private readonly PollEntry[] _entries;
    private readonly PendingWrites _writes = new();
    private readonly WakeEvent _wake = new();
    private readonly Thread _thread;
    private volatile bool _stopping;
    private volatile string _fault = "not opened yet";
    private volatile bool _open;
    private long _nextLookNs;
    private bool _started;
    private bool _disposed;

    public GpioHost(GpioSource source, SourceParts parts, int pointBase, int deviceBase, IGpioSystem system)
    {
        _parts = parts;
        _system = system;
        var points = source.Points.Select(p => GpioSource.On(p, parts.Profile)).ToList();
        var counters = points.Where(p => p.Use == LineUse.Counter).Select(p => p.Name).ToList();
        _store = new PulseStore(parts.StatePath, counters, TimeSpan.FromMilliseconds(source.SaveMs), parts.Log);
        _set = new LineSet(points, source.DeviceCount, parts, pointBase, deviceBase, system, _eventClock, p => p.Use == LineUse.Counter ? _store[counters.IndexOf(p.Name)] : 0);
        _counters = [.. _set.Lines.Where(l => l.Plan.Use == LineUse.Counter)];
        _entries = new PollEntry[_set.Lines.Length + 1];
        _thread = new Thread(Run, StackBytes) { Name = "gpio", IsBackground = true };
    }

    /// <inheritdoc/>
    public bool IsOpen => _open;

    /// <inheritdoc/>
    public string Fault => _fault;

    /// <inheritdoc/>
    public BusStatistics Statistics => _set.Statistics;

    /// <inheritdoc/>
    public void Start()
    {
        _started = true;
        _store.Start();
        _thread.Start();
    }

    /// <inheritdoc/>
    public bool TryWrite(PointWrite write)
    {
        if (!_writes.TryAdd(write))
        {
            return false;
        }

        _wake.Wake();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _stopping = true;
        _wake.Wake();
        var ended = !_started || _thread.Join(JoinMs);
        _writes.End();
        _store.Dispose();
        if (ended)
        {
            _wake.Dispose();
        }
    }

    private void Run()
    {
        while (!_stopping)
        {
            try
            {
                Round();
            }
            catch (Exception e)
            {
                Log.StepFailed(_parts.Log, e);
                _ = KernelPoll.Wait([], PauseNs);
            }
        }

        _set.Release();
        KeepCounts();
        HandOver();
    }

    private void Round()
    {
        Measure();
        var nowNs = _parts.Clock.Read().MonoNs;
        if (nowNs >= _nextLookNs)
        {
            _nextLookNs = nowNs + LookNs;
            _set.Look(nowNs);
        }

        while (_writes.Next() is { } write)
        {
            _set.Write(write, nowNs);
        }

        foreach (var line in _set.Lines)
        {
            if (line.NextPollNs <= nowNs)
            {
                _set.Poll(line, nowNs);
            }
        }

        _set.Judge(nowNs);
        _fault = _set.Fault;
        _open = _set.IsOpen;
        KeepCounts();
        HandOver();
        Wait();
    }

    private void Wait()
    {
        var untilNs = _nextLookNs;
        var lines = _set.Lines;
        _entries[0] = new PollEntry { Descriptor = _wake.Descriptor, Events = KernelPoll.In };
        for (var i = 0; i < lines.Length; i++)
        {
            untilNs = Math.Min(untilNs, lines[i].NextPollNs);
            _entries[i + 1] = new PollEntry { Descriptor = lines[i].HasEdges ? lines[i].Line!.Descriptor : -1, Events = KernelPoll.In };
        }

        if (KernelPoll.Wait(_entries, untilNs - _parts.Clock.Read().MonoNs) <= 0)
        {
            return;
        }

        Measure();
        var nowNs = _parts.Clock.Read().MonoNs;
        if (_entries[0].Results != 0)
        {
            _wake.Clear();
        }

        for (var i = 0; i < lines.Length; i++)
        {
            if (_entries[i + 1].Results != 0)
            {
                _set.Drain(lines[i], (_entries[i + 1].Results & KernelPoll.Broken) != 0, nowNs);
            }

            if (_set.Readings.Count > MostReadings)
            {
                HandOver();
            }
        }
    }

    private void Measure()
    {
        var (before, boot, after) = _system.ReadClocks();
        var suspends = _eventClock.Suspends;
        _eventClock.Step(before, boot, after);
        if (_eventClock.Suspends > suspends)
        {
            Log.Suspended(_parts.Log);
        }
    }

    private void KeepCounts()
    {
        for (var i = 0; i < _counters.Length; i++)
        {
            _store[i] = _counters[i].Pulses;
        }
    }

    private void HandOver()
    {
        if (_set.Readings.Count + _set.Changes.Count > 0)
        {
            _parts.Sink.Take(_set.Readings, _set.Changes);
            _set.Readings.Clear();
            _set.Changes.Clear();
        }
    }
}
