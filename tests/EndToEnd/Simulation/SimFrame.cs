using System.Buffers.Binary;
using System.Text;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>
/// One batch in the log of <see cref="SimEngine"/>: its length twice, a sum over everything but the records' bytes, a sum over everything, the changes. So a torn tail is known from
/// damage, and damage inside a record, which a real engine does not see, from damage of the structure.
/// </summary>
internal static class SimFrame
{
    public const int HeadLength = 16;
    private const byte DeleteTag = 1;
    private const byte PutTag = 2;
    private const byte ValueTag = 3;
    private const uint SumStart = 2166136261;

    public static byte[] Write(StoreWrite write)
    {
        using var body = new MemoryStream();
        using var writer = new BinaryWriter(body);
        var structure = SumStart;
        foreach (var (summaryClass, first, last) in write.Deletes)
        {
            Begin(writer, DeleteTag, summaryClass, first, last, ref structure);
        }

        foreach (var (summaryClass, seq, value) in write.Puts)
        {
            Begin(writer, PutTag, summaryClass, seq, (ulong)value.Length, ref structure);
            writer.Write(value);
        }

        foreach (var (key, value) in write.Values)
        {
            var name = Encoding.UTF8.GetBytes(key);
            Begin(writer, ValueTag, default, (ulong)name.Length, (ulong)value.Length, ref structure);
            writer.Write(name);
            writer.Write(value);
            structure = Sum(Sum(structure, name), value);
        }

        var bytes = body.ToArray();
        var frame = new byte[HeadLength + bytes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), ~bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), structure);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12), Sum(SumStart, bytes));
        bytes.CopyTo(frame, HeadLength);
        return frame;
    }

    /// <summary>Reads the frame at a place; null at the end and for a torn tail. Throws <see cref="StoreException"/> for damage of the structure, or reads such a frame as an empty one.</summary>
    public static (StoreWrite Write, int End)? Read(byte[] log, int at, bool passDamage = false)
    {
        if (at + HeadLength > log.Length)
        {
            return null;
        }

        var head = log.AsSpan(at, HeadLength);
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length < 0 || length != ~BinaryPrimitives.ReadInt32LittleEndian(head[4..]) || at + HeadLength + length > log.Length)
        {
            return null;
        }

        var end = at + HeadLength + length;
        var isWhole = Sum(SumStart, log.AsSpan(at + HeadLength, length)) == BinaryPrimitives.ReadUInt32LittleEndian(head[12..]);
        if (!isWhole && end == log.Length)
        {
            return null;
        }

        return TryParse(log.AsSpan(at + HeadLength, length), BinaryPrimitives.ReadUInt32LittleEndian(head[8..])) is { } write
            ? (write, end)
            : passDamage ? (new StoreWrite(), end) : throw new StoreException(StoreFault.Corrupt, "a batch in the log is damaged");
    }

    /// <summary>True when the structure of the first frame is damaged.</summary>
    public static bool IsDamaged(byte[] log)
    {
        try
        {
            return Read(log, 0) is null;
        }
        catch (StoreException)
        {
            return true;
        }
    }

    private static StoreWrite? TryParse(ReadOnlySpan<byte> body, uint expected)
    {
        const int EntryLength = 18;
        var write = new StoreWrite();
        var structure = SumStart;
        while (body.Length >= EntryLength)
        {
            structure = Sum(structure, body[..EntryLength]);
            var summaryClass = (SummaryClass)body[1];
            var (a, b) = (BinaryPrimitives.ReadUInt64LittleEndian(body[2..]), BinaryPrimitives.ReadUInt64LittleEndian(body[10..]));
            var tag = body[0];
            var rest = body[EntryLength..];
            if (tag != DeleteTag && (b > (ulong)rest.Length || (tag == ValueTag && a > (ulong)rest.Length - b)))
            {
                return null;
            }

            switch (tag)
            {
                case DeleteTag:
                    write.Deletes.Add((summaryClass, a, b));
                    break;
                case PutTag:
                    write.Puts.Add((summaryClass, a, rest[..(int)b].ToArray()));
                    rest = rest[(int)b..];
                    break;
                case ValueTag:
                    structure = Sum(structure, rest[..(int)(a + b)]);
                    write.Values.Add((Encoding.UTF8.GetString(rest[..(int)a]), rest[(int)a..(int)(a + b)].ToArray()));
                    rest = rest[(int)(a + b)..];
                    break;
                default:
                    return null;
            }

            body = rest;
        }

        return body.Length == 0 && structure == expected ? write : null;
    }

    private static void Begin(BinaryWriter writer, byte tag, SummaryClass summaryClass, ulong a, ulong b, ref uint structure)
    {
        Span<byte> entry = stackalloc byte[18];
        entry[0] = tag;
        entry[1] = (byte)summaryClass;
        BinaryPrimitives.WriteUInt64LittleEndian(entry[2..], a);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[10..], b);
        writer.Write(entry);
        structure = Sum(structure, entry);
    }

    // FNV-1a.
    private static uint Sum(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            sum = (sum ^ b) * 16777619;
        }

        return sum;
    }
}
