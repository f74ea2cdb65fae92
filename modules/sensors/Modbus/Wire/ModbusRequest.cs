using System.Buffers.Binary;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>A request and what its reply must look like (Modbus Application Protocol 1.1b3, clause 6).</summary>
/// <param name="Unit">Unit id, 0..255; 1..247 on a serial line.</param>
/// <param name="Function">Function code: 1 to 6, 15, 16, 22 or 23.</param>
/// <param name="First">First register or bit, 0..65535.</param>
/// <param name="Count">How many registers or bits; 1 for functions 5, 6 and 22.</param>
public readonly record struct ModbusRequest(byte Unit, ModbusFunction Function, int First, int Count)
{
    /// <summary>Most bytes of a request's PDU that this agent makes.</summary>
    public const int MaxLength = 32;

    private const int HeaderLength = 5;

    /// <summary>What is written: registers as they stand on the wire, the first in the highest 16 bits that <see cref="WriteCount"/> asks for; bits, the first the lowest.</summary>
    public ulong Payload { get; init; }

    /// <summary>Of function 22: bits that stay as they are.</summary>
    public ushort KeepMask { get; init; }

    /// <summary>Of functions 15, 16 and 23: how many bits or registers are written, 1..4 registers, 1..64 bits.</summary>
    public int WriteCount { get; init; }

    /// <summary>Makes a read of a table.</summary>
    public ModbusRequest(byte unit, ModbusArea area, int first, int count)
        : this(unit, (ModbusFunction)area, first, count)
    {
    }

    /// <summary>True when the reply carries data; false when it repeats the request or its beginning.</summary>
    public bool IsRead => Function is <= ModbusFunction.ReadInput or ModbusFunction.ReadWrite;

    /// <summary>Data bytes that the reply carries; 0 for a write.</summary>
    public int ReplyBytes => Function switch
    {
        ModbusFunction.ReadCoils or ModbusFunction.ReadDiscrete => (Count + 7) / 8,
        _ => IsRead ? Count * 2 : 0,
    };

    /// <summary>Length of the reply's PDU, without unit and check.</summary>
    public int ReplyLength => IsRead ? 2 + ReplyBytes : Function == ModbusFunction.MaskWrite ? 7 : HeaderLength;

    /// <summary>Writes the PDU; <paramref name="pdu"/> holds <see cref="MaxLength"/> bytes at least. Answers its length.</summary>
    public int Write(Span<byte> pdu)
    {
        pdu[0] = (byte)Function;
        BinaryPrimitives.WriteUInt16BigEndian(pdu[1..], (ushort)First);
        BinaryPrimitives.WriteUInt16BigEndian(pdu[3..], (ushort)Count);
        switch (Function)
        {
            case ModbusFunction.WriteCoil:
                BinaryPrimitives.WriteUInt16BigEndian(pdu[3..], (ushort)(Payload != 0 ? 0xFF00 : 0));
                return HeaderLength;
            case ModbusFunction.WriteRegister:
                BinaryPrimitives.WriteUInt16BigEndian(pdu[3..], (ushort)Payload);
                return HeaderLength;
            case ModbusFunction.WriteCoils:
                pdu[5] = (byte)((WriteCount + 7) / 8);
                for (var i = 0; i < pdu[5]; i++)
                {
                    pdu[6 + i] = (byte)(Payload >> (8 * i));
                }

                return 6 + pdu[5];
            case ModbusFunction.WriteRegisters:
                return WriteRegisters(pdu, HeaderLength);
            case ModbusFunction.MaskWrite:
                BinaryPrimitives.WriteUInt16BigEndian(pdu[3..], KeepMask);
                BinaryPrimitives.WriteUInt16BigEndian(pdu[5..], (ushort)Payload);
                return 7;
            case ModbusFunction.ReadWrite:
                BinaryPrimitives.WriteUInt16BigEndian(pdu[5..], (ushort)First);
                BinaryPrimitives.WriteUInt16BigEndian(pdu[7..], (ushort)WriteCount);
                return WriteRegisters(pdu, 9);
            default:
                return HeaderLength;
        }
    }

    /// <summary>True when <paramref name="pdu"/> is the reply to this request: its function, its length, and for a write what it repeats.</summary>
    public bool Fits(ReadOnlySpan<byte> pdu)
    {
        if (pdu.Length != ReplyLength || pdu[0] != (byte)Function)
        {
            return false;
        }

        if (IsRead)
        {
            return pdu[1] == ReplyBytes;
        }

        Span<byte> own = stackalloc byte[MaxLength];
        _ = Write(own);
        return pdu.SequenceEqual(own[..pdu.Length]);
    }

    private int WriteRegisters(Span<byte> pdu, int at)
    {
        pdu[at] = (byte)(WriteCount * 2);
        for (var i = 0; i < WriteCount; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(pdu[(at + 1 + (2 * i))..], (ushort)(Payload >> (16 * (WriteCount - 1 - i))));
        }

        return at + 1 + (2 * WriteCount);
    }
}
