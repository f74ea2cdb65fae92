using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Core.Wire;

/// <summary>Reads what <see cref="RecordWriter"/> wrote. Never reads beyond the end: <see cref="Failed"/> turns true, and everything after reads as 0.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    public bool Failed { get; private set; }

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            Failed = true;
            return 0;
        }

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = Byte();
            if (shift == 63 && part > 1)
            {
                break;
            }

            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        Failed = true;
        return 0;
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int Count(int limit)
    {
        var value = Unsigned();
        if (value > (ulong)limit)
        {
            Failed = true;
            return 0;
        }

        return (int)value;
    }

    public uint Fixed32() => Take(sizeof(uint), out var bytes) ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;

    public double Double() => Take(sizeof(double), out var bytes) ? BinaryPrimitives.ReadDoubleLittleEndian(bytes) : 0;

    public string Text(int limit)
    {
        return Take(Count(limit), out var bytes) ? Encoding.UTF8.GetString(bytes) : "";
    }

    public byte[] Bytes(int limit)
    {
        return Take(Count(limit), out var bytes) ? bytes.ToArray() : [];
    }

    public ulong? OptionalUnsigned()
    {
        var value = Unsigned();
        return value == 0 ? null : value - 1;
    }

    public long? OptionalSigned() => Byte() == 0 ? null : Signed();

    private bool Take(int count, out ReadOnlySpan<byte> bytes)
    {
        if (Failed || _rest.Length < count)
        {
            Failed = true;
            bytes = default;
            return false;
        }

        bytes = _rest[..count];
        _rest = _rest[count..];
        return true;
    }
}
