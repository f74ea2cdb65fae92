using System.Buffers.Binary;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>How far a store reaches.</summary>
/// <param name="Heads">Newest number of each class.</param>
/// <param name="Floors">Numbers up to here are deleted.</param>
internal sealed record StoreCounts(Positions Heads, Positions Floors)
{
    /// <summary>Bytes of its stored form.</summary>
    public const int Length = 2 * PositionsLength;

    /// <summary>Bytes of the stored form of positions.</summary>
    public const int PositionsLength = SummaryClasses.Count * sizeof(ulong);

    public byte[] Write()
    {
        var bytes = new byte[Length];
        Write(Heads, bytes);
        Write(Floors, bytes.AsSpan(PositionsLength));
        return bytes;
    }

    /// <summary>Null for bytes that are no counts.</summary>
    public static StoreCounts? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            return null;
        }

        var counts = new StoreCounts(ReadPositions(bytes), ReadPositions(bytes[PositionsLength..]));
        return SummaryClasses.All.All(c => counts.Floors[c] <= counts.Heads[c]) ? counts : null;
    }

    /// <summary>The greater of both in each place.</summary>
    public static StoreCounts Newest(StoreCounts a, StoreCounts b)
    {
        var (heads, floors) = (a.Heads, a.Floors);
        foreach (var summaryClass in SummaryClasses.All)
        {
            heads = heads.With(summaryClass, Math.Max(heads[summaryClass], b.Heads[summaryClass]));
            floors = floors.With(summaryClass, Math.Max(floors[summaryClass], b.Floors[summaryClass]));
        }

        return new StoreCounts(heads, floors);
    }

    public static void Write(in Positions positions, Span<byte> target)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target[((int)summaryClass * sizeof(ulong))..], positions[summaryClass]);
        }
    }

    public static Positions ReadPositions(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source),
        BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[24..]));
}
