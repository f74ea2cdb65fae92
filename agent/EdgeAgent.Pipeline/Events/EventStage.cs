using System.Globalization;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Events;

/// <summary>
/// Gives events their life: a device lost and back, a value out of its range and in again. Pure; not thread-safe; a reading that changes nothing allocates nothing.
/// What is open is stored with the event (<see cref="SaveState"/>), so that after a restart the same event is cleared and none is raised twice.
/// </summary>
public sealed class EventStage
{
    /// <summary>Good readings in range, one after another, that clear an event.</summary>
    public const int ClearAfter = 3;

    /// <summary>An event is not raised again sooner than this after it was cleared, ns: a value that flaps makes at most six pairs a minute.</summary>
    public const long HoldOffNs = 10_000_000_000;

    private readonly PointTable _table;
    private readonly uint _boot;
    private readonly string _idPrefix;
    private readonly bool[] _ranged;
    private readonly OpenEvent?[] _range;
    private readonly int[] _inRange;
    private readonly long[] _clearedNs;
    private readonly OpenEvent?[] _lost;
    private readonly int[] _deviceOf;
    private long _count;

    /// <summary>Makes the stage. <paramref name="idPrefix"/> is unique to this start of the agent and becomes part of alarm ids.</summary>
    public EventStage(PointTable table, uint boot, string idPrefix)
    {
        _table = table;
        _boot = boot;
        _idPrefix = idPrefix;
        var count = table.Points.Count;
        _ranged = new bool[count];
        _range = new OpenEvent?[count];
        _inRange = new int[count];
        _clearedNs = new long[count];
        _lost = new OpenEvent?[table.Devices.Count];
        _deviceOf = new int[count];
        var devices = table.Devices.Select((d, i) => (d.Name, Index: i)).ToDictionary(d => d.Name, d => d.Index, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            _ranged[i] = table.Points[i].RangeMin is not null || table.Points[i].RangeMax is not null;
            _clearedNs[i] = long.MinValue / 2;
            _deviceOf[i] = devices.GetValueOrDefault(table.Points[i].Device, -1);
        }
    }

    /// <summary>Takes a reading.</summary>
    public void Step(in Reading reading, in Now now, StageOutput output)
    {
        if (reading.Quality != Quality.Good)
        {
            return;
        }

        // After a restart the driver does not know that the device was lost before: an answer says that it is back.
        var device = _deviceOf[reading.Point];
        if (device >= 0 && _lost[device] is not null)
        {
            Back(device, now, output);
        }

        if (!_ranged[reading.Point])
        {
            return;
        }

        var index = reading.Point;
        var point = _table.Points[index];
        var inside = !(reading.Value < point.RangeMin) && !(reading.Value > point.RangeMax);
        if (!inside)
        {
            _inRange[index] = 0;
            if (_range[index] is null && now.MonoNs - _clearedNs[index] >= HoldOffNs)
            {
                _range[index] = Open(point.Name, EventRules.Of(point), now.MonoMs, now, point.AlarmOutOfRange);
                Tell(_range[index]!, EventState.Raised, RangeEvent(point, _range[index]!, reading.Value, now), point.Grade, now, output);
            }

            return;
        }

        if (_range[index] is { } open && ++_inRange[index] >= ClearAfter)
        {
            _range[index] = null;
            _clearedNs[index] = now.MonoNs;
            Tell(open, EventState.Cleared, RangeEvent(point, open, reading.Value, now), point.Grade, now, output);
        }
    }

    /// <summary>Takes a device that was lost or is back.</summary>
    public void Step(in DeviceChange change, in Now now, StageOutput output)
    {
        var device = _table.Devices[change.Device];
        ref var open = ref _lost[change.Device];
        if (change.Lost == open is not null)
        {
            return;
        }

        if (change.Lost)
        {
            var sinceMonoMs = change.SinceMonoNs > 0 ? change.SinceMonoNs / 1_000_000 : now.MonoMs;
            open = Open(device.Name, EventRules.DeviceLost, sinceMonoMs, now, device.AlarmLost);
            Tell(open, EventState.Raised, LostEvent(open, QualityNames.NameOf(change.Reason), now), device.Grade, now, output);
            return;
        }

        Back(change.Device, now, output);
    }

