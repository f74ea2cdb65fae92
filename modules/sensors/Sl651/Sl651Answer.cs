using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>
/// Makes the centre's answer to a report (SL 651-2014, 6.5): addresses, password, function and serial number of the report, and the time. The time is ours (Beijing) where the gateway's clock is told the
/// time, so that a station may set its own by it; else the station's own comes back. Pure; allocates nothing.
/// </summary>
public static class Sl651Answer
{
    /// <summary>Longest answer, bytes.</summary>
    public const int MaxLength = 64;

    private const ulong Down = 0x8000;
    private const int SerialBytes = 2;
    private const int TimeBytes = 6;

    /// <summary>Writes the frame; answers its length.</summary>
    /// <param name="frame">Holds <see cref="MaxLength"/> bytes.</param>
    /// <param name="message">The report.</param>
    /// <param name="serial">Its serial number.</param>
    /// <param name="sentDigits">Its time, digits `yyMMddHHmmss`.</param>
    /// <param name="end">End character.</param>
    /// <param name="now">The moment.</param>
    public static int Write(Span<byte> frame, in Sl651Message message, int serial, long sentDigits, byte end, in Now now)
    {
        var layout = new Sl651Layout(message.IsAscii);
        frame[..layout.Start].Fill(message.IsAscii ? (byte)0x01 : (byte)0x7E);
        var at = layout.Put(frame, layout.Start, 5, message.Station);
        at = layout.Put(frame, at, 1, message.Centre);
        at = layout.Put(frame, at, 2, message.Password);
        at = layout.Put(frame, at, 1, message.Function);
        at = layout.Put(frame, at, 2, Down | (ulong)((SerialBytes + TimeBytes) * layout.Width));
        frame[at++] = Sl651Layout.Stx;
        at = layout.Put(frame, at, SerialBytes, (ulong)serial);
        at = layout.Put(frame, at, TimeBytes, Packed(now.Clock is ClockQuality.Ntp or ClockQuality.Gnss ? DigitsOf(now.UtcMs) : Math.Max(0, sentDigits)));
        frame[at++] = end;
        return layout.Put(frame, at, 2, Sl651Crc.Compute(frame[..at]));
    }

    private static long DigitsOf(long utcMs)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(utcMs + MomentField.BeijingMs).UtcDateTime;
        return ((((((((((long)time.Year % 100) * 100) + time.Month) * 100) + time.Day) * 100) + time.Hour) * 100 + time.Minute) * 100) + time.Second;
    }

    // Decimal digits as BCD.
    private static ulong Packed(long digits)
    {
        var packed = 0UL;
        for (var shift = 0; shift < 48; shift += 4, digits /= 10)
        {
            packed |= (ulong)(digits % 10) << shift;
        }

        return packed;
    }
}
