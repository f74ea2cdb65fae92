using System.Buffers.Binary;
using System.Numerics;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>
/// A record's bytes in the store: CRC-32C over class, number and the rest; how many numbers it covers besides its own (LEB128); the summary's stored form.
/// The class and number are part of the sum, so that a record that strayed to another place is seen.
/// </summary>
internal static class StoredRecord
{
    private const int CrcLength = sizeof(uint);
    private const int MaxCover = 10;

    public static byte[] Write(SummaryClass summaryClass, ulong seq, ulong firstSeq, Summary summary)
    {
        var body = SummaryCodec.Encode(summary);
        Span<byte> cover = stackalloc byte[MaxCover];
        var coverLength = 0;
        var rest = seq - firstSeq;
        do
        {
            cover[coverLength++] = (byte)((rest & 0x7F) | (rest > 0x7F ? 0x80u : 0));
            rest >>= 7;
        }
        while (rest > 0);

        var record = new byte[CrcLength + coverLength + body.Length];
        cover[..coverLength].CopyTo(record.AsSpan(CrcLength));
        body.CopyTo(record.AsSpan(CrcLength + coverLength));
        BinaryPrimitives.WriteUInt32LittleEndian(record, Sum(summaryClass, seq, record.AsSpan(CrcLength)));
        return record;
    }

    /// <summary>Reads a record; false for one that is damaged.</summary>
    public static bool TryRead(SummaryClass summaryClass, ulong seq, ReadOnlySpan<byte> record, out StoredSummary stored)
    {
        stored = default;
        if (record.Length <= CrcLength || BinaryPrimitives.ReadUInt32LittleEndian(record) != Sum(summaryClass, seq, record[CrcLength..]))
        {
            return false;
        }

        ulong cover = 0;
        var at = CrcLength;
        for (var shift = 0; at < record.Length && shift < 64; shift += 7)
        {
            var part = record[at++];
            cover |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                break;
            }
        }

        if (cover >= seq || !SummaryCodec.TryDecode(record[at..], out var summary) || summary!.Class != summaryClass)
        {
            return false;
        }

        stored = new StoredSummary(seq, seq - cover, summary);
        return true;
    }

    private static uint Sum(SummaryClass summaryClass, ulong seq, ReadOnlySpan<byte> rest)
    {
        var sum = BitOperations.Crc32C(Checksum.Start, (byte)summaryClass);
        return ~Checksum.Add(BitOperations.Crc32C(sum, seq), rest);
    }
}
