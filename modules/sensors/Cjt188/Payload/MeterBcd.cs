namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Reads BCD digits and times, low byte first. Pure; allocates nothing.</summary>
internal static class MeterBcd
{
    private const byte Absent = 0xFF;
    private const int FirstYear = 1990;
    private const int LastYear = 2099;
    private const long ZoneSeconds = 8 * 3_600;

    /// <summary>True when all half bytes are decimal digits.</summary>
    public static bool IsDecimal(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (Two(b) < 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads digits.</summary>
    public static NoValue Read(ReadOnlySpan<byte> bytes, out long number)
    {
        number = 0;
        if (!bytes.ContainsAnyExcept(Absent))
        {
            return NoValue.Absent;
        }

        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            var two = Two(bytes[i]);
            if (two < 0)
            {
                return NoValue.NoDigit;
            }

            number = (number * 100) + two;
        }

        return NoValue.None;
    }

    /// <summary>Reads second, minute, hour, day, month, year, century; seconds since 1970-01-01 UTC, as meters run by the time of China, +08:00.</summary>
    public static NoValue ReadTime(ReadOnlySpan<byte> bytes, out long seconds)
    {
        seconds = 0;
        if (!bytes.ContainsAnyExcept(Absent))
        {
            return NoValue.Absent;
        }

        if (!IsDecimal(bytes))
        {
            return NoValue.NoDigit;
        }

        var (second, minute, hour, day, month, year) = (Two(bytes[0]), Two(bytes[1]), Two(bytes[2]), Two(bytes[3]), Two(bytes[4]), (Two(bytes[6]) * 100) + Two(bytes[5]));
        if (year is < FirstYear or > LastYear || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return NoValue.NoMoment;
        }

        seconds = ((new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond) - ZoneSeconds;
        return NoValue.None;
    }

    private static int Two(byte bcd) => (bcd >> 4) > 9 || (bcd & 15) > 9 ? -1 : ((bcd >> 4) * 10) + (bcd & 15);
}
