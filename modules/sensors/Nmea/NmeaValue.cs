using System.Buffers.Text;
using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Nmea;

/// <summary>Reads fields. Pure; allocates nothing.</summary>
internal static class NmeaValue
{
    private const double MinutesPerDegree = 60;
    private const int PlaceDecimals = 9;
    private const int FirstYearOfCentury = 80;

    public static NmeaItem Number(NmeaQuantity quantity, ReadOnlySpan<byte> text, double factor = 1)
    {
        if (text.Length == 0)
        {
            return new NmeaItem(quantity, double.NaN, NmeaWhy.Empty);
        }

        return TryNumber(text, out var value) ? new NmeaItem(quantity, value * factor, NmeaWhy.None) : new NmeaItem(quantity, double.NaN, NmeaWhy.Unreadable);
    }

    public static bool TryNumber(ReadOnlySpan<byte> text, out double value) =>
        Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && double.IsFinite(value);

    /// <summary>`ddmm.mmmm` or `dddmm.mmmm`, and the letter of the hemisphere.</summary>
    public static NmeaItem Place(NmeaQuantity quantity, ReadOnlySpan<byte> text, ReadOnlySpan<byte> hemisphere)
    {
        if (text.Length == 0 || hemisphere.Length == 0)
        {
            return new NmeaItem(quantity, double.NaN, NmeaWhy.Empty);
        }

        var isLatitude = quantity == NmeaQuantity.Latitude;
        var (positive, negative, most) = isLatitude ? ((byte)'N', (byte)'S', 90.0) : ((byte)'E', (byte)'W', 180.0);
        if (!TryNumber(text, out var told) || told < 0 || hemisphere.Length != 1 || (hemisphere[0] != positive && hemisphere[0] != negative))
        {
            return new NmeaItem(quantity, double.NaN, NmeaWhy.Unreadable);
        }

        var degrees = Math.Floor(told / 100);
        var minutes = told - (degrees * 100);
        var value = Math.Round(degrees + (minutes / MinutesPerDegree), PlaceDecimals);
        return minutes >= MinutesPerDegree || value > most
            ? new NmeaItem(quantity, double.NaN, NmeaWhy.Unreadable)
            : new NmeaItem(quantity, hemisphere[0] == positive ? value : -value, NmeaWhy.None);
    }

    public static NmeaItem TimeOfDay(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0)
        {
            return new NmeaItem(NmeaQuantity.TimeOfDay, double.NaN, NmeaWhy.Empty);
        }

        return TryMillisecondOfDay(text, out var ms)
            ? new NmeaItem(NmeaQuantity.TimeOfDay, ms / 1000.0, NmeaWhy.None)
            : new NmeaItem(NmeaQuantity.TimeOfDay, double.NaN, NmeaWhy.Unreadable);
    }

    /// <summary>Date and time; <paramref name="year"/> of two digits lies in 1980..2079.</summary>
    public static NmeaItem Time(ReadOnlySpan<byte> time, ReadOnlySpan<byte> day, ReadOnlySpan<byte> month, ReadOnlySpan<byte> year)
    {
        if (time.Length == 0 || day.Length == 0 || month.Length == 0 || year.Length == 0)
        {
            return new NmeaItem(NmeaQuantity.Time, double.NaN, NmeaWhy.Empty);
        }

        if (TryMillisecondOfDay(time, out var ms) && TryDigits(day, out var d) && TryDigits(month, out var m) && TryDigits(year, out var y)
            && MomentField.TryUtcMs(year.Length == 2 ? y + (y >= FirstYearOfCentury ? 1900 : 2000) : y, m, d, 0, 0, 0, 0, out var utcMs))
        {
            return new NmeaItem(NmeaQuantity.Time, (utcMs + ms) / 1000.0, NmeaWhy.None);
        }

        return new NmeaItem(NmeaQuantity.Time, double.NaN, NmeaWhy.Unreadable);
    }

    // hhmmss or hhmmss.sss
    private static bool TryMillisecondOfDay(ReadOnlySpan<byte> text, out long ms)
    {
        ms = 0;
        if (text.Length < 6 || !TryDigits(text[..6], out var digits))
        {
            return false;
        }

        var fraction = 0.0;
        if (text.Length > 6 && (text[6] != '.' || !TryNumber(text[6..], out fraction) || fraction is < 0 or >= 1))
        {
            return false;
        }

        var (hour, minute, second) = (digits / 10_000, digits / 100 % 100, digits % 100);
        ms = ((((hour * 60L) + minute) * 60) + second) * 1000 + (long)(fraction * 1000);
        return hour < 24 && minute < 60 && second < 60;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        return text.Length is > 0 and <= 6 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9') && Utf8Parser.TryParse(text, out value, out _);
    }
}
