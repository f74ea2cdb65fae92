namespace EdgeCtl.Simulate.Checks;

/// <summary>Decimal digits, two a byte, as meters and stations write them. Pure; allocates nothing.</summary>
internal static class Bcd
{
    /// <summary>One byte of two digits; 0..99.</summary>
    public static byte Of(int value) => (byte)(((value / 10) << 4) | (value % 10));

    /// <summary>Writes a number over all of <paramref name="target"/>, low byte first; more digits than fit wrap around as a meter's dial does.</summary>
    public static void WriteLowFirst(Span<byte> target, long value)
    {
        foreach (ref var place in target)
        {
            place = Of((int)(value % 100));
            value /= 100;
        }
    }

    /// <summary>Writes a number over all of <paramref name="target"/>, high byte first.</summary>
    public static void WriteHighFirst(Span<byte> target, long value)
    {
        for (var i = target.Length - 1; i >= 0; i--)
        {
            target[i] = Of((int)(value % 100));
            value /= 100;
        }
    }

    /// <summary>Writes a value of so many decimals, low byte first, the sign in the highest bit.</summary>
    public static void WriteSigned(Span<byte> target, double value, int decimals)
    {
        WriteLowFirst(target, Scaled(Math.Abs(value), decimals));
        target[^1] |= (byte)(value < 0 ? 0x80 : 0);
    }

    /// <summary>Writes a value of 0 or more with so many decimals, low byte first.</summary>
    public static void Write(Span<byte> target, double value, int decimals) => WriteLowFirst(target, Scaled(Math.Max(0, value), decimals));

    /// <summary>A value as a whole number of its last decimal, rounded.</summary>
    public static long Scaled(double value, int decimals)
    {
        var scale = 1;
        for (var i = 0; i < decimals; i++)
        {
            scale *= 10;
        }

        return (long)Math.Round(value * scale);
    }

    /// <summary>Reads the digits of an address as text into bytes, low byte first; the text has two digits a byte.</summary>
    public static byte[] AddressLowFirst(string digits)
    {
        var bytes = Convert.FromHexString(digits);
        Array.Reverse(bytes);
        return bytes;
    }

    /// <summary>The sum of bytes modulo 256, as DL/T 645 and CJ/T 188 check their frames.</summary>
    public static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var value in bytes)
        {
            sum += value;
        }

        return sum;
    }
}
