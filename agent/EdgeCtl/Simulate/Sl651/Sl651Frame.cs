using System.Buffers.Binary;
using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Line;

namespace EdgeCtl.Simulate.Sl651;

/// <summary>
/// The hexadecimal frame of SL 651-2014: 7E7E, centre, station, password, function, length, 02 (16 for one of several packets), the body, its end, the check.
/// Upwards the centre stands before the station, downwards behind it. Pure.
/// </summary>
internal static class Sl651Frame
{
    /// <summary>No more follows (ETX).</summary>
    public const byte EndOfText = 0x03;

    /// <summary>More packets follow (ETB).</summary>
    public const byte EndOfBlock = 0x17;

    /// <summary>Refused: send it again (NAK).</summary>
    public const byte Refused = 0x15;

    private const byte StartOfText = 0x02;
    private const byte StartOfPacket = 0x16;
    private const int HeadBytes = 14;
    private const int TailBytes = 3;

    /// <summary>Bytes around a body.</summary>
    public const int Overhead = HeadBytes + TailBytes;

    /// <summary>A frame from a station.</summary>
    /// <param name="from">Who sends, to whom.</param>
    /// <param name="function">Function, 2F..4A.</param>
    /// <param name="body">The body.</param>
    /// <param name="end">The byte behind it.</param>
    /// <param name="packet">0 for a frame that stands alone, else its number from 1.</param>
    /// <param name="packets">How many packets there are.</param>
    public static byte[] Up(Sl651Address from, byte function, ReadOnlySpan<byte> body, byte end = EndOfText, int packet = 0, int packets = 0)
    {
        var extra = packet == 0 ? 0 : 3;
        var frame = new byte[HeadBytes + extra + body.Length + TailBytes];
        frame[0] = frame[1] = 0x7E;
        frame[2] = from.Centre;
        from.Station.CopyTo(frame.AsSpan(3));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(8), from.Password);
        frame[10] = function;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(11), (ushort)(extra + body.Length));
        frame[13] = packet == 0 ? StartOfText : StartOfPacket;
        if (packet != 0)
        {
            // Twelve bits each: how many, which.
            frame[14] = (byte)(packets >> 4);
            frame[15] = (byte)((packets << 4) | (packet >> 8));
            frame[16] = (byte)packet;
        }

        body.CopyTo(frame.AsSpan(HeadBytes + extra));
        frame[^3] = end;
        Crc16.SealHighFirst(frame);
        return frame;
    }

    /// <summary>Looks for a whole frame from a centre.</summary>
    public static Look Find(ReadOnlySpan<byte> received)
    {
        for (var at = 0; at + Overhead <= received.Length; at++)
        {
            var rest = received[at..];
            if (rest[0] != 0x7E || rest[1] != 0x7E || rest[11] >> 4 != 8)
            {
                continue;
            }

            var length = Overhead + (BinaryPrimitives.ReadUInt16BigEndian(rest[11..]) & 0x0FFF);
            if (length <= rest.Length && BinaryPrimitives.ReadUInt16BigEndian(rest[(length - 2)..]) == Crc16.Of(rest[..(length - 2)]))
            {
                return new Look(at, length);
            }
        }

        return Look.None;
    }

    /// <summary>The body of a frame that stands alone.</summary>
    public static ReadOnlySpan<byte> BodyOf(ReadOnlySpan<byte> frame) => frame[HeadBytes..^TailBytes];
}
