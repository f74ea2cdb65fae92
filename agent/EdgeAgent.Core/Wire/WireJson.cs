using System.Text.Encodings.Web;
using System.Text.Json;

namespace EdgeAgent.Core.Wire;

/// <summary>How JSON looks on the wire.</summary>
public static class WireJson
{
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

    /// <summary>Writes UTC ms as RFC 3339 text ending in Z, with milliseconds only where there are any.</summary>
    public static void WriteTime(Utf8JsonWriter writer, string name, long utcMs)
    {
        Span<char> text = stackalloc char[32];
        writer.WriteString(name, text[..FormatTime(text, utcMs)]);
    }

    /// <summary>UTC ms as RFC 3339 text; years outside 1..9999 are held to that range.</summary>
    public static string TimeText(long utcMs)
    {
        Span<char> text = stackalloc char[32];
        return new string(text[..FormatTime(text, utcMs)]);
    }

    private static int FormatTime(Span<char> text, long utcMs)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(utcMs, MinUnixMs, MaxUnixMs)).UtcDateTime;
        var format = time.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        time.TryFormat(text, out var written, format, System.Globalization.CultureInfo.InvariantCulture);
        return written;
    }
}
