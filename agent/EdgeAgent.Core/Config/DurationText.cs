using System.Globalization;

namespace EdgeAgent.Core.Config;

/// <summary>Durations as people write them: a number and a unit, e.g. `250 ms`, `1 s`, `5 min`, `1 h`, `30 d`.</summary>
public static class DurationText
{
    private static readonly (string Unit, long Ms)[] Units = [("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>What is accepted, for messages.</summary>
    public const string Form = "a number and one of ms, s, min, h, d, as in \"250 ms\"";

    /// <summary>Reads a duration in whole ms; false for any other text, a negative number, or more than a hundred years.</summary>
    public static bool TryParse(string? text, out long ms) => UnitText.TryParse(text, Units, 100L * 366 * 86_400_000, out ms);

    /// <summary>Writes ms with the largest unit that leaves a whole number.</summary>
    public static string Format(long ms)
    {
        for (var i = Units.Length - 1; i > 0; i--)
        {
            if (ms >= Units[i].Ms && ms % Units[i].Ms == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{ms / Units[i].Ms} {Units[i].Unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{ms} ms");
    }
}

/// <summary>Sizes as people write them: `512 MiB`, `2 GiB`, `16 GB`.</summary>
public static class SizeText
{
    private static readonly (string Unit, long Factor)[] Units =
    [
        ("B", 1), ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
    ];

    /// <summary>What is accepted, for messages.</summary>
    public const string Form = "a number and one of B, KiB, MiB, GiB, TiB, kB, MB, GB, TB, as in \"512 MiB\"";

    /// <summary>Reads a size in bytes; false for any other text, a negative number, or more than an exbibyte.</summary>
    public static bool TryParse(string? text, out long bytes) => UnitText.TryParse(text, Units, 1L << 60, out bytes);

    /// <summary>Writes bytes with the largest binary unit that leaves a whole number.</summary>
    public static string Format(long bytes)
    {
        for (var i = 4; i > 0; i--)
        {
            if (bytes >= Units[i].Factor && bytes % Units[i].Factor == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{bytes / Units[i].Factor} {Units[i].Unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes} B");
    }
}

/// <summary>A number and a unit.</summary>
internal static class UnitText
{
    public static bool TryParse(string? text, (string Unit, long Factor)[] units, long max, out long value)
    {
        value = 0;
        var span = (text ?? "").AsSpan().Trim();
        var end = 0;
        while (end < span.Length && (char.IsAsciiDigit(span[end]) || span[end] == '.'))
        {
            end++;
        }

        if (end == 0 || !decimal.TryParse(span[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var unit = span[end..].TrimStart();
        foreach (var (name, factor) in units)
        {
            if (unit.SequenceEqual(name))
            {
                if (number > (decimal)max / factor || decimal.Truncate(number * factor) != number * factor)
                {
                    return false;
                }

                value = (long)(number * factor);
                return true;
            }
        }

        return false;
    }
}