    /// <summary>A person has seen an open event: tells it once.</summary>
    public Acknowledged Acknowledge(string alarmId, in Now now, StageOutput output)
    {
        for (var i = 0; i < _range.Length + _lost.Length; i++)
        {
            var isRange = i < _range.Length;
            ref var open = ref isRange ? ref _range[i] : ref _lost[i - _range.Length];
            if (open?.AlarmId != alarmId)
            {
                continue;
            }

            if (open.IsAcknowledged)
            {
                return Acknowledged.Already;
            }

            open = open with { IsAcknowledged = true };
            Tell(open, EventState.Acknowledged, Base(open, now), isRange ? _table.Points[i].Grade : _table.Devices[i - _range.Length].Grade, now, output);
            return Acknowledged.Now;
        }

        return Acknowledged.Unknown;
    }

    /// <summary>The open events, to be stored with the summaries of the same step.</summary>
    public byte[] SaveState() => EventState1.Write(_range.Concat(_lost).OfType<OpenEvent>());

    /// <summary>
    /// Takes up open events of an earlier start. Those whose point or device is no longer in the site are cleared, with the reason `removed`.
    /// A state that cannot be read is treated as none.
    /// </summary>
    public void Restore(ReadOnlySpan<byte> state, in Now now, StageOutput output)
    {
        foreach (var open in EventState1.Read(state))
        {
            if (!TakeUp(open))
            {
                var data = Base(open, now) with { Reason = "removed" };
                Tell(open, EventState.Cleared, data, Grade.Internal, now, output);
            }
        }
    }

    private void Back(int device, in Now now, StageOutput output)
    {
        var over = _lost[device]!;
        _lost[device] = null;
        Tell(over, EventState.Cleared, LostEvent(over, null, now), _table.Devices[device].Grade, now, output);
    }

    private bool TakeUp(OpenEvent open)
    {
        if (_table.IndexOf(open.Subject) is >= 0 and var point && _ranged[point] && open.Rule == EventRules.Of(_table.Points[point]))
        {
            _range[point] = open;
            return true;
        }

        for (var i = 0; i < _lost.Length && open.Rule == EventRules.DeviceLost; i++)
        {
            if (_table.Devices[i].Name == open.Subject)
            {
                _lost[i] = open;
                return true;
            }
        }

        return false;
    }

    private OpenEvent Open(string subject, string rule, long sinceMonoMs, in Now now, bool isAlarm) =>
        new(subject, rule, string.Create(CultureInfo.InvariantCulture, $"{_idPrefix}-{++_count}"), _boot, sinceMonoMs, sinceMonoMs + now.OffsetMs, isAlarm);

    // Since when, by the clock of the summary that tells it: it may have been set after the event began.
    private EventData Base(OpenEvent open, in Now now) => new()
    {
        AlarmId = open.AlarmId,
        State = EventState.Raised,
        Severity = open.IsAlarm ? "high" : "medium",
        Point = open.Rule == EventRules.DeviceLost ? null : open.Subject,
        Device = open.Rule == EventRules.DeviceLost ? open.Subject : null,
        SinceMs = open.Boot == _boot ? open.SinceMonoMs + now.OffsetMs : open.SinceMs,
        Rule = open.Rule,
    };

    private EventData LostEvent(OpenEvent open, string? reason, in Now now) => Base(open, now) with { Reason = reason };

    private EventData RangeEvent(PointDescriptor point, OpenEvent open, double value, in Now now) => Base(open, now) with
    {
        Value = point.Grade == Grade.Personal ? null : value,
        Unit = point.Unit.Length > 0 ? point.Unit : null,
        ExpectedMin = point.RangeMin,
        ExpectedMax = point.RangeMax,
    };

    private void Tell(OpenEvent open, EventState state, EventData data, Grade grade, in Now now, StageOutput output)
    {
        output.EventStateChanged = true;
        output.Summaries.Add(new Summary
        {
            Type = SummaryType.Event,
            Class = open.IsAlarm ? SummaryClass.Alarm : SummaryClass.Event,
            Grade = grade,
            Subject = open.Subject,
            Made = Stamp.At(now, _boot),
            Data = (data with { State = state }).ToJson(),
        });
    }
}
