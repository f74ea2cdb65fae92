using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Sensing.Polling;

/// <summary>
/// Master of one line, for any protocol of requests and replies: see <see cref="IBusDriver"/>. One exchange at a time; several sets with settings of their own take turns.
/// What is due is done in the order in which it fell due, with a lead by priority; writes go first; what was missed is skipped, not caught up in a burst.
/// </summary>
public sealed class PollingDriver : IBusDriver
{
    /// <summary>Longest request, bytes.</summary>
    public const int MaxRequest = 1_024;

    // A bad frame ends the wait this much after its last byte: USB adapters hold bytes back for up to 16 ms.
    private const long SettleNs = 50_000_000;

    // A line that never falls silent is used all the same after this long: then reads fail with a reason instead of stopping.
    private const long NoiseLimitNs = 1_000_000_000;

    private readonly IReadOnlyList<PollSet> _sets;
    private readonly PollSchedule _schedule;
    private readonly DeviceBreaker[][] _devices;
    private readonly WriteQueue _writes;
    private readonly byte[] _frame = new byte[MaxRequest];
    private PollJob? _current;
    private SerialSettings _line;
    private bool _inFlight;
    private bool _continues;
    private bool _probing;
    private int _attempt;
    private long _deadlineNs;
    private long _busFreeNs;
    private long _noiseSinceNs;
    private int _lost;
    private bool _open;

    /// <summary>Makes the driver of a line with the given sets, one at least.</summary>
    public PollingDriver(IReadOnlyList<PollSet> sets)
    {
        _sets = sets;
        _line = sets[0].Serial;
        _schedule = new PollSchedule(sets);
        _writes = new WriteQueue(sets);
        _devices = [.. sets.Select(s => s.Devices.Select((d, i) => new DeviceBreaker(d, s.DeviceBase + i, s.Jobs.FirstOrDefault(j => j.Device == i))).ToArray())];
    }

    /// <inheritdoc/>
    public BusStatistics Statistics { get; } = new();

    /// <inheritdoc/>
    public bool TryWrite(PointWrite write) => _writes.TryAdd(write);

    /// <inheritdoc/>
    public void End() => _writes.End();

    /// <inheritdoc/>
    public void Step(BusInput input, ReadOnlySpan<byte> bytes, in Now now, BusOutput output)
    {
        var nowNs = now.MonoNs;
        _schedule.Begin(nowNs);
        switch (input)
        {
            case BusInput.Opened:
                Open(nowNs, output);
                break;
            case BusInput.Closed:
                _open = false;
                Abort(nowNs, output);
                break;
            case BusInput.Bytes:
                Receive(bytes, nowNs, output);
                break;
            case BusInput.Deadline when _inFlight && nowNs >= _deadlineNs:
                output.DiscardInput = true;
                End(_current!.AtTimeout(), nowNs, output);
                break;
        }

        Pump(nowNs, output);
    }

    private void Open(long nowNs, BusOutput output)
    {
        Abort(nowNs, output);
        _open = true;
        _line = _sets[0].Serial;
        _busFreeNs = nowNs + _sets[0].GapNs;
        _noiseSinceNs = 0;
        foreach (var devices in _devices)
        {
            foreach (var device in devices)
            {
                if (device.IsLost)
                {
                    device.ProbeNow(nowNs);
                }
            }
        }
    }

    private void Abort(long nowNs, BusOutput output)
    {
        if (_current is { } job)
        {
            _inFlight = false;
            Statistics.CountEnd(Quality.PortGone);
            Finish(job, Quality.PortGone, nowNs, output);
        }
    }

    private void Receive(ReadOnlySpan<byte> bytes, long nowNs, BusOutput output)
    {
        Statistics.CountReceived(bytes.Length);
        if (!_inFlight)
        {
            Statistics.CountDiscarded(bytes.Length);
            _noiseSinceNs = _noiseSinceNs == 0 ? nowNs : _noiseSinceNs;
            if (nowNs - _noiseSinceNs < NoiseLimitNs)
            {
                _busFreeNs = Math.Max(_busFreeNs, nowNs + GapNs);
            }

            return;
        }

        switch (_current!.Take(bytes))
        {
            case PollProgress.Ended:
                End(_current.Outcome, nowNs, output);
                break;
            case PollProgress.Next:
                Statistics.CountEnd(Quality.Good);
                Statistics.CountDiscarded(_current.Strays);
                _inFlight = false;
                _continues = true;
                _busFreeNs = nowNs + GapNs;
                break;
            case PollProgress.Waiting when _current.HasBadFrame:
                _deadlineNs = Math.Min(_deadlineNs, nowNs + SettleNs);
                break;
        }
    }

    private long GapNs => _current is { } job ? _sets[job.Set].GapNs : _sets[0].GapNs;

    private void End(Quality quality, long nowNs, BusOutput output)
    {
        var job = _current!;
        _inFlight = false;
        _busFreeNs = nowNs + GapNs;
        Statistics.CountEnd(quality);
        Statistics.CountDiscarded(job.Strays);
        if (quality != Quality.Good && MayRetry(job, quality))
        {
            _continues = false;
            _attempt++;
            return;
        }

        Finish(job, quality, nowNs, output);
    }

