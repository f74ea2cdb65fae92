using System.Buffers.Text;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>Reads values, times and flags of a CP. Pure; allocates nothing.</summary>
public static class Hj212Value
{
    private const int SecondsLength = 14;
    private const int MillisecondsLength = 17;

    /// <summary>Reads a decimal number; false for anything else.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out double value) =>
        Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && double.IsFinite(value);

    /// <summary>Reads `yyyyMMddHHmmss` or, with ms, `yyyyMMddHHmmssfff`, in Beijing time; false when there is no such moment.</summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out long utcMs)
    {
        utcMs = 0;
        if (text.Length is not (SecondsLength or MillisecondsLength) || text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || !MomentField.TryUtcMs(Int(text[..4]), Int(text[4..6]), Int(text[6..8]), Int(text[8..10]), Int(text[10..12]), Int(text[12..14]), MomentField.BeijingMs, out utcMs))
        {
            return false;
        }

        utcMs += text.Length == MillisecondsLength ? Int(text[SecondsLength..]) : 0;
        return true;
    }

    /// <summary>What a data flag (HJ 212-2017, table 9) makes of a reading: N is good, D a fault of the instrument, B no contact with it, the others no measurement of what is.</summary>
    public static Quality QualityOf(byte flag) => flag switch
    {
        (byte)'N' => Quality.Good,
        (byte)'D' => Quality.Exception,
        (byte)'B' => Quality.Timeout,
        _ => Quality.Invalid,
    };

    /// <summary>What a data flag means, for people.</summary>
    public static string MeaningOf(ReadOnlySpan<byte> flag) => flag switch
    {
        [(byte)'N'] => "N: normal",
        [(byte)'F'] => "F: stopped",
        [(byte)'M'] => "M: in maintenance",
        [(byte)'S'] => "S: set by hand",
        [(byte)'D'] => "D: instrument fault",
        [(byte)'C'] => "C: in calibration",
        [(byte)'T'] => "T: beyond the measuring range",
        [(byte)'B'] => "B: no contact with the instrument",
        _ => $"{Excerpt.Of(flag)}: unknown flag",
    };

    private static int Int(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            value = (value * 10) + digit - '0';
        }

        return value;
    }
}
