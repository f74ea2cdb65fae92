using System.Buffers.Binary;
using System.Text;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>What the buffer knows of its store at one moment. Immutable: the writer makes the next one and publishes it after the commit.</summary>
/// <param name="Heads">Newest number of each class.</param>
/// <param name="Floors">Numbers up to here are deleted.</param>
/// <param name="Consumers">Consumers by name.</param>
internal sealed record BufferState(Positions Heads, Positions Floors, IReadOnlyDictionary<string, ConsumerState> Consumers)
{
    private const int PositionsLength = 4 * sizeof(ulong);

    /// <summary>When consumers were last seen.</summary>
    public ConsumerLife Life { get; init; } = ConsumerLife.Empty;

    public static BufferState Empty { get; } = new(default, default, new Dictionary<string, ConsumerState>());

    public byte[] WriteCounts()
    {
        var bytes = new byte[2 * PositionsLength];
        Write(Heads, bytes);
        Write(Floors, bytes.AsSpan(PositionsLength));
        return bytes;
    }

    public static BufferState? Read(byte[]? counts, IReadOnlyList<KeyValuePair<string, byte[]>> consumers)
    {
        if (counts is null || counts.Length != 2 * PositionsLength)
        {
            return null;
        }

        var table = new Dictionary<string, ConsumerState>(StringComparer.Ordinal);
        foreach (var (_, value) in consumers)
        {
            if (ReadConsumer(value) is { } consumer)
            {
                table[consumer.Name] = consumer;
            }
        }

        return new BufferState(ReadPositions(counts), ReadPositions(counts.AsSpan(PositionsLength)), table);
    }

    public static byte[] WriteConsumer(ConsumerState consumer)
    {
        var name = Encoding.ASCII.GetBytes(consumer.Name);
        var bytes = new byte[1 + PositionsLength + 16 + name.Length];
        bytes[0] = (byte)consumer.Classes;
        Write(consumer.Acknowledged, bytes.AsSpan(1));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1 + PositionsLength), consumer.CreatedMs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(9 + PositionsLength), consumer.LastSeenMs);
        name.CopyTo(bytes.AsSpan(17 + PositionsLength));
        return bytes;
    }

    private static ConsumerState? ReadConsumer(ReadOnlySpan<byte> bytes) => bytes.Length <= 17 + PositionsLength
        ? null
        : new ConsumerState(
            Encoding.ASCII.GetString(bytes[(17 + PositionsLength)..]),
            (ClassSet)bytes[0],
            ReadPositions(bytes[1..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[(1 + PositionsLength)..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[(9 + PositionsLength)..]));

    private static void Write(in Positions positions, Span<byte> target)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target[((int)summaryClass * sizeof(ulong))..], positions[summaryClass]);
        }
    }

    private static Positions ReadPositions(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source),
        BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[24..]));
}
