using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Points that one request reads together.</summary>
internal sealed class ModbusReadJob(ModbusLink link, int device, ModbusRequest request, ModbusPoint[] points, int pointBase)
    : PollJob(device, [.. points.Select(p => pointBase + p.Index)], points[0].PollMs)
{
    private const byte IllegalAddress = 2;

    /// <inheritdoc/>
    public override int ReplyLength => link.Receiver.FrameLength(request.ReplyLength);

    /// <inheritdoc/>
    public override Quality Outcome => link.Receiver.Outcome;

    /// <inheritdoc/>
    public override bool HasBadFrame => link.Receiver.HasBadFrame;

    /// <inheritdoc/>
    public override int Strays => link.Receiver.Strays;

    /// <inheritdoc/>
    public override bool DeviceAnswered => link.DeviceAnswered;

    /// <inheritdoc/>
    public override bool MayRetry => link.MayRetry;

    /// <inheritdoc/>
    public override bool IsRefused => link.Receiver.ExceptionCode == IllegalAddress;

    /// <inheritdoc/>
    public override int Begin(Span<byte> frame) => link.Receiver.Begin(request, link.Echo, frame);

    /// <inheritdoc/>
    public override PollProgress Take(ReadOnlySpan<byte> bytes) => link.Receiver.Take(bytes) ? PollProgress.Ended : PollProgress.Waiting;

    /// <inheritdoc/>
    public override Quality AtTimeout() => link.Receiver.AtTimeout();

    /// <inheritdoc/>
    public override void Deliver(long nowNs, List<Core.Points.Reading> readings)
    {
        foreach (var point in points)
        {
            var good = ValueDecoder.TryDecode(point, request.First, link.Receiver.Data, out var value);
            readings.Add(new Core.Points.Reading(pointBase + point.Index, good ? Quality.Good : Quality.Invalid, value, nowNs));
        }
    }
}
