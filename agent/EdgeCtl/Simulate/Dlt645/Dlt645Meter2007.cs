using System.Buffers.Binary;
using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Simulate.Dlt645;

/// <summary>A meter of the 2007 edition: energies by rate and settlement day, demand, what the phases carry, clock and numbers (DL/T 645-2007, annex A).</summary>
internal sealed class Dlt645Meter2007(string digits, ElectricityModel electricity, WallTime time, int preamble = 0) : Dlt645Meter(digits, electricity, time, preamble)
{
    private const byte NoData = 0x02;
    private const byte WrongPassword = 0x04;
    private const byte OtherError = 0x01;
    private const int DiBytes = 4;
    private readonly MeterData2007 _values = new(digits, electricity, time);
    private readonly byte[] _long = new byte[1024];
    private int _longLength;
    private uint _longDi;

    /// <inheritdoc/>
    public override int Answer(byte control, ReadOnlySpan<byte> data, long nowNs, Span<byte> answer, out byte answerControl)
    {
        answerControl = (byte)(control | 0x80);
        switch (control)
        {
            case 0x11 when data.Length >= DiBytes:
                return Read(BinaryPrimitives.ReadUInt32LittleEndian(data), nowNs, answer, ref answerControl);
            case 0x12 when data.Length == DiBytes + 1:
                return Follow(BinaryPrimitives.ReadUInt32LittleEndian(data), data[DiBytes], answer, ref answerControl);
            case 0x13 when data.IsEmpty:
                Address.CopyTo(answer);
                return Address.Length;
            case 0x08:
                return -1;
            default:
                // A meter on a wall lets nobody write without its password.
                answerControl |= 0x40;
                answer[0] = control is 0x14 or 0x15 or 0x18 ? WrongPassword : OtherError;
                return 1;
        }
    }

    private int Read(uint di, long nowNs, Span<byte> answer, ref byte control)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(answer, di);
        var length = _values.Read(di, nowNs, _long);
        if (length < 0)
        {
            control |= 0x40;
            answer[0] = NoData;
            return 1;
        }

        var first = Math.Min(length, Dlt645Frame.MaxData - DiBytes);
        _long.AsSpan(0, first).CopyTo(answer[DiBytes..]);
        (_longLength, _longDi) = (length, di);
        control |= (byte)(first < length ? 0x20 : 0);
        return DiBytes + first;
    }

    private int Follow(uint di, byte sequence, Span<byte> answer, ref byte control)
    {
        var from = Dlt645Frame.MaxData - DiBytes;
        var each = Dlt645Frame.MaxData - DiBytes - 1;
        from += (sequence - 1) * each;
        if (di != _longDi || sequence == 0 || from >= _longLength)
        {
            control |= 0x40;
            answer[0] = NoData;
            return 1;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(answer, di);
        var count = Math.Min(each, _longLength - from);
        _long.AsSpan(from, count).CopyTo(answer[DiBytes..]);
        answer[DiBytes + count] = sequence;
        control |= (byte)(from + count < _longLength ? 0x20 : 0);
        return DiBytes + count + 1;
    }
}
