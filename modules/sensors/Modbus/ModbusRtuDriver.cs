using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>
/// Master of one Modbus RTU bus (Modbus Application Protocol 1.1b3, functions 1 to 4; Modbus over Serial Line 1.02). A pure state machine: see <see cref="IBusDriver"/>.
/// One transaction at a time. What is due is read in the order in which it fell due; what was missed is skipped, not caught up in a burst.
/// </summary>
public sealed class ModbusRtuDriver : IBusDriver
{
    // A bad frame ends the wait this much after its last byte: USB adapters hold bytes back for up to 16 ms.
    private const long SettleNs = 50_000_000;

    // A line that never falls silent is used all the same after this long: then reads fail with a reason instead of stopping.
    private const long NoiseLimitNs = 1_000_000_000;

    private const byte IllegalAddress = 2;
    private const byte Acknowledge = 5;
    private const byte Busy = 6;
    private const byte GatewayPath = 0x0A;
    private const byte GatewayTarget = 0x0B;

    private readonly ModbusBus _bus;
    private readonly int _pointBase;
    private readonly int _deviceBase;
    private readonly ReadBlock[] _blocks;
    private readonly DeviceState[] _devices;
    private readonly PriorityQueue<int, long> _due;
    private readonly RtuReceiver _receiver = new();
    private readonly byte[] _frame = new byte[RtuRequest.Length];
    private ReadBlock? _current;
    private bool _inFlight;
    private bool _probing;
    private int _attempt;
    private long _deadlineNs;
    private long _busFreeNs;
    private long _noiseSinceNs;
    private int _lost;
    private bool _open;
    private bool _scheduled;

    /// <summary>Makes the driver of <paramref name="bus"/>; its points and devices are numbered from the two bases.</summary>
    public ModbusRtuDriver(ModbusBus bus, int pointBase, int deviceBase)
    {
        _bus = bus;
        _pointBase = pointBase;
        _deviceBase = deviceBase;
        _blocks = [.. BlockPlanner.Plan(bus)];
        _devices = [.. bus.Devices.Select((d, i) => new DeviceState(d, Array.Find(_blocks, b => b.Device == i)))];
        _due = new PriorityQueue<int, long>(_blocks.Length);
    }

    /// <inheritdoc/>
    public BusStatistics Statistics { get; } = new();

    /// <inheritdoc/>
    public void Step(BusInput input, ReadOnlySpan<byte> bytes, in Now now, BusOutput output)
    {
        var nowNs = now.MonoNs;
        if (!_scheduled)
        {
            ScheduleAll(nowNs);
        }

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
                End(_receiver.AtTimeout(), nowNs, output);
                break;
        }

