using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>
/// Modbus RTU master on one bus. Blocks are read when they are due, the longest due first; one transaction at a time. A failed read gives each of its points
/// a reading with a bad quality and the reason. Pure; allocates nothing once each block has been read.
/// </summary>
public sealed class ModbusRtuDriver : IBusDriver
{
    private const int BufferLength = 512;
    private const int RequestLength = 8;

    // A damaged frame ends with silence: USB adapters hand bytes over in lumps up to 16 ms apart.
    private const long QuietNs = 30_000_000;

    // A line that never falls silent is asked anyway after this long.
    private const long MaxQuietNs = 250_000_000;

    private readonly ModbusBus _bus;
    private readonly int[] _pointBase;
    private readonly int _deviceBase;
    private readonly DeviceHealth[] _health;
    private readonly PriorityQueue<ModbusBlock, long> _due = new();
    private readonly byte[] _request = new byte[RequestLength];
    private readonly byte[] _received = new byte[BufferLength];
    private ModbusBlock? _asked;
    private int _receivedLength;
    private int _attempt;
    private bool _overlong;
    private bool _open;
    private long _answerByNs;
    private long _quietUntilNs;
    private long _quietSinceNs;
    private bool _scheduled;

    /// <summary>Makes the driver. Its points and devices have the indices from <paramref name="pointBase"/> and <paramref name="deviceBase"/> on, in the bus's order.</summary>
    public ModbusRtuDriver(ModbusBus bus, int pointBase, int deviceBase)
    {
        _bus = bus;
        _deviceBase = deviceBase;
        _health = new DeviceHealth[bus.Devices.Count];
        _pointBase = new int[bus.Devices.Count];
        for (var i = 0; i < bus.Devices.Count; i++)
        {
            _health[i] = new DeviceHealth();
            _pointBase[i] = pointBase;
            pointBase += bus.Devices[i].Points.Count;
        }
    }

    /// <inheritdoc/>
    public BusStatistics Statistics { get; } = new();

    /// <inheritdoc/>
    public void Step(BusInput input, ReadOnlySpan<byte> bytes, in Now now, BusOutput output)
    {
        Schedule(now);
        switch (input)
        {
            case BusInput.Opened:
                Open(now, output);
                break;
            case BusInput.Closed:
                Close(now, output);
                break;
            case BusInput.Bytes:
                Receive(bytes, now, output);
                break;
        }

        if (_asked is not null && now.MonoNs >= _answerByNs)
        {
            EndFailed(_overlong ? Quality.Overlong : Judge().Fault, now, output);
        }

        Advance(now, output);
    }

    private void Schedule(in Now now)
    {
        if (_scheduled)
        {
            return;
        }

        _scheduled = true;
        for (var device = 0; device < _bus.Devices.Count; device++)
        {
            foreach (var block in ModbusBlocks.Of(_bus, device))
            {
                block.DueNs = now.MonoNs;
                _due.Enqueue(block, block.DueNs);
            }
        }
    }

    private void Open(in Now now, BusOutput output)
    {
        _open = true;
        _receivedLength = 0;
        _quietUntilNs = now.MonoNs;
        output.DiscardInput = true;
        foreach (var health in _health)
        {
            health.Forget();
        }
    }

    private void Close(in Now now, BusOutput output)
    {
        _open = false;
        if (_asked is { } block)
        {
            TellBad(block, Quality.PortGone, now, output);
            Release(block, now);
        }
    }

    private void Receive(ReadOnlySpan<byte> bytes, in Now now, BusOutput output)
    {
        Statistics.CountReceived(bytes.Length);
        if (_asked is null)
        {
            Statistics.CountDiscarded(bytes.Length);
            Quiet(now);
            return;
        }

        Keep(bytes);
        var reply = Judge();
        switch (reply.State)
        {
            case ReplyState.Answer:
                EndGood(reply, now, output);
                break;
            case ReplyState.Exception:
                EndException(_received[reply.Start + 2], reply, now, output);
                break;
            case ReplyState.Wrong:
                EndFailed(reply.Fault, now, output);
                break;
            case ReplyState.Waiting when reply.Fault == Quality.Crc:
                // The frame is there and damaged: silence ends the wait, the time-out at the latest.
                _answerByNs = Math.Min(_answerByNs, now.MonoNs + QuietNs);
                break;
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BufferLength - _receivedLength)
        {
            // Noise without end: what is kept is the newest, where an answer could still come.
            _overlong = true;
            Statistics.CountDiscarded(_receivedLength);
            _receivedLength = 0;
            bytes = bytes.Length > BufferLength ? bytes[^BufferLength..] : bytes;
        }

        bytes.CopyTo(_received.AsSpan(_receivedLength));
        _receivedLength += bytes.Length;
    }

    private Reply Judge() => ModbusReplyParser.Judge(_received.AsSpan(0, _receivedLength), _request, _asked!.DataBytes);

    private void EndGood(in Reply reply, in Now now, BusOutput output)
    {
        var block = _asked!;
        var device = _bus.Devices[block.Device];
        var data = _received.AsSpan(reply.Start + 3, block.DataBytes);
        for (var i = 0; i < block.Points.Count; i++)
        {
            var point = device.Points[block.Points[i]];
            var quality = ModbusValue.Read(point, data, point.Address - block.Address, out var value);
            output.Readings.Add(new Reading(_pointBase[block.Device] + block.Points[i], quality, value, now.MonoNs));
        }

        Statistics.CountEnd(Quality.Good);
        End(block, reply.Start, reply.Length, now, output);
    }

