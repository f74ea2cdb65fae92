using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Opens or closes a valve and reads its state back until it is what was wanted, a few times: a valve takes seconds to turn.</summary>
internal sealed class ValveJob(Cjt188Receiver receiver, int number, Cjt188Device device, PointWrite write) : WriteJob(write, number)
{
    // About five seconds at 2400 baud; a slower valve is told as not confirmed, with what it showed last.
    private const int MaxReadBacks = 12;

    private readonly MeterValue[] _values = new MeterValue[PayloadReader.MaxValues];
    private bool _isAccepted;
    private double _readBack = double.NaN;
    private int _readBacks;

    /// <inheritdoc/>
    public override bool IsAccepted => _isAccepted;

    /// <inheritdoc/>
    public override double ReadBack => _readBack;

    /// <inheritdoc/>
    public override double Tolerance => 0;

    /// <inheritdoc/>
    public override int ReplyLength => Cjt188ReadJob.LongestReply;

    /// <inheritdoc/>
    public override Quality Outcome => receiver.Outcome != Quality.Good ? receiver.Outcome : double.IsNaN(_readBack) ? Quality.Invalid : Quality.Good;

    /// <inheritdoc/>
    public override bool HasBadFrame => receiver.HasBadFrame;

    /// <inheritdoc/>
    public override int Strays => receiver.Strays;

    /// <inheritdoc/>
    public override int Begin(Span<byte> frame) =>
        receiver.BeginValve(device.Address, device.Order, (int)Write.Value == StatusReader.Open, device.Wake, frame);

    /// <inheritdoc/>
    public override int Continue(Span<byte> frame) => receiver.BeginRead(device.Address, device.Order, Cjt188Request.MeterData, device.Wake, frame);

    /// <inheritdoc/>
    public override PollProgress Take(ReadOnlySpan<byte> bytes)
    {
        var progress = receiver.Take(bytes);
        if (progress != PollProgress.Ended || receiver.Outcome != Quality.Good)
        {
            return progress;
        }

        if (!_isAccepted)
        {
            _isAccepted = true;
            return PollProgress.Next;
        }

        _readBack = ValveState();
        _readBacks++;
        return _readBack == Write.Value || double.IsNaN(_readBack) || _readBacks >= MaxReadBacks ? PollProgress.Ended : PollProgress.Next;
    }

    /// <inheritdoc/>
    public override Quality AtTimeout() => receiver.AtTimeout();

    /// <inheritdoc/>
    public override void Deliver(long nowNs, List<Reading> readings) => readings.Add(new Reading(Write.Point, Quality.Good, _readBack, nowNs));

    private double ValveState()
    {
        var count = PayloadReader.Read(receiver.Answered.Type, Cjt188Request.MeterData, receiver.Payload, device.Status, _values);
        foreach (ref readonly var value in _values.AsSpan(0, count))
        {
            if (value.Quantity == Quantity.Valve)
            {
                return value.Told;
            }
        }

        return double.NaN;
    }
}
