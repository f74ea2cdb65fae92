using System.Buffers.Binary;
using System.Globalization;
using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Reads a PDU, request or reply, for people (Modbus Application Protocol 1.1b3, clause 6).</summary>
internal static class ModbusPduDecoder
{
    private const int MaxBits = 2_000;
    private const int MaxRegisters = 125;
    private const int MaxWrittenBits = 1_968;
    private const int MaxWrittenRegisters = 123;
    private const int MaxReadWritten = 121;

    /// <summary>
    /// Reads <paramref name="pdu"/>, which stands at <paramref name="offset"/> of its frame. Requests and replies of reads are told apart by their length, where that fits both by
    /// <paramref name="request"/>, the PDU that it answers: with one it is a reply.
    /// </summary>
    public static DecodeResult Decode(string address, ReadOnlySpan<byte> pdu, ReadOnlySpan<byte> request, int offset)
    {
        var control = pdu[0].ToString("X2", CultureInfo.InvariantCulture);
        var fields = new List<DecodedField>();
        var fault = Body(pdu, request, offset, fields);
        return fault is null ? new DecodedFrame(address, control, fields) : fault;
    }

    private static DecodeFault? Body(ReadOnlySpan<byte> pdu, ReadOnlySpan<byte> request, int offset, List<DecodedField> fields)
    {
        if (!request.IsEmpty && (pdu[0] & 0x7F) != request[0])
        {
            return new DecodeFault("not the reply to this request", $"function {request[0]:X2}", $"{pdu[0]:X2}", offset);
        }

        switch (pdu[0])
        {
            case >= 0x81:
                return Exception(pdu, offset, fields);
            case >= 1 and <= 4:
                return Read(pdu, request, offset, fields);
            case 5 or 6:
                return Expect(pdu, 5, offset) ?? Single(pdu, offset, fields);
            case 15 or 16:
                return pdu.Length == 5 ? Written(pdu, offset, fields) : Multiple(pdu, offset, fields);
            case 22:
                return Expect(pdu, 7, offset) ?? Mask(pdu, fields);
            case 23:
                return request.IsEmpty && pdu.Length >= 10 && pdu.Length == 10 + pdu[9] ? ReadWrite(pdu, offset, fields) : Data(pdu, request, offset, fields);
            default:
                return new DecodeFault("unknown function", "01 to 06, 0F, 10, 16, 17 or one of them with the highest bit set", $"{pdu[0]:X2}", offset);
        }
    }

    private static DecodeFault? Exception(ReadOnlySpan<byte> pdu, int offset, List<DecodedField> fields)
    {
        fields.Add(new DecodedField(FieldNames.Error, pdu.Length > 1 ? pdu[1] : null, Text: pdu.Length > 1 ? ExceptionText(pdu[1]) : ""));
        return Expect(pdu, 2, offset);
    }

    /// <summary>What an exception code means (clause 7).</summary>
    public static string ExceptionText(byte code) => code switch
    {
        1 => "illegal function",
        2 => "illegal data address",
        3 => "illegal data value",
        4 => "device failure",
        5 => "acknowledged, still working",
        6 => "device busy",
        8 => "memory parity error",
        0x0A => "gateway path unavailable",
        0x0B => "gateway target silent",
        _ => "not a code of the standard",
    };

    // A request has 5 bytes. So has a reply with 3 data bytes: registers come in twos, and 17 to 24 bits as a reply are told by the request alone.
    private static DecodeFault? Read(ReadOnlySpan<byte> pdu, ReadOnlySpan<byte> request, int offset, List<DecodedField> fields)
    {
        if (!request.IsEmpty || pdu.Length != 5 || (pdu[0] <= 2 && pdu[1] == 3 && Count(pdu) > MaxBits))
        {
            return Data(pdu, request, offset, fields);
        }

        fields.Add(new DecodedField("register.first", First(pdu)));
        fields.Add(new DecodedField("register.count", Count(pdu)));
        return Limit(Count(pdu), pdu[0] <= 2 ? MaxBits : MaxRegisters, offset + 3);
    }

    private static DecodeFault? Data(ReadOnlySpan<byte> pdu, ReadOnlySpan<byte> request, int offset, List<DecodedField> fields)
    {
        if (pdu.Length < 2 || pdu.Length != pdu[1] + 2)
        {
            return new DecodeFault("wrong length", pdu.Length < 2 ? "a count of bytes" : $"{pdu[1]} data bytes", pdu.Length < 2 ? "end of frame" : $"{pdu.Length - 2} data bytes", offset + 1);
        }

        var first = request.Length >= 5 ? First(request) : 0;
        var count = request.Length >= 5 ? Count(request) : -1;
        var bits = pdu[0] <= 2;
        if (!bits && pdu[1] % 2 != 0)
        {
            return new DecodeFault("wrong length", "an even count of bytes, two a register", $"{pdu[1]}", offset + 1);
        }

        var expected = bits ? (count + 7) / 8 : count * 2;
        if (count >= 0 && expected != pdu[1])
        {
            return new DecodeFault("not the reply to this request", $"{expected} data bytes", $"{pdu[1]} data bytes", offset + 1);
        }

        Registers(pdu[2..], bits, first, count, fields);
        return null;
    }

