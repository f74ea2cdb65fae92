using System.Text;

namespace EdgeAgent.Decode;

/// <summary>Reads a frame as people give it: hexadecimal digits, spaces allowed, or the frame itself as text.</summary>
internal static class FrameText
{
    /// <summary>Longest frame given, characters.</summary>
    public const int MaxCharacters = 16_384;

    /// <summary>
    /// The bytes of <paramref name="text"/>. Only digits and spaces between them make it hexadecimal, an optional `0x` before; anything else is taken as it stands, in UTF-8. Null with
    /// <paramref name="fault"/> for an empty or overlong one, or an odd count of digits.
    /// </summary>
    public static byte[]? Read(string text, out string fault)
    {
        fault = "";
        if (text.Length > MaxCharacters)
        {
            fault = $"{text.Length} characters; expected at most {MaxCharacters}";
            return null;
        }

        var digits = string.Concat(text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        digits = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        if (digits.Length == 0)
        {
            fault = "nothing; expected a frame in hexadecimal digits or as text";
            return null;
        }

        if (!digits.All(char.IsAsciiHexDigit))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        if (digits.Length % 2 != 0)
        {
            fault = $"{digits.Length} hexadecimal digits; expected an even count, two a byte";
            return null;
        }

        return Convert.FromHexString(digits);
    }
}
