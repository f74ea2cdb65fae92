using System.Buffers.Binary;
using System.Numerics;

namespace EdgeAgent.Buffer;

/// <summary>CRC-32C (Castagnoli; RFC 3720, B.4), continued over parts.</summary>
internal static class Checksum
{
    /// <summary>Where a sum begins; what it ends with must be inverted.</summary>
    public const uint Start = 0xFFFFFFFFu;

    public static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes)
        {
            sum = BitOperations.Crc32C(sum, b);
        }

        return sum;
    }
}
