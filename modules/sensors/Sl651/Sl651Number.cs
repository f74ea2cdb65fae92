using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>Reads numbers and times. Pure; allocates nothing.</summary>
public static class Sl651Number
{
    private const int MaxBytes = 9;
    private const int Century = 2_000;

    /// <summary>
    /// Reads BCD, high byte first, with a number of decimals (SL 651-2014, 6.6.2.2): a first byte FF before digits makes it negative; all FF, or all AA, is none.
    /// </summary>
    public static Sl651Why Bcd(ReadOnlySpan<byte> bytes, int decimals, out double value)
    {
        value = double.NaN;
        if (bytes.Length > 0 && (!bytes.ContainsAnyExcept((byte)0xFF) || !bytes.ContainsAnyExcept((byte)0xAA)))
        {
            return Sl651Why.Absent;
        }

        var isNegative = bytes.Length > 1 && bytes[0] == 0xFF;
        bytes = isNegative ? bytes[1..] : bytes;
        if (bytes.Length is 0 or > MaxBytes || !TryDigits(bytes, out var digits))
        {
            return Sl651Why.NoNumber;
        }

        value = Scaled(isNegative ? -digits : digits, decimals);
        return Sl651Why.None;
    }

    /// <summary>A whole number with decimals: a division, so that 1115 with two is 11.15.</summary>
    public static double Scaled(long digits, int decimals)
    {
        var divisor = 1.0;
        for (var i = 0; i < decimals; i++)
        {
            divisor *= 10;
        }

        return digits == 0 ? 0 : digits / divisor;
    }

    /// <summary>Reads BCD digits as a whole number; false when one is none.</summary>
    public static bool TryDigits(ReadOnlySpan<byte> bytes, out long value)
    {
        value = 0;
        foreach (var b in bytes)
        {
            if ((b >> 4) > 9 || (b & 0xF) > 9)
            {
                return false;
            }

            value = (value * 100) + ((b >> 4) * 10) + (b & 0xF);
        }

        return true;
    }

    /// <summary>A time of digits `yyMMddHHmm` or, with <paramref name="hasSeconds"/>, `yyMMddHHmmss`, in Beijing time; false when there is no such moment.</summary>
    public static bool TryTime(long digits, bool hasSeconds, out long utcMs)
    {
        var second = hasSeconds ? (int)(digits % 100) : 0;
        digits = hasSeconds ? digits / 100 : digits;
        return MomentField.TryUtcMs(
            Century + (int)(digits / 100_000_000), (int)(digits / 1_000_000 % 100), (int)(digits / 10_000 % 100), (int)(digits / 100 % 100), (int)(digits % 100), second,
            MomentField.BeijingMs, out utcMs);
    }
}
