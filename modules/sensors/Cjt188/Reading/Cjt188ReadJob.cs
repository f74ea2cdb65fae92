using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Reads the payload of one identifier and takes the values of its points.</summary>
internal sealed class Cjt188ReadJob(Cjt188Receiver receiver, int number, Cjt188Device device, ushort identifier, Cjt188Point[] points, int pointBase)
    : PollJob(number, [.. points.Select(p => pointBase + p.Index)], points[0].PollMs)
{
    /// <summary>Longest reply with the bytes that wake us.</summary>
    internal const int LongestReply = 4 + 63;

    private readonly MeterValue[] _values = new MeterValue[PayloadReader.MaxValues];

    /// <inheritdoc/>
    public override int ReplyLength => LongestReply;

    /// <inheritdoc/>
    public override Quality Outcome => receiver.Outcome;

    /// <inheritdoc/>
    public override bool HasBadFrame => receiver.HasBadFrame;

    /// <inheritdoc/>
    public override int Strays => receiver.Strays;

    /// <inheritdoc/>
    public override int Begin(Span<byte> frame) => receiver.BeginRead(device.Address, device.Order, identifier, device.Wake, frame);

    /// <inheritdoc/>
    public override PollProgress Take(ReadOnlySpan<byte> bytes) => receiver.Take(bytes);

    /// <inheritdoc/>
    public override Quality AtTimeout() => receiver.AtTimeout();

    /// <inheritdoc/>
    public override void Deliver(long nowNs, List<Reading> readings)
    {
        var count = PayloadReader.Read(receiver.Answered.Type, identifier, receiver.Payload, device.Status, _values);
        foreach (var point in points)
        {
            var value = ValueOf(point, _values.AsSpan(0, count));
            readings.Add(new Reading(pointBase + point.Index, double.IsNaN(value) ? Quality.Invalid : Quality.Good, value, nowNs));
        }
    }

    private static double ValueOf(Cjt188Point point, ReadOnlySpan<MeterValue> values)
    {
        foreach (ref readonly var value in values)
        {
            if (value.Quantity == point.Quantity)
            {
                return value.In(point.UnitSize) * point.Scale;
            }
        }

        return double.NaN;
    }
}
