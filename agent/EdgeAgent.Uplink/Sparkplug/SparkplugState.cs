using System.Buffers.Binary;
using System.Text;
using EdgeAgent.Core.Buffering;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>What an uplink keeps over restarts, as a state value of the buffer.</summary>
/// <param name="NextBdSeq">bdSeq of the next CONNECT, 0..255.</param>
/// <param name="NotSent">Summaries that were released before they could be sent, so far.</param>
/// <param name="Sent">Up to where the broker has had everything; null before the first connection.</param>
/// <param name="Epoch">Epoch that <paramref name="Sent"/> belongs to.</param>
public sealed record SparkplugState(byte NextBdSeq, long NotSent, Positions? Sent, string Epoch = "")
{
    private const byte Format = 1;
    private const int EpochLength = 13;
    private const int SentLength = 4 * sizeof(ulong);
    private const int Length = 2 + sizeof(long) + 1 + SentLength + EpochLength;

    /// <summary>Key of the state of an uplink; the site's schema holds the name short enough.</summary>
    public static string KeyOf(string uplink) => $"sparkplug/{uplink}";

    /// <summary>The bytes that are stored.</summary>
    public byte[] Write()
    {
        var bytes = new byte[Length];
        bytes[0] = Format;
        bytes[1] = NextBdSeq;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2), NotSent);
        bytes[10] = Sent is null ? (byte)0 : (byte)1;
        var positions = Sent ?? default;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(11), positions.Alarm);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(19), positions.Event);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(27), positions.Routine);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(35), positions.Bulk);
        Encoding.ASCII.GetBytes(Epoch.AsSpan(0, Math.Min(Epoch.Length, EpochLength)), bytes.AsSpan(11 + SentLength));
        return bytes;
    }

    /// <summary>Reads what was stored; the beginning for nothing, and for what this version cannot read.</summary>
    public static SparkplugState Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length || bytes[0] != Format)
        {
            return new SparkplugState(0, 0, null);
        }

        Positions? sent = bytes[10] == 0 ? null : new Positions(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[11..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[19..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[27..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[35..]));
        var epoch = Encoding.ASCII.GetString(bytes[(11 + SentLength)..].TrimEnd((byte)0));
        return new SparkplugState(bytes[1], BinaryPrimitives.ReadInt64LittleEndian(bytes[2..]), sent, epoch);
    }
}
