using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Core.Wire;

/// <summary>Writes the stored form of a summary: little-endian, integers as LEB128, text as UTF-8 with its length before it.</summary>
internal ref struct RecordWriter(Span<byte> target)
{
    private readonly Span<byte> _target = target;
    private int _length;

    public readonly int Length => _length;

    public void Byte(byte value) => _target[_length++] = value;

    public void Unsigned(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    // Zigzag, so that small negative numbers stay small.
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Fixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_target[_length..], value);
        _length += sizeof(uint);
    }

    public void Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_target[_length..], value);
        _length += sizeof(double);
    }

    public void Text(string value)
    {
        Unsigned((ulong)Encoding.UTF8.GetByteCount(value));
        _length += Encoding.UTF8.GetBytes(value, _target[_length..]);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Unsigned((ulong)value.Length);
        value.CopyTo(_target[_length..]);
        _length += value.Length;
    }

    public void OptionalUnsigned(ulong? value)
    {
        // 0 is "none"; everything else is shifted by one.
        Unsigned(value is { } number ? checked(number + 1) : 0);
    }

    public void OptionalSigned(long? value)
    {
        Byte(value is null ? (byte)0 : (byte)1);
        if (value is { } number)
        {
            Signed(number);
        }
    }
}
