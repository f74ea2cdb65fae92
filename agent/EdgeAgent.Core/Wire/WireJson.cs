using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EdgeAgent.Core.Wire;

/// <summary>How JSON looks on the wire.</summary>
public static class WireJson
{
    private const int MaxTime = 24;
    private const int WholeSeconds = 20;
    private const long MinUnixMs = -62_135_596_800_000;
    private const long MaxUnixMs = 253_402_300_799_999;

    /// <summary>Compact, and Chinese labels as they are rather than escaped.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes a number; null for NaN and infinities, which JSON does not have.</summary>
    public static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>The same with a name that was encoded before.</summary>
    public static void WriteNumber(Utf8JsonWriter writer, JsonEncodedText name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>Writes UTC ms as RFC 3339 text ending in Z, with milliseconds only where there are any.</summary>
    public static void WriteTime(Utf8JsonWriter writer, string name, long utcMs)
    {
        Span<byte> text = stackalloc byte[MaxTime];
        writer.WriteString(name, text[..FormatTime(text, utcMs)]);
    }

    /// <summary>The same with a name that was encoded before.</summary>
    public static void WriteTime(Utf8JsonWriter writer, JsonEncodedText name, long utcMs)
    {
        Span<byte> text = stackalloc byte[MaxTime];
        writer.WriteString(name, text[..FormatTime(text, utcMs)]);
    }

    /// <summary>UTC ms as RFC 3339 text; years outside 1..9999 are held to that range.</summary>
    public static string TimeText(long utcMs)
    {
        Span<byte> text = stackalloc byte[MaxTime];
        return Encoding.ASCII.GetString(text[..FormatTime(text, utcMs)]);
    }

    // By hand: a page holds thousands of times, and a format string costs several times as much.
    private static int FormatTime(Span<byte> text, long utcMs)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(utcMs, MinUnixMs, MaxUnixMs)).UtcDateTime;
        "0000-00-00T00:00:00.000Z"u8.CopyTo(text);
        time.Deconstruct(out DateOnly date, out TimeOnly clock);
        Digits(text[..4], date.Year);
        Digits(text[5..7], date.Month);
        Digits(text[8..10], date.Day);
        Digits(text[11..13], clock.Hour);
        Digits(text[14..16], clock.Minute);
        Digits(text[17..19], clock.Second);
        if (clock.Millisecond == 0)
        {
            text[WholeSeconds - 1] = (byte)'Z';
            return WholeSeconds;
        }

        Digits(text[20..23], clock.Millisecond);
        return MaxTime;
    }

    private static void Digits(Span<byte> text, int value)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}
