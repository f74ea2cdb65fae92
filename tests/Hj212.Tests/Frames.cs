using System.Globalization;
using System.Text;

namespace EdgeAgent.Tests.Hj212;

/// <summary>Frames, and a check sum written apart from the product's.</summary>
internal static class Frames
{
    public const string Reference = "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80";

    public const string Mn = "010000A8900016F000169DC0";

    public static int Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFF;
        foreach (var b in bytes)
        {
            crc = (crc >> 8) ^ b;
            for (var i = 0; i < 8; i++)
            {
                var out1 = crc & 1;
                crc >>= 1;
                crc = out1 == 1 ? crc ^ 0xA001 : crc;
            }
        }

        return crc;
    }

    public static byte[] Of(string segment, bool swapped = false, string end = "\r\n")
    {
        var crc = Crc(Encoding.ASCII.GetBytes(segment));
        crc = swapped ? ((crc & 0xFF) << 8) | (crc >> 8) : crc;
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"##{segment.Length:D4}{segment}{crc:X4}{end}"));
    }

    public static string Segment(string cp, int cn = 2011, int flag = 5, string qn = "20160801085857223", string mn = Mn, string pw = "100000", string packet = "") =>
        string.Create(CultureInfo.InvariantCulture, $"QN={qn};ST=22;CN={cn};PW={pw};MN={mn};Flag={flag};{packet}CP=&&{cp}&&");

    // Whole frame with white space around and nothing else, by its own reading of the rules.
    public static bool IsSound(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input).Trim(' ', '\t', '\r', '\n');
        if (text.Length < 10 || !text.StartsWith("##", StringComparison.Ordinal) || !int.TryParse(text.AsSpan(2, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > 1024 || text.Length != length + 10)
        {
            return false;
        }

        var crc = Crc(Encoding.Latin1.GetBytes(text.Substring(6, length)));
        return string.Equals(text[^4..], crc.ToString("X4", CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase);
    }
}
