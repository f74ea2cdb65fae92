using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Windows;

/// <summary>
/// Makes a window summary of every point, aligned to UTC and measured on the monotonic clock. Pure; not thread-safe; a reading allocates nothing.
/// Readings of the next window may come before this one is closed (ports are not in step): they are kept apart until then.
/// Windows of personal points are never made, nor those of points whose station makes them (<see cref="StationWindowStage"/>).
/// </summary>
public sealed class WindowStage
{
    /// <summary>How long a window stays open for readings that are still on their way, ns.</summary>
    public const long GraceNs = 50_000_000;

    /// <summary>UTC against monotonic may drift by so much within a window before that counts as a step of the clock, ms.</summary>
    public const long StepMs = 500;

    private const long MaxBehind = 15;

    private readonly PointTable _table;
    private readonly long _lengthMs;
    private readonly uint _boot;
    private readonly PointWindow[][] _windows;
    private readonly int[][] _bad;
    private readonly bool[] _withheld;
    private readonly PointKind[] _kinds;
    private readonly double[] _counters;
    private readonly StateClock?[] _clocks;
    private readonly int[] _states;
    private int _open;
    private long _fromMs;
    private long _toMs;
    private long _startNs;
    private long _endNs;
    private long _offsetMs;
    private ClockQuality _clock;
    private bool _started;

