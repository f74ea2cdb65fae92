using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipeline.Capture;
using EdgeAgent.Pipeline.Clock;
using EdgeAgent.Pipeline.Events;
using EdgeAgent.Pipeline.Windows;

namespace EdgeAgent.Pipeline;

/// <summary>The stages between a reading and the buffer, in their order. Pure; not thread-safe; a reading allocates nothing.</summary>
public sealed class DataPath
{
    /// <summary>Name under which the buffer keeps the open events.</summary>
    public const string EventStateKey = "events";

    /// <summary>Name under which the buffer keeps what was told of the clock.</summary>
    public const string ClockStateKey = "clock";

    private readonly WindowStage _windows;
    private readonly StationWindowStage _stationWindows;
    private readonly EventStage _events;
    private readonly ClockStage _clock;
    private readonly CaptureStage _capture;

    /// <summary>Makes the path for a site's points.</summary>
    /// <param name="table">The points.</param>
    /// <param name="windowMs">Length of a window, ms.</param>
    /// <param name="boot">Boot id of stamps.</param>
    /// <param name="idPrefix">Unique to this start of the agent; part of alarm ids.</param>
    public DataPath(PointTable table, long windowMs, uint boot, string idPrefix)
    {
        _windows = new WindowStage(table, windowMs, boot);
        _stationWindows = new StationWindowStage(table, boot);
        _events = new EventStage(table, boot, idPrefix);
        _clock = new ClockStage(boot);
        _capture = new CaptureStage(table, boot);
    }

    /// <summary>When to step at the latest, CLOCK_BOOTTIME ns.</summary>
    public long NextDeadlineNs => Math.Min(_windows.NextDeadlineNs, _capture.NextDeadlineNs);

    /// <summary>Takes up open events of an earlier start.</summary>
    public void Restore(ReadOnlySpan<byte> state, in Now now, StageOutput output) => _events.Restore(state, now, output);

    /// <summary>Takes up what an earlier start told of the clock; before the first step.</summary>
    public void RestoreClock(ReadOnlySpan<byte> state) => _clock.Restore(state);

    /// <summary>Takes a reading.</summary>
    public void Step(in Reading reading, in Now now, StageOutput output)
    {
        _windows.Step(reading, now, output);
        _events.Step(reading, now, output);
        _capture.Step(reading, now, output);
    }

    /// <summary>Station windows that were refused because their times or figures cannot be.</summary>
    public long RefusedStationWindows => _stationWindows.Refused;

    /// <summary>Takes figures that a station made by itself.</summary>
    public void Step(in StationWindow window, in Now now, StageOutput output) => _stationWindows.Step(window, now, output);

    /// <summary>Takes a device lost or back.</summary>
    public void Step(in DeviceChange change, in Now now, StageOutput output) => _events.Step(change, now, output);

    /// <summary>Looks at the clock and closes what is over.</summary>
    public void Step(in Now now, StageOutput output)
    {
        _clock.Step(now, output);
        _windows.Step(now, output);
        _capture.Step(now, output);
    }

    /// <summary>Cuts the open windows, as at a stop or a reload.</summary>
    public void Cut(in Now now, StageOutput output)
    {
        _windows.Cut(now, output);
        _capture.Stop(now, output);
    }

    /// <summary>A person has seen an open event.</summary>
    public Acknowledged Acknowledge(string alarmId, in Now now, StageOutput output) => _events.Acknowledge(alarmId, now, output);

    /// <summary>Captures the raw readings of points (indices, none personal, at most <see cref="CaptureStage.MaxPoints"/>) until <paramref name="untilNs"/>; what was captured before ends.</summary>
    public void Capture(IReadOnlyList<int> points, long untilNs, in Now now, StageOutput output) => _capture.Start(points, untilNs, now, output);

    /// <summary>Ends the capture.</summary>
    public void EndCapture(in Now now, StageOutput output) => _capture.Stop(now, output);

    /// <summary>What to store under <see cref="ClockStateKey"/> when <see cref="StageOutput.ClockStateChanged"/>.</summary>
    public byte[] ClockState() => _clock.SaveState();

    /// <summary>What to store under <see cref="EventStateKey"/> when <see cref="StageOutput.EventStateChanged"/>.</summary>
    public byte[] EventState() => _events.SaveState();
}
