using System.Buffers.Text;

namespace EdgeAgent.Sensors.Lines;

/// <summary>Reads numbers of a line. Pure; allocates nothing.</summary>
internal static class LineNumber
{
    private const int MaxHexDigits = 16;

    /// <summary>How long the number is that <paramref name="rest"/> begins with, leading spaces and its sign included; 0 for none.</summary>
    public static int Length(ReadOnlySpan<byte> rest)
    {
        var at = rest.IndexOfAnyExcept((byte)' ');
        if (at < 0)
        {
            return 0;
        }

        at += rest[at] is (byte)'+' or (byte)'-' ? 1 : 0;
        var digits = 0;
        var isPoint = false;
        for (; at < rest.Length; at++)
        {
            if (char.IsAsciiDigit((char)rest[at]))
            {
                digits++;
            }
            else if (rest[at] == '.' && !isPoint)
            {
                isPoint = true;
            }
            else
            {
                break;
            }
        }

        return digits > 0 ? at : 0;
    }

    public static int HexLength(ReadOnlySpan<byte> rest)
    {
        var at = 0;
        while (at < rest.Length && at < MaxHexDigits && char.IsAsciiHexDigit((char)rest[at]))
        {
            at++;
        }

        return at;
    }

    public static bool TryRead(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        text = text.Trim((byte)' ');
        if (text.Length == 0 || Length(text) != text.Length)
        {
            return false;
        }

        // The parser takes no plus before a point, and no point at the end.
        text = text[0] == '+' ? text[1..] : text;
        text = text[^1] == '.' ? text[..^1] : text;
        return Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && double.IsFinite(value);
    }

    public static bool TryReadHex(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (text.Length is 0 or > MaxHexDigits || HexLength(text) != text.Length || !Utf8Parser.TryParse(text, out ulong number, out var used, 'x') || used != text.Length)
        {
            return false;
        }

        value = number;
        return true;
    }
}
