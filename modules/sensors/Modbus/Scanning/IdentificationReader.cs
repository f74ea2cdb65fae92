using System.Text;
using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>
/// Asks a unit for its basic identification (Modbus Application Protocol 1.1b3, 6.21: function 43, type 14, code 1: vendor, product, revision), which reads and nothing else.
/// Many units do not know the function and answer with an exception, or not at all.
/// </summary>
internal sealed class IdentificationReader(ModbusFraming framing, byte unit)
{
    private const byte Function = 0x2B;
    private const byte Type = 0x0E;
    private const byte Basic = 0x01;
    private const byte Exception = Function | 0x80;
    private const int ObjectsAt = 6;
    private const int HeaderLength = 7;
    private const int CrcLength = 2;
    private const int Capacity = 600;
    private const int MaxText = 128;

    private readonly byte[] _bytes = new byte[Capacity];
    private readonly byte[] _line = new byte[Capacity / 2];
    private int _length;

    /// <summary>What the unit calls itself; empty when it does not say.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Writes the request; answers its length.</summary>
    public int Begin(Span<byte> frame)
    {
        _length = 0;
        ReadOnlySpan<byte> pdu = [unit, Function, Type, Basic, 0];
        switch (framing)
        {
            case ModbusFraming.Tcp:
                ReadOnlySpan<byte> header = [Function, Type, 0, 0, 0, (byte)pdu.Length];
                header.CopyTo(frame);
                pdu.CopyTo(frame[(HeaderLength - 1)..]);
                return HeaderLength - 1 + pdu.Length;
            case ModbusFraming.Ascii:
                ReadOnlySpan<byte> summed = [.. pdu, ModbusAscii.CheckOf(pdu)];
                return ModbusAscii.Write(summed, frame);
            default:
                pdu.CopyTo(frame);
                ModbusCrc.Seal(frame[..(pdu.Length + CrcLength)]);
                return pdu.Length + CrcLength;
        }
    }

    /// <summary>Takes bytes; true when an answer to the request is whole.</summary>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, Capacity - _length);
        bytes[..count].CopyTo(_bytes.AsSpan(_length));
        _length += count;
        for (var at = 0; at < _length; at++)
        {
            if (Open(_bytes.AsSpan(at, _length - at), out var pdu) == FrameVerdict.Frame)
            {
                Text = TextOf(pdu);
                return true;
            }
        }

        return false;
    }

    // A sound answer of our unit at this very place.
    private FrameVerdict Open(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> pdu)
    {
        pdu = default;
        switch (framing)
        {
            case ModbusFraming.Tcp:
                if (rest.Length < HeaderLength + 2 || rest[2] != 0 || rest[3] != 0 || rest[6] != unit || rest.Length < 6 + (rest[4] << 8) + rest[5])
                {
                    return FrameVerdict.No;
                }

                pdu = rest[HeaderLength..Math.Max(HeaderLength, 6 + (rest[4] << 8) + rest[5])];
                break;
            case ModbusFraming.Ascii:
                var end = rest.IndexOf((byte)'\n');
                var length = end < 0 ? -1 : ModbusAscii.Read(rest[..(end + 1)], _line);
                if (length < 3 || _line[0] != unit || ModbusAscii.CheckOf(_line.AsSpan(0, length - 1)) != _line[length - 1])
                {
                    return FrameVerdict.No;
                }

                pdu = _line.AsSpan(1, length - 2);
                break;
            default:
                return rest[0] == unit ? OpenRtu(rest, out pdu) : FrameVerdict.No;
        }

        return IsAnswer(pdu) ? FrameVerdict.Frame : FrameVerdict.No;
    }

    private static FrameVerdict OpenRtu(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> pdu)
    {
        pdu = default;
        var length = LengthOf(rest[1..]);
        if (length <= 0 || rest.Length < 1 + length + CrcLength || !ModbusCrc.Fits(rest[..(1 + length + CrcLength)]))
        {
            return FrameVerdict.No;
        }

        pdu = rest[1..(1 + length)];
        return IsAnswer(pdu) ? FrameVerdict.Frame : FrameVerdict.No;
    }

    private static bool IsAnswer(ReadOnlySpan<byte> pdu) => LengthOf(pdu) == pdu.Length;

    // Bytes that the PDU has by what it says itself; 0 when it is no answer or not whole.
    private static int LengthOf(ReadOnlySpan<byte> pdu)
    {
        if (pdu.Length >= 2 && pdu[0] == Exception)
        {
            return 2;
        }

        if (pdu.Length < ObjectsAt + 1 || pdu[0] != Function || pdu[1] != Type)
        {
            return 0;
        }

        var length = ObjectsAt + 1;
        for (var i = 0; i < pdu[ObjectsAt]; i++)
        {
            if (pdu.Length < length + 2)
            {
                return 0;
            }

            length += 2 + pdu[length + 1];
        }

        return pdu.Length >= length ? length : 0;
    }

    private static string TextOf(ReadOnlySpan<byte> pdu)
    {
        if (pdu[0] == Exception)
        {
            return "";
        }

        var text = new StringBuilder();
        var at = ObjectsAt + 1;
        for (var i = 0; i < pdu[ObjectsAt]; i++)
        {
            text.Append(text.Length > 0 ? " " : "").Append(Encoding.UTF8.GetString(pdu.Slice(at + 2, pdu[at + 1])).Trim());
            at += 2 + pdu[at + 1];
        }

        return string.Concat(text.ToString().Where(c => !char.IsControl(c)).Take(MaxText));
    }
}
