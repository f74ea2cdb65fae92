using System.Globalization;
using System.Text;

namespace EdgeAgent.Tests.Sl651;

/// <summary>Frames, and a check sum written apart from the product's.</summary>
internal static class Frames
{
    public const string Reference = "7E7E010012345678123430002B020003591011154947F1F1001234567848F0F0591011154920190000052619000005392300000127381211150320FA";

    public const string ReferenceAck = "7E7E00123456780112343080080200035910111549471B75D4";

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static int Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFF;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xA001 : crc >> 1;
            }
        }

        return crc;
    }

    // Up: centre 01, station 0012345678, password 1234.
    public static byte[] Hex(string body, string function = "32", string end = "03", string packet = "", bool countsPacket = false)
    {
        var length = (Bytes(body).Length + (countsPacket ? Bytes(packet).Length : 0)).ToString("X4", CultureInfo.InvariantCulture);
        var frame = Bytes($"7E7E 01 0012345678 1234 {function} {length} {(packet.Length > 0 ? "16" : "02")} {packet} {body} {end}");
        var crc = Crc(frame);
        return [.. frame, (byte)(crc >> 8), (byte)crc];
    }

    public static byte[] Ascii(string body, string function = "32", char end = '\x03')
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"\u0001010012345678{1234}{function}{body.Length:X4}\u0002{body}{end}");
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text}{Crc(Encoding.ASCII.GetBytes(text)):X4}"));
    }

    public static string Body(string elements, string serial = "0003") => $"{serial} 591011154947 F1F1 0012345678 48 F0F0 5910111550 {elements}";

    public static bool IsSound(byte[] input)
    {
        var start = 0;
        var end = input.Length;
        while (start < end && " \t\r\n"u8.Contains(input[start]))
        {
            start++;
        }

        // White space behind may also be the check sum's: any end that fits is sound.
        for (; end > start; end--)
        {
            var rest = input.AsSpan(start, end - start);
            if (rest.Length > 2 && rest[0] == 0x7E && Crc(rest[..^2]) == ((rest[^2] << 8) | rest[^1]))
            {
                return true;
            }

            if (rest.Length > 4 && rest[0] == 1 && int.TryParse(Encoding.Latin1.GetString(rest[^4..]), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var told) && told == Crc(rest[..^4]))
            {
                return true;
            }

            if (!" \t\r\n"u8.Contains(input[end - 1]))
            {
                return false;
            }
        }

        return false;
    }
}
