using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Reads one identifier, with what follows, and takes its values.</summary>
internal sealed class Dlt645ReadJob(Dlt645Receiver receiver, int number, Dlt645Device device, uint identifier, ValueSlot[] slots)
    : PollJob(number, [.. slots.Select(s => s.Point)], slots[0].PollMs)
{
    // "No such data" and "other" (2007), "illegal data" and "identifier" (1997): the bits that a meter sets when it lacks a block.
    private const byte RefusalBits = 0x03;
    private const int WakeOfReply = 4;
    private const int BlockLength = 212;

    private readonly int _replyLength = WakeOfReply + Math.Max(slots.Max(s => s.Offset + s.Format.Bytes) + Dlt645Frame.Overhead + 5, slots.Length > 2 ? BlockLength : 0);

    /// <inheritdoc/>
    public override int ReplyLength => _replyLength;

    /// <inheritdoc/>
    public override Quality Outcome => receiver.Outcome;

    /// <inheritdoc/>
    public override bool HasBadFrame => receiver.HasBadFrame;

    /// <inheritdoc/>
    public override int Strays => receiver.Strays;

    /// <inheritdoc/>
    public override bool IsRefused => (receiver.ErrorBits & RefusalBits) != 0;

    /// <inheritdoc/>
    public override int Begin(Span<byte> frame) => receiver.Begin(device.Address, identifier, device.Wake, frame);

    /// <inheritdoc/>
    public override int Continue(Span<byte> frame) => receiver.Continue(frame);

    /// <inheritdoc/>
    public override PollProgress Take(ReadOnlySpan<byte> bytes) => receiver.Take(bytes);

    /// <inheritdoc/>
    public override Quality AtTimeout() => receiver.AtTimeout();

    /// <inheritdoc/>
    public override void Deliver(long nowNs, List<Reading> readings)
    {
        var data = receiver.Data;
        foreach (ref readonly var slot in slots.AsSpan())
        {
            var value = double.NaN;
            var good = slot.Offset <= data.Length && ItemReader.Read(slot.Format, data[slot.Offset..], out value) == NoValue.None;
            readings.Add(new Reading(slot.Point, good ? Quality.Good : Quality.Invalid, good ? value * slot.Scale : double.NaN, nowNs));
        }
    }
}