        Pump(nowNs, output);
    }

    // Everything is read once at the start; from then on each device keeps to its own phase.
    private void ScheduleAll(long nowNs)
    {
        _scheduled = true;
        for (var i = 0; i < _blocks.Length; i++)
        {
            Enqueue(_blocks[i], nowNs + i);
            i += _blocks[i].Parts.Length;
        }
    }

    private void Enqueue(ReadBlock block, long dueNs)
    {
        block.DueNs = dueNs;
        _due.Enqueue(block.Number, dueNs);
    }

    private void Open(long nowNs, BusOutput output)
    {
        Abort(nowNs, output);
        _open = true;
        _busFreeNs = nowNs + _bus.GapNs;
        _noiseSinceNs = 0;
        foreach (var device in _devices)
        {
            if (device.IsLost)
            {
                device.ProbeNow(nowNs);
            }
        }
    }

    private void Abort(long nowNs, BusOutput output)
    {
        if (_current is { } block)
        {
            _inFlight = false;
            Statistics.CountEnd(Quality.PortGone);
            Finish(block, Quality.PortGone, nowNs, output);
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
                _busFreeNs = Math.Max(_busFreeNs, nowNs + _bus.GapNs);
            }
        }
        else if (_receiver.Take(bytes))
        {
            End(_receiver.Outcome, nowNs, output);
        }
        else if (_receiver.HasBadFrame)
        {
            _deadlineNs = Math.Min(_deadlineNs, nowNs + SettleNs);
        }
    }

    private void End(Quality quality, long nowNs, BusOutput output)
    {
        var block = _current!;
        _inFlight = false;
        _busFreeNs = nowNs + _bus.GapNs;
        Statistics.CountEnd(quality);
        Statistics.CountDiscarded(_receiver.Strays);
        if (quality != Quality.Good && MayRetry(quality, _devices[block.Device]))
        {
            _attempt++;
            return;
        }

        Finish(block, quality, nowNs, output);
    }

    // A device that has just failed gets one attempt a transaction, so that a silent one costs the others less.
    private bool MayRetry(Quality quality, DeviceState device) =>
        !_probing && device.Failures == 0 && _attempt < device.Plan.Retries && (quality != Quality.Exception || _receiver.ExceptionCode is Acknowledge or Busy);

    private void Finish(ReadBlock block, Quality quality, long nowNs, BusOutput output)
    {
        _current = null;
        var probing = _probing;
        _probing = false;
        var answered = quality == Quality.Good || (quality == Quality.Exception && _receiver.ExceptionCode is not (GatewayPath or GatewayTarget));
        Judge(block.Device, answered, quality, nowNs, output);
        if (quality == Quality.Exception && _receiver.ExceptionCode == IllegalAddress && block.Parts.Length > 0 && !block.IsSplit)
        {
            Split(block, probing, nowNs);
            return;
        }

        if (quality == Quality.Good)
        {
            Decode(block, nowNs, output);
        }
        else if (!probing)
        {
            Tell(block, quality, nowNs, output);
        }

        if (!probing)
        {
            Reschedule(block, nowNs);
        }
    }

    private void Split(ReadBlock block, bool probing, long nowNs)
    {
        block.IsSplit = true;
        for (var i = 0; i < block.Parts.Length; i++)
        {
            // A probe's block stands in the queue still and hands over to its parts when it falls due.
            if (!probing)
            {
                Enqueue(block.Parts[i], nowNs + i);
            }
        }
    }

    private void Judge(int device, bool answered, Quality quality, long nowNs, BusOutput output)
    {
        var state = _devices[device];
        var sinceNs = state.LastGoodNs;
        if (answered ? state.Answered(nowNs) : state.Failed(quality, nowNs))
        {
            _lost += state.IsLost ? 1 : -1;
            Statistics.SetDevicesLost(_lost);
            output.Changes.Add(new DeviceChange(_deviceBase + device, state.IsLost, state.Reason, nowNs, sinceNs));
        }
    }

    private void Decode(ReadBlock block, long nowNs, BusOutput output)
    {
        foreach (var point in block.Points)
        {
            var good = ValueDecoder.TryDecode(point, block.Request.First, _receiver.Data, out var value);
            output.Readings.Add(new Reading(_pointBase + point.Index, good ? Quality.Good : Quality.Invalid, value, nowNs));
        }
    }

    private void Tell(ReadBlock block, Quality quality, long nowNs, BusOutput output)
    {
        foreach (var point in block.Points)
        {
            output.Readings.Add(new Reading(_pointBase + point.Index, quality, double.NaN, nowNs));
        }
    }

    private void Reschedule(ReadBlock block, long nowNs)
    {
        var next = block.SlotAfter(block.DueNs);
        Enqueue(block, next > nowNs ? next : block.SlotAfter(nowNs));
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

            var probe = _open && _lost > 0 ? NextProbe() : null;
            var probeNs = probe?.NextProbeNs ?? BusOutput.Never;
            _due.TryPeek(out var number, out var dueNs);
            dueNs = _due.Count == 0 ? BusOutput.Never : dueNs;
            if (Math.Min(probeNs, dueNs) > nowNs)
            {
                output.DeadlineNs = Math.Min(probeNs, dueNs);
                return;
            }

            if (probeNs <= dueNs)
            {
                Start(probe!.ProbeBlock!, probing: true);
                continue;
            }

            _due.Dequeue();
            Take(_blocks[number], nowNs, output);
        }

        output.DeadlineNs = _deadlineNs;
    }

    // Something is due: it is read, or told why it is not.
    private void Take(ReadBlock block, long nowNs, BusOutput output)
    {
        if (block.IsSplit)
        {
            for (var i = 0; i < block.Parts.Length; i++)
            {
                Enqueue(block.Parts[i], nowNs);
            }
        }
        else if (!_open)
        {
            Finish(block, Quality.PortGone, nowNs, output);
        }
        else if (_devices[block.Device].IsLost)
        {
            Tell(block, Quality.NotPolled, nowNs, output);
            Reschedule(block, nowNs);
        }
        else
        {
            Start(block, probing: false);
        }
    }

    private void Start(ReadBlock block, bool probing)
    {
        _current = block;
        _probing = probing;
        _attempt = 0;
    }

    private void SendWhenFree(long nowNs, BusOutput output)
    {
        if (nowNs < _busFreeNs)
        {
            output.DeadlineNs = _busFreeNs;
            return;
        }

        var request = _current!.Request;
        request.Write(_frame);
        _receiver.Begin(request, _bus.Echo);
        output.SetSend(_frame);
        Statistics.CountRequest(RtuRequest.Length, _attempt > 0);
        _inFlight = true;
        _noiseSinceNs = 0;
        _deadlineNs = nowNs + (_devices[_current.Device].Plan.TimeoutMs * 1_000_000) + ((RtuRequest.Length + request.ReplyLength) * _bus.CharacterNs);
        output.DeadlineNs = _deadlineNs;
    }

    private DeviceState NextProbe()
    {
        DeviceState? next = null;
        foreach (var device in _devices)
        {
            if (device.IsLost && (next is null || device.NextProbeNs < next.NextProbeNs))
            {
                next = device;
            }
        }

        return next!;
    }
}
