using System.Buffers.Binary;
using System.Globalization;
using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Reads whole frames of the three framings: `modbus-rtu`, `modbus-ascii`, `modbus-tcp`.</summary>
/// <param name="framing">Which of them.</param>
public sealed class ModbusDecoder(ModbusFraming framing) : IFrameDecoder
{
    private const int MaxRtu = 256;
    private const int MaxAscii = 513;
    private const int HeaderLength = 7;

    /// <inheritdoc/>
    public string Protocol => framing switch { ModbusFraming.Ascii => "modbus-ascii", ModbusFraming.Tcp => "modbus-tcp", _ => "modbus-rtu" };

    /// <inheritdoc/>
    public DecodeResult Decode(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> request)
    {
        Span<byte> bytes = stackalloc byte[MaxAscii];
        if (Open(frame, bytes, out var unit, out var pdu, out var offset) is { } fault)
        {
            return fault;
        }

        if (request.IsEmpty)
        {
            return ModbusPduDecoder.Decode(unit.ToString(CultureInfo.InvariantCulture), pdu, default, offset);
        }

        Span<byte> asked = stackalloc byte[MaxAscii];
        if (Open(request, asked, out var askedUnit, out var askedPdu, out _) is { } requestFault)
        {
            return requestFault with { Error = $"the request: {requestFault.Error}", Offset = 0 };
        }

        return unit != askedUnit
            ? new DecodeFault("not the reply to this request", $"unit {askedUnit}", $"unit {unit}", framing == ModbusFraming.Tcp ? HeaderLength - 1 : 0)
            : ModbusPduDecoder.Decode(unit.ToString(CultureInfo.InvariantCulture), pdu, askedPdu, offset);
    }

    private DecodeFault? Open(ReadOnlySpan<byte> frame, Span<byte> bytes, out byte unit, out ReadOnlySpan<byte> pdu, out int offset)
    {
        unit = 0;
        pdu = default;
        offset = 1;
        switch (framing)
        {
            case ModbusFraming.Ascii:
                offset = 3;
                return OpenAscii(frame, bytes, out unit, out pdu);
            case ModbusFraming.Tcp:
                offset = HeaderLength;
                return OpenTcp(frame, bytes, out unit, out pdu);
            default:
                return OpenRtu(frame, bytes, out unit, out pdu);
        }
    }

    private static DecodeFault? OpenRtu(ReadOnlySpan<byte> frame, Span<byte> bytes, out byte unit, out ReadOnlySpan<byte> pdu)
    {
        unit = 0;
        pdu = default;
        if (frame.Length is < 4 or > MaxRtu)
        {
            return new DecodeFault(frame.Length < 4 ? "too short" : "too long", $"4 to {MaxRtu} bytes", frame.Length < 4 ? "end of frame" : $"{frame.Length} bytes", Math.Min(frame.Length, MaxRtu));
        }

        var crc = ModbusCrc.Compute(frame[..^2]);
        var expected = (ushort)((crc << 8) | (crc >> 8));
        var actual = BinaryPrimitives.ReadUInt16BigEndian(frame[^2..]);
        if (expected != actual)
        {
            return new DecodeFault("wrong check sum", expected.ToString("X4", CultureInfo.InvariantCulture), actual.ToString("X4", CultureInfo.InvariantCulture), frame.Length - 2);
        }

        frame.CopyTo(bytes);
        unit = bytes[0];
        pdu = bytes[1..(frame.Length - 2)];
        return null;
    }

    private static DecodeFault? OpenAscii(ReadOnlySpan<byte> frame, Span<byte> bytes, out byte unit, out ReadOnlySpan<byte> pdu)
    {
        unit = 0;
        pdu = default;
        if (frame.IsEmpty || frame[0] != ':')
        {
            return new DecodeFault("no beginning", ":", frame.IsEmpty ? "end of frame" : $"{frame[0]:X2}", 0);
        }

        var digits = frame[1..];
        digits = !digits.IsEmpty && digits[^1] == '\n' ? digits[..^1] : digits;
        digits = !digits.IsEmpty && digits[^1] == '\r' ? digits[..^1] : digits;
        if (digits.Length > MaxAscii - 3)
        {
            return new DecodeFault("too long", $"at most {MaxAscii} characters", $"{frame.Length} characters", MaxAscii);
        }

        for (var i = 0; i < digits.Length; i++)
        {
            if (!char.IsAsciiHexDigit((char)digits[i]))
            {
                return new DecodeFault("no hexadecimal digit", "0 to 9 or A to F", $"{digits[i]:X2}", i + 1);
            }
        }

        if (digits.Length % 2 != 0 || digits.Length < 6)
        {
            return new DecodeFault("too short", digits.Length < 6 ? "unit, function and check, two digits each" : "two digits a byte", "end of frame", digits.Length + 1);
        }

        _ = Convert.FromHexString(digits, bytes, out _, out var count);
        var check = ModbusAscii.CheckOf(bytes[..(count - 1)]);
        if (check != bytes[count - 1])
        {
            return new DecodeFault("wrong check sum", $"{check:X2}", $"{bytes[count - 1]:X2}", digits.Length - 1);
        }

        unit = bytes[0];
        pdu = bytes[1..(count - 1)];
        return null;
    }

    private static DecodeFault? OpenTcp(ReadOnlySpan<byte> frame, Span<byte> bytes, out byte unit, out ReadOnlySpan<byte> pdu)
    {
        unit = 0;
        pdu = default;
        if (frame.Length is < HeaderLength + 1 or > HeaderLength + ModbusReceiver.MaxPdu)
        {
            return new DecodeFault(
                frame.Length < HeaderLength + 1 ? "too short" : "too long", $"{HeaderLength + 1} to {HeaderLength + ModbusReceiver.MaxPdu} bytes", frame.Length < HeaderLength + 1 ? "end of frame" : $"{frame.Length} bytes", Math.Min(frame.Length, HeaderLength + ModbusReceiver.MaxPdu));
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(frame[2..]) is not 0 and var protocol)
        {
            return new DecodeFault("wrong protocol identifier", "0000", protocol.ToString("X4", CultureInfo.InvariantCulture), 2);
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(frame[4..]);
        if (length != frame.Length - 6)
        {
            return new DecodeFault("wrong length", (frame.Length - 6).ToString("X4", CultureInfo.InvariantCulture), length.ToString("X4", CultureInfo.InvariantCulture), 4);
        }

        frame.CopyTo(bytes);
        unit = bytes[6];
        pdu = bytes[HeaderLength..frame.Length];
        return null;
    }
}
