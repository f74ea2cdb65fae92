using System.Globalization;
using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>Tells why bytes are no frame. Pure.</summary>
internal static class Sl651Fault
{
    private const byte Soh = 0x01;

    public static DecodeFault Of(ReadOnlySpan<byte> rest, int start)
    {
        var isAscii = rest.Length > 0 && rest[0] == Soh;
        if (!isAscii && !rest.StartsWith("~~"u8))
        {
            return new DecodeFault("no start of a frame", "7E7E, or 01 of the ASCII form", rest.Length == 0 ? Excerpt.Of(rest) : Convert.ToHexString(rest[..Math.Min(2, rest.Length)]), start);
        }

        var layout = new Sl651Layout(isAscii);
        if (rest.Length < layout.Header)
        {
            return new DecodeFault("frame ends early", $"{Excerpt.Bytes(layout.Header)} before the body", Excerpt.Bytes(rest.Length), start + rest.Length);
        }

        var lengthAt = layout.Start + (9 * layout.Width);
        if (!layout.TryBytes(rest, 9, 2, out var told) || (told >> 12) is not (0 or 8))
        {
            return new DecodeFault("no direction and length", "0 (up) or 8 (down) and three digits of length", Convert.ToHexString(rest.Slice(lengthAt, 2 * layout.Width)), start + lengthAt);
        }

        var character = rest[layout.StartCharacterAt];
        if (character is not (Sl651Layout.Stx or Sl651Layout.Syn))
        {
            return new DecodeFault("no start of the body", "02 (STX) or 16 (SYN)", Convert.ToHexString([character]), start + layout.StartCharacterAt);
        }

        var end = layout.Header + (character == Sl651Layout.Syn ? layout.PacketNumbers : 0) + (int)(told & Sl651Layout.MaxBody);
        var whole = end + 1 + layout.Crc;
        if (rest.Length < whole)
        {
            return new DecodeFault("frame ends early", Excerpt.Bytes(whole), Excerpt.Bytes(rest.Length), start + rest.Length);
        }

        if (!layout.TryAt(rest, end + 1, 2, out var crc) || crc != Sl651Crc.Compute(rest[..(end + 1)]))
        {
            var expected = Sl651Crc.Compute(rest[..(end + 1)]).ToString("X4", CultureInfo.InvariantCulture);
            var actual = rest.Slice(end + 1, layout.Crc);
            return new DecodeFault("wrong check sum", expected, isAscii ? Excerpt.Of(actual) : Convert.ToHexString(actual), start + end + 1);
        }

        return Sl651Layout.IsEnd(rest[end])
            ? new DecodeFault("no numbers in the header", "hex digits", Excerpt.Of(rest[..layout.Header]), start)
            : new DecodeFault("no end character", "03, 17, 05, 04, 06, 15 or 1B", Convert.ToHexString([rest[end]]), start + end);
    }
}
