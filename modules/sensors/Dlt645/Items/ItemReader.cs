using System.Globalization;
using System.Text;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Reads items out of data whose shift was taken off. Pure; reading a value allocates nothing. Never throws on any bytes.</summary>
public static class ItemReader
{
    private const byte Absent = 0xFF;
    private const byte SignBit = 0x80;
    private const int Century = 2_000;
    private const double ZoneSeconds = 8 * 3_600;
    private const long FourthDigit = 1_000;
    private static readonly double[] Powers = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

    /// <summary>Reads the item that begins with <paramref name="data"/>; NaN and why there is no value otherwise. Moments are seconds since 1970-01-01 UTC: meters run by the time of China, +08:00.</summary>
    public static NoValue Read(in ItemFormat format, ReadOnlySpan<byte> data, out double value)
    {
        value = double.NaN;
        if (data.Length < format.Bytes)
        {
            return NoValue.Short;
        }

        var bytes = data[..format.Bytes];
        if (!bytes.ContainsAnyExcept(Absent))
        {
            return NoValue.Absent;
        }

        return format.Kind switch
        {
            ItemKind.Characters => NoValue.Text,
            ItemKind.Binary => ReadBinary(bytes, format.Decimals, out value),
            ItemKind.YearlessMoment => IsMoment(4, Digits(bytes[3]), Digits(bytes[2]), Digits(bytes[1]), Digits(bytes[0]), 0, out _) ? NoValue.NoYear : NoValue.NoMoment,
            ItemKind.MinuteMoment => ReadMoment(Digits(bytes[4]), Digits(bytes[3]), Digits(bytes[2]), Digits(bytes[1]), Digits(bytes[0]), 0, out value),
            ItemKind.Moment => ReadMoment(Digits(bytes[5]), Digits(bytes[4]), Digits(bytes[3]), Digits(bytes[2]), Digits(bytes[1]), Digits(bytes[0]), out value),
            ItemKind.WeekdayMoment => ReadMoment(Digits(bytes[6]), Digits(bytes[5]), Digits(bytes[4]), Digits(bytes[2]), Digits(bytes[1]), Digits(bytes[0]), out value),
            ItemKind.Date => ReadMoment(Digits(bytes[2]), Digits(bytes[1]), Digits(bytes[0]), 0, 0, 0, out value),
            ItemKind.TimeOfDay => ReadTimeOfDay(Digits(bytes[2]), Digits(bytes[1]), Digits(bytes[0]), out value),
            ItemKind.Weekday => ReadWeekday(Digits(bytes[0]), out value),
            _ => ReadNumber(format, bytes, out value),
        };
    }

    /// <summary>The item for people where a number says little; empty else. Allocates.</summary>
    public static string TextOf(in ItemFormat format, ReadOnlySpan<byte> data)
    {
        if (data.Length < format.Bytes)
        {
            return "";
        }

        var bytes = data[..format.Bytes];
        var why = Read(format, bytes, out var value);
        return format.Kind switch
        {
            ItemKind.Characters when why == NoValue.Text => Characters(bytes),
            ItemKind.Identity when why == NoValue.None => value.ToString(new string('0', format.Bytes * 2), CultureInfo.InvariantCulture),
            ItemKind.Date when why == NoValue.None => Local(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ItemKind.TimeOfDay when why == NoValue.None => Local(value - ZoneSeconds).ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            ItemKind.YearlessMoment when why == NoValue.NoYear => $"{bytes[3]:X2}-{bytes[2]:X2}T{bytes[1]:X2}:{bytes[0]:X2}",
            ItemKind.MinuteMoment or ItemKind.Moment or ItemKind.WeekdayMoment when why == NoValue.None => Local(value).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "+08:00",
            _ when why is NoValue.NoDigit or NoValue.NoMoment => Convert.ToHexString(bytes),
            _ => "",
        };
    }

    private static DateTime Local(double seconds) => DateTime.UnixEpoch.AddSeconds(seconds + ZoneSeconds);

    private static NoValue ReadNumber(in ItemFormat format, ReadOnlySpan<byte> bytes, out double value)
    {
        value = double.NaN;
        var number = 0L;
        var isNegative = format.Kind == ItemKind.Signed && (bytes[^1] & SignBit) != 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            var two = Digits(isNegative && i == bytes.Length - 1 ? (byte)(bytes[i] & ~SignBit) : bytes[i]);
            if (two < 0)
            {
                return NoValue.NoDigit;
            }

            number = (number * 100) + two;
        }

        var decimals = format.Kind == ItemKind.ThreeDigits && number >= FourthDigit ? 1 : format.Decimals;
        value = (isNegative ? -number : number) / Powers[decimals];
        return NoValue.None;
    }

    private static NoValue ReadBinary(ReadOnlySpan<byte> bytes, int decimals, out double value)
    {
        var number = 0UL;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            number = (number << 8) | bytes[i];
        }

        value = number / Powers[decimals];
        return NoValue.None;
    }

    private static NoValue ReadMoment(int year, int month, int day, int hour, int minute, int second, out double value)
    {
        value = double.NaN;
        if (!IsMoment(year, month, day, hour, minute, second, out var moment))
        {
            return NoValue.NoMoment;
        }

        value = (moment - DateTime.UnixEpoch).TotalSeconds - ZoneSeconds;
        return NoValue.None;
    }

    private static bool IsMoment(int year, int month, int day, int hour, int minute, int second, out DateTime moment)
    {
        moment = default;
        var isMoment = year >= 0 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(Century + year, month)
            && hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && second is >= 0 and <= 59;
        if (isMoment)
        {
            moment = new DateTime(Century + year, month, day, hour, minute, second, DateTimeKind.Utc);
        }

        return isMoment;
    }

    private static NoValue ReadTimeOfDay(int hour, int minute, int second, out double value)
    {
        var isTime = hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && second is >= 0 and <= 59;
        value = isTime ? (((hour * 60) + minute) * 60) + second : double.NaN;
        return isTime ? NoValue.None : NoValue.NoMoment;
    }

    private static NoValue ReadWeekday(int day, out double value)
    {
        value = day is >= 0 and <= 6 ? day : double.NaN;
        return double.IsNaN(value) ? NoValue.NoMoment : NoValue.None;
    }

    // Two BCD digits, or -1.
    private static int Digits(byte bcd) => (bcd >> 4) > 9 || (bcd & 15) > 9 ? -1 : ((bcd >> 4) * 10) + (bcd & 15);

    private static string Characters(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            if (bytes[i] is > 0 and < 0xFF)
            {
                text.Append(bytes[i] is >= 0x20 and < 0x7F ? (char)bytes[i] : '?');
            }
        }

        return text.ToString().Trim();
    }
}
