using System.Globalization;
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
    private const int MaxWrites = 16;
    private const long LookNs = 500_000_000;
    private const long PauseNs = 100_000_000;
    private const int MostReadings = 8_192;

    private readonly SourceParts _parts;
    private readonly IGpioSystem _system;
    private readonly int _deviceBase;
    private readonly LineReader[] _lines;
    private readonly LineReader[] _counters;
    private readonly DeviceState[] _devices;
    private readonly PulseStore _store;
    private readonly EventClock _eventClock = new();
    private readonly PollEntry[] _entries;
    private readonly List<Reading> _readings = new(1_024);
    private readonly List<DeviceChange> _changes = new(16);
    private readonly Lock _gate = new();
    private readonly Queue<PointWrite> _writes = new();
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
        _deviceBase = deviceBase;
        var points = source.Points.Select(p => GpioSource.On(p, parts.Profile)).ToList();
        var counters = points.Where(p => p.Use == LineUse.Counter).Select(p => p.Name).ToList();
        _store = new PulseStore(parts.StatePath, counters, TimeSpan.FromMilliseconds(source.SaveMs), parts.Log);
        _lines = [.. points.Select((p, i) => new LineReader(p, pointBase + i, p.Use == LineUse.Counter ? _store[counters.IndexOf(p.Name)] : 0))];
        _counters = [.. _lines.Where(l => l.Plan.Use == LineUse.Counter)];
        _devices = [.. Enumerable.Range(0, source.DeviceCount).Select(d => new DeviceState([.. _lines.Where(l => l.Plan.Device == d)]))];
        _entries = new PollEntry[_lines.Length + 1];
        _thread = new Thread(Run, StackBytes) { Name = "gpio", IsBackground = true };
    }

    /// <inheritdoc/>
    public bool IsOpen => _open;

    /// <inheritdoc/>
    public string Fault => _fault;

    /// <inheritdoc/>
    public BusStatistics Statistics { get; } = new();

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
        lock (_gate)
        {
            if (_stopping || _writes.Count >= MaxWrites)
            {
                return false;
            }

            _writes.Enqueue(write);
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
        lock (_gate)
        {
            _stopping = true;
        }

        _wake.Wake();
        var ended = !_started || _thread.Join(JoinMs);
        while (TakeWrite() is { } write)
        {
            write.End(new WriteOutcome(false, Quality.PortGone, double.NaN, "the agent stopped before it was written"));
        }

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

        foreach (var line in _lines)
        {
            if (line.Line is { } held && line.Plan.Use == LineUse.Output)
            {
                _ = held.Set(_parts.Profile.Lines[line.Plan.Line].FailSafe ?? 0);
            }

            if (line.Line is not null && line.Plan.Use != LineUse.Output)
            {
                _ = line.Drain(_eventClock, _readings);
            }

            line.Release();
        }

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
            Look(nowNs);
        }

        while (TakeWrite() is { } write)
        {
            Write(write, nowNs);
        }

        foreach (var line in _lines)
        {
            if (line.NextPollNs <= nowNs)
            {
                Poll(line, nowNs);
            }
        }

        Judge(nowNs);
        KeepCounts();
        HandOver();
        Wait();
    }

    // Takes lines that are not held, and asks those that are whether they still are.
    private void Look(long nowNs)
    {
        foreach (var line in _lines)
        {
            if (line.Line is { } held)
            {
                if (held.Get() < 0)
                {
                    Lose(line);
                }

                continue;
            }

            if (_system.Open(line.Plan.WishFor(_parts.Profile.Lines[line.Plan.Line]), out var fault) is { } opened)
            {
                line.Take(opened);
                line.NextPollNs = nowNs;
                Log.Taken(_parts.Log, line.Plan.Line, line.Plan.Name);
            }
            else if (fault != line.Fault)
            {
                line.Fault = fault;
                Log.NotHad(_parts.Log, line.Plan.Line, line.Plan.Name, fault);
            }
        }
    }

    private void Lose(LineReader line)
    {
        line.Release();
        line.Fault = $"line {line.Plan.Line} is gone";
        Log.Gone(_parts.Log, line.Plan.Line, line.Plan.Name);
    }

    private void Poll(LineReader line, long nowNs)
    {
        line.NextPollNs = Math.Max(line.NextPollNs, nowNs - 1) + (line.Plan.PollMs * 1_000_000);
        Statistics.CountRequest(0, retry: false);
        if (line.Line is not null && line.Poll(nowNs, _eventClock, _readings))
        {
            Statistics.CountEnd(Quality.Good);
            return;
        }

        if (line.Line is not null)
        {
            Lose(line);
        }

        Statistics.CountEnd(Quality.PortGone);
        line.TellGone(nowNs, _readings);
    }

    private void Write(PointWrite write, long nowNs)
    {
        var line = Array.Find(_lines, l => l.Point == write.Point);
        if (line is not { Plan.Writable: true })
        {
            write.End(new WriteOutcome(false, Quality.Invalid, double.NaN, "the site file does not let this point be written"));
        }
        else if (write.Value is not (0 or 1))
        {
            write.End(new WriteOutcome(false, Quality.Invalid, double.NaN, string.Create(CultureInfo.InvariantCulture, $"{write.Value} for a GPIO line; expected 0 or 1")));
        }
        else if (line.Line is not { } held || !held.Set((int)write.Value))
        {
            write.End(new WriteOutcome(false, Quality.PortGone, double.NaN, line.Fault.Length > 0 ? line.Fault : "the line is gone"));
        }
        else
        {
            var value = held.Get();
            _readings.Add(new Reading(line.Point, value < 0 ? Quality.PortGone : Quality.Good, value < 0 ? double.NaN : value, nowNs));
            var same = value == (int)write.Value;
            write.End(new WriteOutcome(same, value < 0 ? Quality.PortGone : Quality.Good, value < 0 ? double.NaN : value, same ? "" : "the line does not read as it was driven"));
        }
    }

    private void Judge(long nowNs)
    {
        var lost = 0;
        var fault = "";
        for (var i = 0; i < _devices.Length; i++)
        {
            if (_devices[i].Step())
            {
                _changes.Add(new DeviceChange(_deviceBase + i, _devices[i].IsLost, Quality.PortGone, nowNs, _devices[i].LastGoodNs));
            }

            lost += _devices[i].IsLost ? 1 : 0;
            fault = fault.Length == 0 ? _devices[i].Fault : fault;
        }

        Statistics.SetDevicesLost(lost);
        _fault = fault;
        _open = lost < _devices.Length;
    }

    private void Wait()
    {
        var untilNs = _nextLookNs;
        _entries[0] = new PollEntry { Descriptor = _wake.Descriptor, Events = KernelPoll.In };
        for (var i = 0; i < _lines.Length; i++)
        {
            untilNs = Math.Min(untilNs, _lines[i].NextPollNs);
            _entries[i + 1] = new PollEntry { Descriptor = _lines[i].Plan.Use == LineUse.Output ? -1 : _lines[i].Line?.Descriptor ?? -1, Events = KernelPoll.In };
        }

        if (KernelPoll.Wait(_entries, untilNs - _parts.Clock.Read().MonoNs) <= 0)
        {
            return;
        }

        Measure();
        if (_entries[0].Results != 0)
        {
            _wake.Clear();
        }

        for (var i = 0; i < _lines.Length; i++)
        {
            if (_entries[i + 1].Results != 0)
            {
                Take(_lines[i], _entries[i + 1].Results);
            }
        }
    }

    private void Take(LineReader line, short results)
    {
        var droppedBefore = line.Dropped;
        if (!line.Drain(_eventClock, _readings) || ((results & KernelPoll.Broken) != 0 && line.Line!.Get() < 0))
        {
            Lose(line);
        }

        if (line.Dropped > droppedBefore)
        {
            Statistics.CountEnd(Quality.Overlong);
            Log.Dropped(_parts.Log, line.Plan.Line, line.Plan.Name, line.Dropped);
        }

        if (_readings.Count > MostReadings)
        {
            HandOver();
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
        if (_readings.Count + _changes.Count > 0)
        {
            _parts.Sink.Take(_readings, _changes);
            _readings.Clear();
            _changes.Clear();
        }
    }

    private PointWrite? TakeWrite()
    {
        lock (_gate)
        {
            return _writes.TryDequeue(out var write) ? write : null;
        }
    }
}
