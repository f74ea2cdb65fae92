using System.Buffers.Binary;
using EdgeCtl.Simulate.Line;

namespace EdgeCtl.Simulate.Modbus;

/// <summary>Slaves behind Modbus TCP (Modbus Messaging on TCP/IP 1.0b, 3.1.3): a header with transaction, protocol 0, length and unit; no check.</summary>
internal sealed class ModbusTcpSlaves(ModbusUnits units) : Slave(baud: 0)
{
    private const int HeaderBytes = 7;
    private const int MaxFrame = 260;

    /// <inheritdoc/>
    public override Look Find(ReadOnlySpan<byte> received, bool isSilent)
    {
        if (received.Length < HeaderBytes + 1)
        {
            return Look.None;
        }

        var length = 6 + BinaryPrimitives.ReadUInt16BigEndian(received[4..]);
        var isOurs = BinaryPrimitives.ReadUInt16BigEndian(received[2..]) == 0 && length is > HeaderBytes and <= MaxFrame;
        return isOurs && length <= received.Length ? new Look(0, length) : Look.None;
    }

    /// <inheritdoc/>
    public override Reply Answer(ReadOnlySpan<byte> request, long nowNs, Span<byte> frame)
    {
        var pdu = request[HeaderBytes..];
        if (units[request[6]] is not { } map)
        {
            return default;
        }

        request[..HeaderBytes].CopyTo(frame);
        var whole = ModbusPdu.LengthOf(pdu);
        var length = whole < 0 || whole == pdu.Length
            ? ModbusPdu.Answer(pdu, map, frame[HeaderBytes..], out var isException)
            : ModbusPdu.Refuse(pdu[0], ModbusPdu.IllegalValue, frame[HeaderBytes..], out isException);
        BinaryPrimitives.WriteUInt16BigEndian(frame[4..], (ushort)(1 + length));
        return new Reply(isException ? ReplyKind.Exception : ReplyKind.Normal, HeaderBytes + length);
    }

    /// <inheritdoc/>
    public override bool Readdress(Span<byte> frame)
    {
        frame[6] = (byte)(frame[6] == 247 ? 1 : frame[6] + 1);
        return true;
    }
}
