using System.Buffers.Binary;

namespace EdgeCtl.Simulate.Modbus;

/// <summary>What a slave holds: registers and bits, all from address 0. Not thread-safe.</summary>
internal sealed class RegisterMap(int holding, int input, int coils, int discretes)
{
    private readonly ushort[] _holding = new ushort[holding];
    private readonly ushort[] _input = new ushort[input];
    private readonly bool[] _coils = new bool[coils];
    private readonly bool[] _discretes = new bool[discretes];

    /// <summary>True when a master may set coils and holding registers.</summary>
    public bool IsWritable { get; init; }

    /// <summary>Holding registers (function 3).</summary>
    public ReadOnlySpan<ushort> Holding => _holding;

    /// <summary>Input registers (function 4).</summary>
    public ReadOnlySpan<ushort> Input => _input;

    /// <summary>Coils (function 1).</summary>
    public ReadOnlySpan<bool> Coils => _coils;

    /// <summary>Discrete inputs (function 2).</summary>
    public ReadOnlySpan<bool> Discretes => _discretes;

    /// <summary>Sets a holding register from a value of the given scale, rounded and held within 0..65535.</summary>
    public void SetHolding(int address, double value, double scale) => _holding[address] = (ushort)Math.Clamp(Math.Round(value / scale), 0, ushort.MaxValue);

    /// <summary>Sets an input register, signed.</summary>
    public void SetInput(int address, double value, double scale) => _input[address] = (ushort)(short)Math.Clamp(Math.Round(value / scale), short.MinValue, short.MaxValue);

    /// <summary>Sets a holding register, signed.</summary>
    public void SetHoldingSigned(int address, double value, double scale) =>
        _holding[address] = (ushort)(short)Math.Clamp(Math.Round(value / scale), short.MinValue, short.MaxValue);

    /// <summary>Sets two holding registers to a float32, high word first (ABCD).</summary>
    public void SetHoldingSingle(int address, float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        _holding[address] = (ushort)(bits >> 16);
        _holding[address + 1] = (ushort)bits;
    }

    /// <summary>Sets two holding registers to a uint32, low word first (CDAB).</summary>
    public void SetHoldingLowFirst(int address, uint value)
    {
        _holding[address] = (ushort)value;
        _holding[address + 1] = (ushort)(value >> 16);
    }

    /// <summary>Sets a holding register as it stands.</summary>
    public void Write(int address, ushort value) => _holding[address] = value;

    /// <summary>Sets a coil.</summary>
    public void SetCoil(int address, bool value) => _coils[address] = value;

    /// <summary>Sets a discrete input.</summary>
    public void SetDiscrete(int address, bool value) => _discretes[address] = value;

    /// <summary>Writes <paramref name="count"/> registers big-endian; false when the range is not all there.</summary>
    public static bool TryRead(ReadOnlySpan<ushort> registers, int address, int count, Span<byte> target)
    {
        if (address + count > registers.Length)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(target[(2 * i)..], registers[address + i]);
        }

        return true;
    }

    /// <summary>Writes <paramref name="count"/> bits, the first in the lowest bit of the first byte; false when the range is not all there.</summary>
    public static bool TryRead(ReadOnlySpan<bool> bits, int address, int count, Span<byte> target)
    {
        if (address + count > bits.Length)
        {
            return false;
        }

        target[..((count + 7) / 8)].Clear();
        for (var i = 0; i < count; i++)
        {
            if (bits[address + i])
            {
                target[i / 8] |= (byte)(1 << (i % 8));
            }
        }

        return true;
    }
}