    // A device that has just failed gets one attempt an exchange, so that a silent one costs the others less.
    private bool MayRetry(PollJob job, Quality quality)
    {
        var device = _devices[job.Set][job.Device];
        return !_probing && device.Failures == 0 && _attempt < device.Plan.Retries && (quality is not Quality.Exception || job.MayRetry) && job is not WriteJob;
    }

    private void Finish(PollJob job, Quality quality, long nowNs, BusOutput output)
    {
        _current = null;
        _continues = false;
        var probing = _probing;
        _probing = false;
        Judge(_devices[job.Set][job.Device], quality == Quality.Good || (quality == Quality.Exception && job.DeviceAnswered), quality, nowNs, output);
        if (job is WriteJob write)
        {
            FinishWrite(write, quality, nowNs, output);
            return;
        }

        if (quality == Quality.Exception && job.IsRefused && job.Parts.Count > 0 && !job.IsSplit)
        {
            _schedule.Split(job, nowNs, probing);
            return;
        }

        if (quality == Quality.Good)
        {
            job.Deliver(nowNs, output.Readings);
        }
        else if (!probing)
        {
            Tell(job, quality, nowNs, output);
        }

        if (!probing)
        {
            _schedule.Again(job, nowNs);
        }
    }

    private static void FinishWrite(WriteJob job, Quality quality, long nowNs, BusOutput output)
    {
        if (quality == Quality.Good)
        {
            job.Deliver(nowNs, output.Readings);
        }

        job.Write.End(WriteQueue.OutcomeOf(job, quality));
    }

    private void Judge(DeviceBreaker device, bool answered, Quality quality, long nowNs, BusOutput output)
    {
        // A port that is gone says nothing of its devices but that they are out of reach; they count as failed all the same, so that their loss is told.
        var sinceNs = device.LastGoodNs;
        if (answered ? device.Answered(nowNs) : device.Failed(quality, nowNs))
        {
            _lost += device.IsLost ? 1 : -1;
            Statistics.SetDevicesLost(_lost);
            output.Changes.Add(new DeviceChange(device.Index, device.IsLost, device.Reason, nowNs, sinceNs));
        }
    }

    private static void Tell(PollJob job, Quality quality, long nowNs, BusOutput output)
    {
        for (var i = 0; i < job.Points.Count; i++)
        {
            output.Readings.Add(new Reading(job.Points[i], quality, double.NaN, nowNs));
        }
    }

    private void Pump(long nowNs, BusOutput output)
    {
        while (!_inFlight)
        {
            if (_current is not null)
            {
                SendWhenFree(nowNs, output);
                return;
            }

            if (_writes.TryTake(_open, out var write))
            {
                Start(write, probing: false);
                continue;
            }

            var probe = _open && _lost > 0 ? NextProbe() : null;
            var probeNs = probe?.NextProbeNs ?? BusOutput.Never;
            var dueNs = _schedule.NextDueNs(nowNs);
            if (Math.Min(probeNs, dueNs) > nowNs)
            {
                output.DeadlineNs = Math.Min(probeNs, dueNs);
                return;
            }

            if (probeNs <= dueNs)
            {
                Start(probe!.ProbeJob!, probing: true);
                continue;
            }

            Do(_schedule.Take(), nowNs, output);
        }

        output.DeadlineNs = _deadlineNs;
    }

    // Something is due: it is done, or told why it is not.
    private void Do(PollJob job, long nowNs, BusOutput output)
    {
        if (job.IsSplit)
        {
            _schedule.TakeParts(job, nowNs);
        }
        else if (!_open)
        {
            Finish(job, Quality.PortGone, nowNs, output);
        }
        else if (_devices[job.Set][job.Device].IsLost)
        {
            Tell(job, Quality.NotPolled, nowNs, output);
            _schedule.Again(job, nowNs);
        }
        else
        {
            Start(job, probing: false);
        }
    }

    private void Start(PollJob job, bool probing)
    {
        _current = job;
        _probing = probing;
        _continues = false;
        _attempt = 0;
    }

    private void SendWhenFree(long nowNs, BusOutput output)
    {
        var set = _sets[_current!.Set];
        if (nowNs < _busFreeNs)
        {
            output.DeadlineNs = _busFreeNs;
            return;
        }

        if (set.Serial != _line)
        {
            _line = set.Serial;
            output.Line = _line;
        }

        var length = _continues ? _current.Continue(_frame) : _current.Begin(_frame);
        _continues = false;
        output.SetSend(_frame.AsSpan(0, length));
        Statistics.CountRequest(length, _attempt > 0);
        _inFlight = true;
        _noiseSinceNs = 0;
        _deadlineNs = nowNs + (_devices[_current.Set][_current.Device].Plan.TimeoutMs * 1_000_000) + ((length + _current.ReplyLength) * set.Serial.CharacterNs);
        output.DeadlineNs = _deadlineNs;
    }

    private DeviceBreaker NextProbe()
    {
        DeviceBreaker? next = null;
        foreach (var devices in _devices)
        {
            foreach (var device in devices)
            {
                if (device.IsLost && (next is null || device.NextProbeNs < next.NextProbeNs))
                {
                    next = device;
                }
            }
        }

        return next!;
    }
}