    private static void Registers(ReadOnlySpan<byte> data, bool bits, int first, int count, List<DecodedField> fields)
    {
        var total = count >= 0 ? count : bits ? data.Length * 8 : data.Length / 2;
        for (var i = 0; i < total; i++)
        {
            var value = bits ? (data[i / 8] >> (i % 8)) & 1 : BinaryPrimitives.ReadUInt16BigEndian(data[(2 * i)..]);
            fields.Add(new DecodedField(Name(bits, first + i), value));
        }
    }

    private static string Name(bool bits, int index) => string.Create(CultureInfo.InvariantCulture, $"{(bits ? "bit" : "register")}.{index}");

    private static DecodeFault? Single(ReadOnlySpan<byte> pdu, int offset, List<DecodedField> fields)
    {
        var value = Count(pdu);
        if (pdu[0] == 5 && value is not (0 or 0xFF00))
        {
            return new DecodeFault("no value of a coil", "0000 or FF00", value.ToString("X4", CultureInfo.InvariantCulture), offset + 3);
        }

        fields.Add(new DecodedField(Name(pdu[0] == 5, First(pdu)), pdu[0] == 5 ? value >> 15 : value));
        return null;
    }

    private static DecodeFault? Written(ReadOnlySpan<byte> pdu, int offset, List<DecodedField> fields)
    {
        fields.Add(new DecodedField("register.first", First(pdu)));
        fields.Add(new DecodedField("register.count", Count(pdu)));
        return Limit(Count(pdu), pdu[0] == 15 ? MaxWrittenBits : MaxWrittenRegisters, offset + 3);
    }

    private static DecodeFault? Multiple(ReadOnlySpan<byte> pdu, int offset, List<DecodedField> fields)
    {
        if (pdu.Length < 6)
        {
            return new DecodeFault("wrong length", "first, count, and a count of bytes", "end of frame", offset + pdu.Length);
        }

        var bits = pdu[0] == 15;
        var count = Count(pdu);
        var bytes = bits ? (count + 7) / 8 : count * 2;
        if (Limit(count, bits ? MaxWrittenBits : MaxWrittenRegisters, offset + 3) is { } limit)
        {
            return limit;
        }

        if (pdu[5] != bytes || pdu.Length != 6 + bytes)
        {
            return new DecodeFault("wrong length", $"{bytes} data bytes", $"{Math.Min(pdu[5], pdu.Length - 6)} data bytes", offset + 5);
        }

        Registers(pdu[6..], bits, First(pdu), count, fields);
        return null;
    }

    private static DecodeFault? Mask(ReadOnlySpan<byte> pdu, List<DecodedField> fields)
    {
        fields.Add(new DecodedField("register.first", First(pdu)));
        fields.Add(new DecodedField("mask.and", Count(pdu)));
        fields.Add(new DecodedField("mask.or", BinaryPrimitives.ReadUInt16BigEndian(pdu[5..])));
        return null;
    }

    private static DecodeFault? ReadWrite(ReadOnlySpan<byte> pdu, int offset, List<DecodedField> fields)
    {
        var count = BinaryPrimitives.ReadUInt16BigEndian(pdu[7..]);
        if ((Limit(Count(pdu), MaxRegisters, offset + 3) ?? Limit(count, MaxReadWritten, offset + 7)) is { } limit)
        {
            return limit;
        }

        if (pdu[9] != count * 2)
        {
            return new DecodeFault("wrong length", $"{count * 2} data bytes", $"{pdu[9]}", offset + 9);
        }

        fields.Add(new DecodedField("register.first", First(pdu)));
        fields.Add(new DecodedField("register.count", Count(pdu)));
        Registers(pdu[10..], bits: false, BinaryPrimitives.ReadUInt16BigEndian(pdu[5..]), count, fields);
        return null;
    }

    private static DecodeFault? Limit(int count, int limit, int offset) =>
        count >= 1 && count <= limit ? null : new DecodeFault("count out of range", $"1 to {limit}", count.ToString(CultureInfo.InvariantCulture), offset);

    private static DecodeFault? Expect(ReadOnlySpan<byte> pdu, int length, int offset) =>
        pdu.Length == length ? null : new DecodeFault("wrong length", $"{length} bytes from the function on", $"{pdu.Length} bytes", offset);

    private static int First(ReadOnlySpan<byte> pdu) => BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]);

    private static int Count(ReadOnlySpan<byte> pdu) => BinaryPrimitives.ReadUInt16BigEndian(pdu[3..]);
}