    private void EndException(byte code, in Reply reply, in Now now, BusOutput output)
    {
        const byte IllegalAddress = 2;
        const byte Acknowledged = 5;
        const byte Busy = 6;
        var block = _asked!;
        if (code is Acknowledged or Busy && _attempt < _bus.Devices[block.Device].Retries)
        {
            Statistics.CountDiscarded(_receivedLength - reply.Length);
            Retry(now);
            return;
        }

        Statistics.CountEnd(Quality.Exception);
        if (code == IllegalAddress && block.Points.Count > 1)
        {
            SplitUp(block, now);
            Answered(block, now, output);
            return;
        }

        TellBad(block, Quality.Exception, now, output);
        End(block, reply.Start, reply.Length, now, output);
    }

    // One address that the device lacks must not blind its neighbours: from now on each point is asked for alone.
    private void SplitUp(ModbusBlock block, in Now now)
    {
        foreach (var part in ModbusBlocks.Split(block, _bus.Devices[block.Device].Points))
        {
            part.DueNs = block.DueNs;
            _due.Enqueue(part, part.DueNs);
        }

        _asked = null;
        _attempt = 0;
        _quietUntilNs = now.MonoNs + _bus.GapNs;
    }

    private void End(ModbusBlock block, int start, int length, in Now now, BusOutput output)
    {
        Statistics.CountDiscarded(Math.Max(0, _receivedLength - length - (_bus.Echo ? Math.Min(start, RequestLength) : 0)));
        Answered(block, now, output);
        Release(block, now);
        _quietUntilNs = now.MonoNs + _bus.GapNs;
    }

    private void Answered(ModbusBlock block, in Now now, BusOutput output)
    {
        if (_health[block.Device].Answered(now.MonoNs))
        {
            output.Changes.Add(new DeviceChange(_deviceBase + block.Device, false, Quality.Good, now.MonoNs, now.MonoNs));
            CountLost();
        }
    }

    private void EndFailed(Quality fault, in Now now, BusOutput output)
    {
        var block = _asked!;
        Statistics.CountEnd(fault);
        Statistics.CountDiscarded(_receivedLength);
        output.DiscardInput = true;
        Quiet(now);
        if (_attempt < _bus.Devices[block.Device].Retries && !_health[block.Device].IsLost)
        {
            Retry(now);
            return;
        }

        TellBad(block, fault, now, output);
        var health = _health[block.Device];
        if (health.Failed(now.MonoNs))
        {
            output.Changes.Add(new DeviceChange(_deviceBase + block.Device, true, fault, now.MonoNs, health.LastGoodNs));
            CountLost();
        }

        Release(block, now);
    }

    private void Retry(in Now now)
    {
        _attempt++;
        var block = _asked!;
        _asked = null;
        _quietUntilNs = Math.Max(_quietUntilNs, now.MonoNs + _bus.GapNs);

        // First in the queue, and its attempt number is kept.
        _due.Enqueue(block, long.MinValue);
    }

    private void TellBad(ModbusBlock block, Quality quality, in Now now, BusOutput output)
    {
        for (var i = 0; i < block.Points.Count; i++)
        {
            output.Readings.Add(new Reading(_pointBase[block.Device] + block.Points[i], quality, double.NaN, now.MonoNs));
        }
    }

    // Due again on its own grid; polls that an overload has missed are left out, so that no burst follows.
    private void Release(ModbusBlock block, in Now now)
    {
        _asked = null;
        _attempt = 0;
        var missed = Math.Max(0, (now.MonoNs - block.DueNs) / block.PollNs);
        block.DueNs += (missed + 1) * block.PollNs;
        _due.Enqueue(block, block.DueNs);
    }

    private void Quiet(in Now now)
    {
        if (now.MonoNs > _quietUntilNs)
        {
            _quietSinceNs = now.MonoNs;
        }

        var silence = Math.Max(_bus.GapNs, 1);
        _quietUntilNs = Math.Min(now.MonoNs + silence, _quietSinceNs + Math.Max(MaxQuietNs, silence));
    }

    private void Advance(in Now now, BusOutput output)
    {
        while (_asked is null && _due.TryPeek(out var block, out var dueNs))
        {
            var readyNs = _open ? Math.Max(dueNs, _quietUntilNs) : Math.Max(dueNs, block.DueNs);
            if (readyNs > now.MonoNs)
            {
                output.DeadlineNs = readyNs;
                return;
            }

            _due.Dequeue();
            var health = _health[block.Device];
            if (!_open || (health.IsLost && now.MonoNs < health.NextProbeNs))
            {
                TellBad(block, _open ? Quality.NotPolled : Quality.PortGone, now, output);
                Release(block, now);
                continue;
            }

            Ask(block, now, output);
        }

        if (_asked is not null)
        {
            output.DeadlineNs = _answerByNs;
        }
    }

    private void Ask(ModbusBlock block, in Now now, BusOutput output)
    {
        var device = _bus.Devices[block.Device];
        _asked = block;
        _receivedLength = 0;
        _overlong = false;
        _answerByNs = now.MonoNs + (device.TimeoutMs * 1_000_000);
        _request[0] = device.Unit;
        _request[1] = (byte)block.Table;
        _request[2] = (byte)(block.Address >> 8);
        _request[3] = (byte)block.Address;
        _request[4] = (byte)(block.Length >> 8);
        _request[5] = (byte)block.Length;
        ModbusCrc.Seal(_request);
        Statistics.CountRequest(RequestLength, _attempt > 0);
        output.SetSend(_request);
    }

    private void CountLost()
    {
        var lost = 0;
        foreach (var health in _health)
        {
            lost += health.IsLost ? 1 : 0;
        }

        Statistics.SetDevicesLost(lost);
    }
}
