using System.Globalization;
using System.Text;
using EdgeCtl.Simulate.Line;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Simulate.Nmea;

/// <summary>
/// A satellite receiver that speaks NMEA 0183 each second: RMC, GGA and ZDA of the talker GN. It has no fix for its first seconds, then wanders by a metre or two about
/// where it stands. Not thread-safe.
/// </summary>
internal sealed class NmeaReceiver(WallTime utc, ulong seed, int baud, double latDeg = 31.2405, double lonDeg = 121.4170) : Slave(baud)
{
    private const int NoFixReports = 3;
    private const double StepDeg = 0.000002;
    private const double MaxOffDeg = 0.00003;
    private readonly SeededNoise _noise = new(seed);
    private double _offLat;
    private double _offLon;
    private long _nextNs;
    private int _reports;

    /// <inheritdoc/>
    public override bool IsText => true;

    /// <inheritdoc/>
    public override long SpeaksAtNs => _nextNs;

    /// <summary>A whole sentence around its body.</summary>
    public static string Wrap(string body)
    {
        byte check = 0;
        foreach (var letter in body)
        {
            check ^= (byte)letter;
        }

        return string.Create(CultureInfo.InvariantCulture, $"${body}*{check:X2}\r\n");
    }

    /// <inheritdoc/>
    public override Look Find(ReadOnlySpan<byte> received, bool isSilent) => Look.None;

    /// <inheritdoc/>
    public override Reply Answer(ReadOnlySpan<byte> request, long nowNs, Span<byte> frame) => default;

    /// <inheritdoc/>
    public override Reply Speak(long nowNs, Span<byte> frame)
    {
        _nextNs = utc.NextNs(nowNs, 1);
        _reports++;
        _offLat = Math.Clamp(_offLat + (StepDeg * _noise.Normal()), -MaxOffDeg, MaxOffDeg);
        _offLon = Math.Clamp(_offLon + (StepDeg * _noise.Normal()), -MaxOffDeg, MaxOffDeg);
        var now = utc.At(nowNs);
        var text = _reports <= NoFixReports
            ? Wrap("GNRMC,,V,,,,,,,,,,N") + Wrap("GNGGA,,,,,,0,00,99.9,,,,,,")
            : Sentences(now, Angle(latDeg + _offLat, 2, 'N', 'S'), Angle(lonDeg + _offLon, 3, 'E', 'W'));
        return new Reply(ReplyKind.Normal, Encoding.ASCII.GetBytes(text, frame), Tail: 2);
    }

    private static string Sentences(DateTime now, string lat, string lon) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Wrap($"GNRMC,{now:HHmmss}.00,A,{lat},{lon},0.02,,{now:ddMMyy},,,A")}{Wrap($"GNGGA,{now:HHmmss}.00,{lat},{lon},1,11,0.8,6.4,M,10.1,M,,")}{Wrap($"GNZDA,{now:HHmmss}.00,{now:dd,MM,yyyy},00,00")}");

    private static string Angle(double degrees, int digits, char positive, char negative)
    {
        var tenThousandths = (long)Math.Round(Math.Abs(degrees) * 60 * 10_000);
        var whole = tenThousandths / 600_000;
        var minutes = (tenThousandths - (whole * 600_000)) / 10_000.0;
        var degreesText = whole.ToString("D" + digits, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{degreesText}{minutes:00.0000},{(degrees < 0 ? negative : positive)}");
    }
}
