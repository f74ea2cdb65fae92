using System.Buffers.Binary;

namespace EdgeCtl.Simulate.Modbus;

/// <summary>
/// The slave's side of Modbus without its wrapping (Modbus Application Protocol 1.1b3): how long a request is, and what the answer is. Functions 1 to 6, 15, 16, 22
/// and 23. Pure; allocates nothing.
/// </summary>
internal static class ModbusPdu
{
    /// <summary>Exception 3.</summary>
    public const byte IllegalValue = 3;

    private const byte IllegalFunction = 1;
    private const byte IllegalAddress = 2;
    private const int MaxReadBits = 2000;
    private const int MaxReadRegisters = 125;
    private const int MaxWriteBits = 1968;
    private const int MaxWriteRegisters = 123;
    private const int MaxExchangeRegisters = 121;

    /// <summary>Length of the request that begins here with its function; 0 when more bytes are needed to tell; -1 for a function whose length nobody can tell.</summary>
    public static int LengthOf(ReadOnlySpan<byte> pdu) => pdu.IsEmpty ? 0 : pdu[0] switch
    {
        >= 1 and <= 6 => 5,
        15 or 16 => pdu.Length < 6 ? 0 : 6 + pdu[5],
        22 => 7,
        23 => pdu.Length < 10 ? 0 : 10 + pdu[9],
        _ => -1,
    };

    /// <summary>Answers a request to a slave with these registers; the reply's length. <paramref name="reply"/> holds 253 bytes.</summary>
    public static int Answer(ReadOnlySpan<byte> pdu, RegisterMap map, Span<byte> reply, out bool isException)
    {
        var whole = LengthOf(pdu);
        if (whole < 0 || whole != pdu.Length)
        {
            return Refuse(pdu[0], whole < 0 ? IllegalFunction : IllegalValue, reply, out isException);
        }

        reply[0] = pdu[0];
        var length = 0;
        var exception = pdu[0] switch
        {
            1 or 2 => ReadBits(pdu, map, reply, out length),
            3 or 4 => ReadRegisters(pdu, pdu[0] == 3 ? map.Holding : map.Input, reply, out length),
            _ when !map.IsWritable => IllegalFunction,
            23 => Exchange(pdu, map, reply, out length),
            _ => Write(pdu, map, reply, out length),
        };
        isException = false;
        return exception == 0 ? length : Refuse(pdu[0], exception, reply, out isException);
    }

    /// <summary>Writes an exception; its length.</summary>
    public static int Refuse(byte function, byte exception, Span<byte> reply, out bool isException)
    {
        reply[0] = (byte)(function | 0x80);
        reply[1] = exception;
        isException = true;
        return 2;
    }

    private static byte ReadBits(ReadOnlySpan<byte> pdu, RegisterMap map, Span<byte> reply, out int length)
    {
        var (address, count) = (Word(pdu, 1), Word(pdu, 3));
        var bytes = (count + 7) / 8;
        length = 2 + bytes;
        if (count is 0 or > MaxReadBits)
        {
            return IllegalValue;
        }

        reply[1] = (byte)bytes;
        return RegisterMap.TryRead(pdu[0] == 1 ? map.Coils : map.Discretes, address, count, reply.Slice(2, bytes)) ? (byte)0 : IllegalAddress;
    }

    private static byte ReadRegisters(ReadOnlySpan<byte> pdu, ReadOnlySpan<ushort> registers, Span<byte> reply, out int length)
    {
        var (address, count) = (Word(pdu, 1), Word(pdu, 3));
        length = 2 + (2 * count);
        if (count is 0 or > MaxReadRegisters)
        {
            return IllegalValue;
        }

        reply[1] = (byte)(2 * count);
        return RegisterMap.TryRead(registers, address, count, reply.Slice(2, 2 * count)) ? (byte)0 : IllegalAddress;
    }

    private static byte Write(ReadOnlySpan<byte> pdu, RegisterMap map, Span<byte> reply, out int length)
    {
        length = pdu[0] == 22 ? 7 : 5;
        pdu[..length].CopyTo(reply);
        var (address, value) = (Word(pdu, 1), Word(pdu, 3));
        return pdu[0] switch
        {
            5 => value is not (0 or 0xFF00) ? IllegalValue : WriteBits(map, address, 1, [(byte)(value >> 8)]),
            6 => WriteRegisters(map, address, 1, pdu[3..]),
            15 => value is 0 or > MaxWriteBits || pdu[5] != (value + 7) / 8 ? IllegalValue : WriteBits(map, address, value, pdu[6..]),
            16 => value is 0 or > MaxWriteRegisters || pdu[5] != 2 * value ? IllegalValue : WriteRegisters(map, address, value, pdu[6..]),
            _ => Mask(map, address, value, Word(pdu, 5)),
        };
    }

    private static byte Exchange(ReadOnlySpan<byte> pdu, RegisterMap map, Span<byte> reply, out int length)
    {
        length = 0;
        var (address, count) = (Word(pdu, 5), Word(pdu, 7));
        if (count is 0 or > MaxExchangeRegisters || pdu[9] != 2 * count || Word(pdu, 3) is 0 or > MaxReadRegisters)
        {
            return IllegalValue;
        }

        // The write goes before the read (6.17), and neither happens when one of the two cannot.
        if (Word(pdu, 1) + Word(pdu, 3) > map.Holding.Length || WriteRegisters(map, address, count, pdu[10..]) != 0)
        {
            return IllegalAddress;
        }

        return ReadRegisters(pdu, map.Holding, reply, out length);
    }

    private static byte Mask(RegisterMap map, int address, int and, int or)
    {
        if (address >= map.Holding.Length)
        {
            return IllegalAddress;
        }

        map.Write(address, (ushort)((map.Holding[address] & and) | (or & ~and)));
        return 0;
    }

    private static byte WriteBits(RegisterMap map, int address, int count, ReadOnlySpan<byte> bits)
    {
        if (address + count > map.Coils.Length)
        {
            return IllegalAddress;
        }

        for (var i = 0; i < count; i++)
        {
            map.SetCoil(address + i, (bits[i / 8] & (1 << (i % 8))) != 0);
        }

        return 0;
    }

    private static byte WriteRegisters(RegisterMap map, int address, int count, ReadOnlySpan<byte> values)
    {
        if (address + count > map.Holding.Length)
        {
            return IllegalAddress;
        }

        for (var i = 0; i < count; i++)
        {
            map.Write(address + i, (ushort)Word(values, 2 * i));
        }

        return 0;
    }

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
}
