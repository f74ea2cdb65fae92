using System.Globalization;

namespace EdgeAgent.Core.Sensing.Decoding;

/// <summary>Makes fields of moments. Pure.</summary>
public static class MomentField
{
    /// <summary>Beijing time, which Chinese stations tell: UTC+8 without summer time, ms.</summary>
    public const long BeijingMs = 8 * 3_600_000;

    /// <summary>A field of a moment; <paramref name="offsetMs"/> is the zone in which the frame tells it.</summary>
    public static DecodedField Of(string name, long utcMs, long offsetMs = BeijingMs)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(utcMs).ToOffset(TimeSpan.FromMilliseconds(offsetMs));
        var text = time.ToString(utcMs % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ssK" : "yyyy-MM-dd'T'HH:mm:ss.fffK", CultureInfo.InvariantCulture);
        return new DecodedField(name, utcMs / 1000.0, "", "", offsetMs == 0 ? text.Replace("+00:00", "Z", StringComparison.Ordinal) : text);
    }

    /// <summary>UTC ms of a date and time of day in a zone; false when there is no such moment.</summary>
    public static bool TryUtcMs(int year, int month, int day, int hour, int minute, int second, long offsetMs, out long utcMs)
    {
        utcMs = 0;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
        {
            return false;
        }

        utcMs = ((new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond) - offsetMs;
        return true;
    }
}
