namespace EdgeCtl.Simulate.Checks;

/// <summary>Hexadecimal digits as bytes of text. Pure; allocates nothing.</summary>
internal static class Hex
{
    /// <summary>Writes two capital digits a byte.</summary>
    public static void Write(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            text[2 * i] = "0123456789ABCDEF"u8[bytes[i] >> 4];
            text[(2 * i) + 1] = "0123456789ABCDEF"u8[bytes[i] & 15];
        }
    }

    /// <summary>Reads digits, two a byte, large or small; false when something else is there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        for (var i = 0; i < text.Length / 2; i++)
        {
            var (high, low) = (DigitOf(text[2 * i]), DigitOf(text[(2 * i) + 1]));
            if (high < 0 || low < 0)
            {
                return false;
            }

            bytes[i] = (byte)((high << 4) | low);
        }

        return text.Length % 2 == 0;
    }

    private static int DigitOf(byte letter) => letter switch
    {
        >= (byte)'0' and <= (byte)'9' => letter - '0',
        >= (byte)'A' and <= (byte)'F' => letter - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => letter - 'a' + 10,
        _ => -1,
    };
}
