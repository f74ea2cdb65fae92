using System.Globalization;
using System.Text;
using EdgeCtl.Simulate.Line;

namespace EdgeCtl.Simulate.Hj212;

/// <summary>The frame of HJ 212: two hash signs, the segment's length in four digits, the segment, its check in four hexadecimal digits, carriage return, line feed.</summary>
internal static class Hj212Frame
{
    /// <summary>Longest segment, bytes (HJ 212-2017, 6.3.1).</summary>
    public const int MaxSegment = 1024;

    private const int HeadBytes = 6;
    private const int TailBytes = 6;

    /// <summary>The check of a segment (HJ 212-2017, annex A): like Modbus's, but each byte meets the high half of the register.</summary>
    public static ushort CheckOf(ReadOnlySpan<byte> segment)
    {
        var crc = 0xFFFF;
        foreach (var value in segment)
        {
            crc = (crc >> 8) ^ value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1;
            }
        }

        return (ushort)crc;
    }

    /// <summary>A whole frame around a segment.</summary>
    public static byte[] Wrap(string segment) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"##{segment.Length:D4}{segment}{CheckOf(Encoding.ASCII.GetBytes(segment)):X4}\r\n"));

    /// <summary>Looks for a whole frame.</summary>
    public static Look Find(ReadOnlySpan<byte> received)
    {
        for (var at = 0; at + HeadBytes + TailBytes <= received.Length; at++)
        {
            var rest = received[at..];
            if (!rest.StartsWith("##"u8) || !int.TryParse(rest.Slice(2, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            {
                continue;
            }

            var whole = HeadBytes + length + TailBytes;
            if (length <= MaxSegment && whole <= rest.Length && Fits(rest[..whole]))
            {
                return new Look(at, whole);
            }
        }

        return Look.None;
    }

    /// <summary>The segment of a whole frame.</summary>
    public static string SegmentOf(ReadOnlySpan<byte> frame) => Encoding.ASCII.GetString(frame[HeadBytes..^TailBytes]);

    /// <summary>The value of a field of a segment; empty when it is not there.</summary>
    public static string FieldOf(string segment, string name)
    {
        foreach (var part in segment.Split([';', '&', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.StartsWith(name + "=", StringComparison.Ordinal))
            {
                return part[(name.Length + 1)..];
            }
        }

        return "";
    }

    private static bool Fits(ReadOnlySpan<byte> frame) =>
        frame.EndsWith("\r\n"u8)
        && ushort.TryParse(frame[^6..^2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var check)
        && check == CheckOf(frame[HeadBytes..^TailBytes]);
}
