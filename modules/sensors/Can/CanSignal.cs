using System.Buffers.Binary;

namespace EdgeAgent.Sensors.Can;

/// <summary>
/// Bits of a CAN frame that are one value, numbered as in DBC files: bit 0 is the lowest of byte 0, bit 8 the lowest of byte 1. A little-endian signal begins at its lowest bit and
/// goes up; a big-endian one begins at its highest bit and goes down within a byte, then to bit 7 of the next. Immutable.
/// </summary>
/// <param name="Start">First bit, 0..63.</param>
/// <param name="Length">Bits, 1..64.</param>
/// <param name="BigEndian">True for Motorola order.</param>
/// <param name="Signed">True for two's complement.</param>
internal sealed record CanSignal(int Start, int Length, bool BigEndian, bool Signed)
{
    private const int FrameBits = 64;

    /// <summary>Bytes that a frame must have to hold it; more than 8 when none can.</summary>
    public int Bytes => BigEndian ? ((Start / 8 * 8) + (7 - (Start % 8)) + Length + 7) / 8 : (Start + Length + 7) / 8;

    /// <summary>Its raw value in the eight bytes of a frame.</summary>
    public double RawOf(ReadOnlySpan<byte> data)
    {
        ulong bits;
        if (BigEndian)
        {
            // Counted from the frame's first and highest bit.
            var first = (Start / 8 * 8) + (7 - (Start % 8));
            bits = BinaryPrimitives.ReadUInt64BigEndian(data) >> (FrameBits - first - Length);
        }
        else
        {
            bits = BinaryPrimitives.ReadUInt64LittleEndian(data) >> Start;
        }

        var unused = FrameBits - Length;
        return Signed ? (long)(bits << unused) >> unused : (bits << unused) >> unused;
    }
}