    /// <summary>Makes the stage for a site's points. <paramref name="lengthMs"/> 1,000..3,600,000.</summary>
    public WindowStage(PointTable table, long lengthMs, uint boot)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lengthMs, 1);
        var count = table.Points.Count;
        _table = table;
        _lengthMs = lengthMs;
        _boot = boot;
        _windows = [new PointWindow[count], new PointWindow[count]];
        _bad = [new int[count * QualityNames.Count], new int[count * QualityNames.Count]];
        _withheld = new bool[count];
        _kinds = new PointKind[count];
        _counters = new double[count];
        _clocks = new StateClock?[count];
        _states = new int[count];
        Array.Fill(_counters, double.NaN);
        Array.Fill(_states, int.MinValue);
        for (var i = 0; i < count; i++)
        {
            _withheld[i] = table.Points[i].Grade == Grade.Personal || table.Points[i].StationWindows;
            _kinds[i] = table.Points[i].Kind;
            _clocks[i] = _kinds[i] == PointKind.Discrete ? new StateClock() : null;
        }
    }

    /// <summary>When to step at the latest, CLOCK_BOOTTIME ns.</summary>
    public long NextDeadlineNs => _started ? _endNs + GraceNs : long.MinValue;

    /// <summary>Takes a reading. Windows that are over by then are put into <paramref name="output"/> first.</summary>
    public void Step(in Reading reading, in Now now, StageOutput output)
    {
        Step(now, output);
        if (_withheld[reading.Point])
        {
            return;
        }

        while (reading.MonoNs >= _endNs + (_lengthMs * 1_000_000))
        {
            Close(now, output);
        }

        var generation = reading.MonoNs >= _endNs ? 1 - _open : _open;
        ref var window = ref _windows[generation][reading.Point];
        if (reading.Quality != Quality.Good)
        {
            window.Bad++;
            _bad[generation][(reading.Point * QualityNames.Count) + (int)reading.Quality]++;
            _clocks[reading.Point]?.Take(0, good: false, reading.MonoNs, _endNs, _open);
            return;
        }

        window.Take(reading.Value);
        if (_kinds[reading.Point] != PointKind.Gauge)
        {
            TakeCarried(reading, ref window);
        }
    }

    /// <summary>Closes windows that are over, and cuts the open one when the clock was stepped.</summary>
    public void Step(in Now now, StageOutput output)
    {
        if (!_started)
        {
            Start(now);
        }

        // After a long pause of the whole machine one long window tells the truth in place of thousands of empty ones.
        if (Math.Abs(now.OffsetMs - _offsetMs) > StepMs || now.MonoNs - _endNs > MaxBehind * _lengthMs * 1_000_000)
        {
            Cut(now, output);
            return;
        }

        while (now.MonoNs >= _endNs + GraceNs)
        {
            Close(now, output);
        }
    }

    /// <summary>Ends the open window now, as at a stop or a reload.</summary>
    public void Cut(in Now now, StageOutput output)
    {
        if (!_started)
        {
            return;
        }

        var lastNs = Math.Max(_startNs, now.MonoNs);
        _endNs = lastNs;
        _toMs = _fromMs + ((lastNs - _startNs) / 1_000_000);
        Emit(Own(now), output);
        Start(now);
    }

    // By the clock that the window was measured with: what tells its time is then right or wrong as a whole, and can be corrected as a whole.
    private Now Own(in Now now) => Math.Abs(now.OffsetMs - _offsetMs) > StepMs ? new Now(now.MonoNs, now.MonoMs + _offsetMs, _clock) : now;

    private void Start(in Now now)
    {
        _started = true;
        _offsetMs = now.OffsetMs;
        _clock = now.Clock;
        _fromMs = now.UtcMs;
        _startNs = now.MonoNs;
        _toMs = ((now.UtcMs / _lengthMs) + 1) * _lengthMs;
        _endNs = _startNs + ((_toMs - _fromMs) * 1_000_000);
    }

    private void Close(in Now now, StageOutput output)
    {
        Emit(now, output);
        _fromMs = _toMs;
        _startNs = _endNs;
        _toMs += _lengthMs;

        // A clock that is slewed drifts within StepMs: the next end follows UTC. One ms is the rounding of two clocks, not drift.
        if (Math.Abs(now.OffsetMs - _offsetMs) <= 1)
        {
            _endNs = _startNs + (_lengthMs * 1_000_000);
            return;
        }

        _offsetMs = now.OffsetMs;
        _endNs = Math.Max(_startNs + 1, (_toMs - _offsetMs) * 1_000_000);
    }

    private void TakeCarried(in Reading reading, ref PointWindow window)
    {
        if (_kinds[reading.Point] == PointKind.Counter)
        {
            var before = _counters[reading.Point];
            _counters[reading.Point] = reading.Value;
            if (reading.Value < before)
            {
                window.Changes++;
                window.Delta += reading.Value;
            }
            else if (reading.Value > before)
            {
                window.Delta += reading.Value - before;
            }

            return;
        }

        var state = (int)reading.Value;
        if (_states[reading.Point] != state && _states[reading.Point] != int.MinValue)
        {
            window.Changes++;
        }

        _states[reading.Point] = state;
        _clocks[reading.Point]!.Take(state, good: true, reading.MonoNs, _endNs, _open);
    }

    private void Emit(in Now now, StageOutput output)
    {
        var windows = _windows[_open];
        for (var i = 0; i < windows.Length; i++)
        {
            if (_withheld[i])
            {
                continue;
            }

            _clocks[i]?.Advance(_endNs, _endNs, _open);
            var point = _table.Points[i];
            var expected = (int)((_toMs / point.PollMs) - (_fromMs / point.PollMs));
            if (expected > 0 || windows[i].Good > 0 || windows[i].Bad > 0)
            {
                output.Summaries.Add(Make(i, point, expected, now));
            }

            _clocks[i]?.Clear(_open);
        }

        Array.Clear(windows);
        Array.Clear(_bad[_open]);
        _open = 1 - _open;
    }

    private Summary Make(int index, PointDescriptor point, int expected, in Now now)
    {
        ref var window = ref _windows[_open][index];
        return new Summary
        {
            Type = SummaryType.Window,
            Class = SummaryClass.Routine,
            Grade = point.Grade,
            Subject = point.Name,
            Made = Stamp.At(now, _boot),
            Data = new WindowData
            {
                FromMs = _fromMs,
                ToMs = _toMs,
                Unit = point.Unit,
                Kind = point.Kind,
                Expected = expected,
                Good = window.Good,
                Bad = window.Bad == 0 ? [] : BadOf(index),
                Gauge = point.Kind == PointKind.Gauge ? window.Gauge() : null,
                Counter = point.Kind == PointKind.Counter ? window.Counter() : null,
                Discrete = point.Kind == PointKind.Discrete ? window.Discrete(_clocks[index]!, point, _open) : null,
            },
        };
    }

    private List<BadCount> BadOf(int index)
    {
        var counts = _bad[_open].AsSpan(index * QualityNames.Count, QualityNames.Count);
        var result = new List<BadCount>(2);
        for (var quality = 0; quality < counts.Length; quality++)
        {
            if (counts[quality] > 0)
            {
                result.Add(new BadCount((Quality)quality, counts[quality]));
            }
        }

        return result;
    }
}
