using System.Buffers.Binary;
using System.Text;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>
/// The consumers as one value of the store: one sum covers all, so that none can vanish unseen and what it still wants be deleted. For each: length of the name, name,
/// classes, positions, made and last seen (UTC ms).
/// </summary>
internal static class ConsumerTable
{
    private const int RestLength = 1 + StoreCounts.PositionsLength + (2 * sizeof(long));

    private const int MaxName = 63;

    /// <summary>True for a name that a consumer may have.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxName && name[0] != '-' && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static byte[] Write(IEnumerable<ConsumerState> consumers)
    {
        using var bytes = new MemoryStream();
        Span<byte> rest = stackalloc byte[RestLength];
        foreach (var consumer in consumers.OrderBy(static c => c.Name, StringComparer.Ordinal))
        {
            var name = Encoding.ASCII.GetBytes(consumer.Name);
            bytes.WriteByte(checked((byte)name.Length));
            bytes.Write(name);
            rest[0] = (byte)consumer.Classes;
            StoreCounts.Write(consumer.Acknowledged, rest[1..]);
            BinaryPrimitives.WriteInt64LittleEndian(rest[(1 + StoreCounts.PositionsLength)..], consumer.CreatedMs);
            BinaryPrimitives.WriteInt64LittleEndian(rest[(9 + StoreCounts.PositionsLength)..], consumer.LastSeenMs);
            bytes.Write(rest);
        }

        return bytes.ToArray();
    }

    /// <summary>Null for bytes that are no table.</summary>
    public static Dictionary<string, ConsumerState>? Read(byte[]? value)
    {
        if (value is null)
        {
            return null;
        }

        var table = new Dictionary<string, ConsumerState>(StringComparer.Ordinal);
        ReadOnlySpan<byte> bytes = value;
        while (!bytes.IsEmpty)
        {
            var length = bytes[0];
            if (bytes.Length < 1 + length + RestLength)
            {
                return null;
            }

            var rest = bytes[(1 + length)..];
            var name = Encoding.ASCII.GetString(bytes.Slice(1, length));
            table[name] = new ConsumerState(
                name,
                (ClassSet)rest[0],
                StoreCounts.ReadPositions(rest[1..]),
                BinaryPrimitives.ReadInt64LittleEndian(rest[(1 + StoreCounts.PositionsLength)..]),
                BinaryPrimitives.ReadInt64LittleEndian(rest[(9 + StoreCounts.PositionsLength)..]));
            bytes = rest[RestLength..];
        }

        return table;
    }
}
