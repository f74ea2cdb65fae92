using System.Buffers.Binary;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>
/// TCP framing (Modbus Messaging on TCP/IP 1.0b, 3.1.3): transaction id, protocol 0, length, unit. A reply with another transaction id is one that came too late: it is passed over.
/// </summary>
public sealed class MbapReceiver : ModbusReceiver
{
    private const int HeaderLength = 7;
    private const int Capacity = 2 * (HeaderLength + MaxPdu);

    private readonly byte[] _bytes = new byte[Capacity];
    private int _length;
    private ushort _transaction;
    private bool _sawStale;

    /// <inheritdoc/>
    public override bool HasBadFrame => Misfit != Quality.Good;

    /// <inheritdoc/>
    public override int FrameLength(int pdu) => pdu + HeaderLength;

    /// <inheritdoc/>
    public override bool Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = Math.Min(bytes.Length, Capacity - _length);
            bytes[..count].CopyTo(_bytes.AsSpan(_length));
            bytes = bytes[count..];
            _length += count;
            if (Scan())
            {
                Strays += bytes.Length;
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override Quality AtTimeout()
    {
        if (Misfit != Quality.Good)
        {
            return Misfit;
        }

        return _length > 0 ? Quality.Truncated : SawWrongUnit ? Quality.WrongUnit : Strays > 0 && !_sawStale ? Quality.Malformed : Quality.Timeout;
    }

    /// <inheritdoc/>
    protected override int Write(Span<byte> frame)
    {
        _transaction++;
        _sawStale = false;

        // What is left of an earlier reply stays: over TCP its rest is still to come.
        var length = Request.Write(frame[HeaderLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame, _transaction);
        BinaryPrimitives.WriteUInt16BigEndian(frame[2..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(frame[4..], (ushort)(length + 1));
        frame[6] = Request.Unit;
        return length + HeaderLength;
    }

    private bool Scan()
    {
        var at = 0;
        var isDone = false;
        while (!isDone && _length - at >= HeaderLength + 1)
        {
            var rest = _bytes.AsSpan(at, _length - at);
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[4..]);
            if (BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) != 0 || length is < 3 or > MaxPdu + 1)
            {
                at++;
                Strays++;
                continue;
            }

            if (rest.Length < length + HeaderLength - 1)
            {
                break;
            }

            isDone = Judge(rest[..(length + HeaderLength - 1)]);
            at += length + HeaderLength - 1;
        }

        _bytes.AsSpan(at, _length - at).CopyTo(_bytes);
        _length -= at;
        return isDone;
    }

    private bool Judge(ReadOnlySpan<byte> frame)
    {
        var isOurs = BinaryPrimitives.ReadUInt16BigEndian(frame) == _transaction;
        if (isOurs && Accept(frame[6], frame[HeaderLength..]))
        {
            return true;
        }

        _sawStale |= !isOurs;
        Strays += frame.Length;
        return false;
    }
}
