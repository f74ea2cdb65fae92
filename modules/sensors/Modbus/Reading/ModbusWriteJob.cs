using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Writes a point and reads it back; with function 23 in one exchange, else in two.</summary>
internal sealed class ModbusWriteJob(ModbusLink link, int device, PointWrite write, ModbusPoint point, ModbusRequest request, ModbusRequest readBack) : WriteJob(write, device)
{
    private bool _accepted;
    private double _value = double.NaN;
    private ModbusRequest _current;

    /// <inheritdoc/>
    public override bool IsAccepted => _accepted;

    /// <inheritdoc/>
    public override double ReadBack => _value;

    /// <inheritdoc/>
    public override double Tolerance => ValueEncoder.ToleranceOf(point, Write.Value);

    /// <inheritdoc/>
    public override int ReplyLength => link.Receiver.FrameLength(_current.ReplyLength);

    /// <inheritdoc/>
    public override Quality Outcome => link.Receiver.Outcome != Quality.Good ? link.Receiver.Outcome : double.IsNaN(_value) ? Quality.Invalid : Quality.Good;

    /// <inheritdoc/>
    public override bool HasBadFrame => link.Receiver.HasBadFrame;

    /// <inheritdoc/>
    public override int Strays => link.Receiver.Strays;

    /// <inheritdoc/>
    public override bool DeviceAnswered => link.DeviceAnswered;

    /// <inheritdoc/>
    public override int Begin(Span<byte> frame)
    {
        _current = request;
        return link.Receiver.Begin(request, link.Echo, frame);
    }

    /// <inheritdoc/>
    public override int Continue(Span<byte> frame)
    {
        _current = readBack;
        return link.Receiver.Begin(readBack, link.Echo, frame);
    }

    /// <inheritdoc/>
    public override PollProgress Take(ReadOnlySpan<byte> bytes)
    {
        if (!link.Receiver.Take(bytes))
        {
            return PollProgress.Waiting;
        }

        if (link.Receiver.Outcome != Quality.Good)
        {
            return PollProgress.Ended;
        }

        if (!_accepted && !request.IsRead)
        {
            _accepted = true;
            return PollProgress.Next;
        }

        _accepted = true;
        _ = ValueDecoder.TryDecode(point, _current.First, link.Receiver.Data, out _value);
        return PollProgress.Ended;
    }

    /// <inheritdoc/>
    public override Quality AtTimeout() => link.Receiver.AtTimeout();

    /// <inheritdoc/>
    public override void Deliver(long nowNs, List<Core.Points.Reading> readings) => readings.Add(new Core.Points.Reading(Write.Point, Quality.Good, _value, nowNs));
}
