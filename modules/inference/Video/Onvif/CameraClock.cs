using System.Globalization;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>What a camera's clock says.</summary>
/// <param name="ToldUtc">What it told, UTC, cut to whole seconds by the message.</param>
/// <param name="OffsetMs">Its clock minus ours, ms.</param>
/// <param name="ErrorMs">By how much that may be wrong either way, ms: half the round trip, and half of the second that the message cuts off.</param>
public sealed record CameraClock(DateTimeOffset ToldUtc, long OffsetMs, long ErrorMs)
{
    private const int LeastYear = 1970;
    private const int MostYear = 2199;
    private const int HalfSecondMs = 500;

    /// <summary>True when it is more than <paramref name="limitMs"/> off, whatever the error.</summary>
    public bool IsOff(long limitMs) => Math.Abs(OffsetMs) - ErrorMs > limitMs;

    /// <summary>Reads a GetSystemDateAndTimeResponse (ONVIF Core Specification, section 8.3.5); null when it tells no UTC.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="askedUtc">Our clock when the question was sent.</param>
    /// <param name="roundTripMs">Time until the answer came, ms.</param>
    public static CameraClock? Read(XmlPart answer, DateTimeOffset askedUtc, long roundTripMs)
    {
        if (answer.At("SystemDateAndTime", "UTCDateTime") is not { } utc
            || Number(utc, "Date", "Year") is not (>= LeastYear and <= MostYear and var year)
            || Number(utc, "Date", "Month") is not (>= 1 and <= 12 and var month)
            || Number(utc, "Date", "Day") is not (>= 1 and <= 31 and var day) || day > DateTime.DaysInMonth(year, month)
            || Number(utc, "Time", "Hour") is not (>= 0 and <= 23 and var hour)
            || Number(utc, "Time", "Minute") is not (>= 0 and <= 59 and var minute)
            || Number(utc, "Time", "Second") is not (>= 0 and <= 61 and var second))
        {
            return null;
        }

        var told = new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.Zero).AddSeconds(second);
        var offset = told.AddMilliseconds(HalfSecondMs) - askedUtc.AddMilliseconds(roundTripMs / 2.0);
        return new CameraClock(told, (long)offset.TotalMilliseconds, HalfSecondMs + (roundTripMs / 2));
    }

    private static int? Number(XmlPart part, string group, string name) =>
        int.TryParse(part.TextAt(group, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
