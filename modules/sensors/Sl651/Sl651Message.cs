using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>A frame of SL 651-2014 in the HEX or the ASCII form. A view of the frame's bytes; allocates nothing.</summary>
public readonly ref struct Sl651Message
{
    private const byte FrameByte = 0x7E;
    private const byte Soh = 0x01;
    private const int Down = 8;

    /// <summary>True for the ASCII form.</summary>
    public bool IsAscii { get; private init; }

    /// <summary>True for a frame of the centre.</summary>
    public bool IsDown { get; private init; }

    /// <summary>Number of the centre.</summary>
    public byte Centre { get; private init; }

    /// <summary>Number of the station, ten digits in 40 bits.</summary>
    public ulong Station { get; private init; }

    /// <summary>Password, 16 bits.</summary>
    public ushort Password { get; private init; }

    /// <summary>Function code.</summary>
    public byte Function { get; private init; }

    /// <summary>How many packets the message has; 0 for one alone.</summary>
    public int PacketTotal { get; private init; }

    /// <summary>Which of them this is, from 1.</summary>
    public int PacketNumber { get; private init; }

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Body { get; private init; }

    /// <summary>Byte of the frame at which <see cref="Body"/> begins.</summary>
    public int BodyOffset { get; private init; }

    /// <summary>End character.</summary>
    public byte End { get; private init; }

    /// <summary>
    /// Judges the place where <paramref name="rest"/> begins. Of a whole frame <paramref name="length"/> is its length. The packet numbers of a packet stand before the body; whether its
    /// length counts them is told differently by different makers, so that the check sum decides.
    /// </summary>
    public static FrameVerdict Judge(ReadOnlySpan<byte> rest, out Sl651Message message, out int length)
    {
        message = default;
        length = 1;
        if (!IsStart(rest))
        {
            return FrameVerdict.No;
        }

        var layout = new Sl651Layout(rest[0] == Soh);
        if (rest.Length < layout.Header)
        {
            return FrameVerdict.Later;
        }

        var start = rest[layout.StartCharacterAt];
        if (!layout.TryBytes(rest, 9, 2, out var told) || (told >> 12) is not (0 or Down) || start is not (Sl651Layout.Stx or Sl651Layout.Syn))
        {
            return FrameVerdict.No;
        }

        var body = (int)(told & Sl651Layout.MaxBody);
        if (start == Sl651Layout.Stx)
        {
            return JudgeWhole(rest, layout, 0, body, out message, out length);
        }

        if (body >= layout.PacketNumbers && JudgeWhole(rest, layout, layout.PacketNumbers, body - layout.PacketNumbers, out message, out length) == FrameVerdict.Frame)
        {
            return FrameVerdict.Frame;
        }

        return JudgeWhole(rest, layout, layout.PacketNumbers, body, out message, out length);
    }

    private static bool IsStart(ReadOnlySpan<byte> rest) => rest[0] == Soh || (rest[0] == FrameByte && (rest.Length == 1 || rest[1] == FrameByte));

    private static FrameVerdict JudgeWhole(ReadOnlySpan<byte> rest, Sl651Layout layout, int packet, int body, out Sl651Message message, out int length)
    {
        message = default;
        var end = layout.Header + packet + body;
        length = 1;
        if (rest.Length < end + 1 + layout.Crc)
        {
            return FrameVerdict.Later;
        }

        if (!Sl651Layout.IsEnd(rest[end]) || !layout.TryAt(rest, end + 1, 2, out var crc) || crc != Sl651Crc.Compute(rest[..(end + 1)])
            || !TryRead(rest, layout, packet, body, out message))
        {
            return FrameVerdict.No;
        }

        length = end + 1 + layout.Crc;
        return FrameVerdict.Frame;
    }

    private static bool TryRead(ReadOnlySpan<byte> frame, Sl651Layout layout, int packet, int body, out Sl651Message message)
    {
        message = default;
        var packets = 0UL;
        if (!layout.TryBytes(frame, 9, 1, out var told) || (packet > 0 && !layout.TryAt(frame, layout.Header, 3, out packets)))
        {
            return false;
        }

        var isDown = told >> 4 == Down;
        if (!layout.TryBytes(frame, isDown ? 5 : 0, 1, out var centre) || !layout.TryBytes(frame, isDown ? 0 : 1, 5, out var station)
            || !layout.TryBytes(frame, 6, 2, out var password) || !layout.TryBytes(frame, 8, 1, out var function))
        {
            return false;
        }

        message = new Sl651Message
        {
            IsAscii = layout.IsAscii,
            IsDown = isDown,
            Centre = (byte)centre,
            Station = station,
            Password = (ushort)password,
            Function = (byte)function,
            PacketTotal = (int)(packets >> 12),
            PacketNumber = (int)(packets & 0xFFF),
            Body = frame.Slice(layout.Header + packet, body),
            BodyOffset = layout.Header + packet,
            End = frame[layout.Header + packet + body],
        };
        return true;
    }
}
