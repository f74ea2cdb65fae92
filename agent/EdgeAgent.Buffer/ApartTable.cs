using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Buffer;

/// <summary>
/// Numbers of class routine that merging must not cross, by who asked, as one value of the store. For each name: its length, the name, how many numbers (16 bits), the numbers;
/// little-endian.
/// </summary>
internal static class ApartTable
{
    /// <summary>Most numbers for a name.</summary>
    public const int MaxBorders = 256;

    /// <summary>Nothing asked for.</summary>
    public static IReadOnlyDictionary<string, ulong[]> None { get; } = new Dictionary<string, ulong[]>();

    public static byte[] Write(IReadOnlyDictionary<string, ulong[]> apart)
    {
        using var bytes = new MemoryStream();
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        foreach (var (name, borders) in apart.OrderBy(static a => a.Key, StringComparer.Ordinal))
        {
            var ascii = Encoding.ASCII.GetBytes(name);
            bytes.WriteByte(checked((byte)ascii.Length));
            bytes.Write(ascii);
            BinaryPrimitives.WriteUInt16LittleEndian(number, checked((ushort)borders.Length));
            bytes.Write(number[..sizeof(ushort)]);
            foreach (var border in borders)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(number, border);
                bytes.Write(number);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Nothing for a value that is missing or no table: its sum has told damage before.</summary>
    public static IReadOnlyDictionary<string, ulong[]> Read(byte[]? value)
    {
        var table = new Dictionary<string, ulong[]>(StringComparer.Ordinal);
        ReadOnlySpan<byte> bytes = value;
        while (!bytes.IsEmpty && bytes.Length >= 1 + bytes[0] + sizeof(ushort))
        {
            var name = Encoding.ASCII.GetString(bytes.Slice(1, bytes[0]));
            bytes = bytes[(1 + bytes[0])..];
            var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            bytes = bytes[sizeof(ushort)..];
            if (bytes.Length < count * sizeof(ulong))
            {
                break;
            }

            var borders = new ulong[count];
            for (var i = 0; i < count; i++)
            {
                borders[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * sizeof(ulong))..]);
            }

            table[name] = borders;
            bytes = bytes[(count * sizeof(ulong))..];
        }

        return table;
    }
}
