using System.Globalization;
using System.Text;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Capture;

/// <summary>What a YUV4MPEG2 stream says of itself in its first line (yuv4mpeg(5) of mjpegtools).</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="RateNumerator">Frames in <paramref name="RateDenominator"/> seconds.</param>
/// <param name="RateDenominator">Seconds.</param>
/// <param name="IsFullRange">Luma from 0 to 255; otherwise from 16 to 235.</param>
public readonly record struct Y4mHeader(int Width, int Height, int RateNumerator, int RateDenominator, bool IsFullRange)
{
    private const string Magic = "YUV4MPEG2";

    /// <summary>Frames a second.</summary>
    public double Rate => (double)RateNumerator / RateDenominator;

    /// <summary>Reads the first line, without its newline; false with what was found and what was expected.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out Y4mHeader header, out string fault)
    {
        header = new Y4mHeader(0, 0, 25, 1, IsFullRange: false);
        var words = Encoding.Latin1.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [Magic, ..])
        {
            fault = $"no {Magic} stream";
            return false;
        }

        foreach (var word in words.Skip(1))
        {
            if (!TryTake(ref header, word))
            {
                fault = $"'{word}' in the stream's first line; expected a size from 1 to {YuvFrame.MaxEdge}, a rate above 0, and chroma 4:2:0 of 8 bits";
                return false;
            }
        }

        fault = header is { Width: > 0, Height: > 0 } ? "" : "the stream's first line lacks a size";
        return fault.Length == 0;
    }

    private static bool TryTake(ref Y4mHeader header, string word)
    {
        switch (word[0])
        {
            case 'W' when TryNumber(word.AsSpan(1), YuvFrame.MaxEdge, out var width):
                header = header with { Width = width };
                return true;
            case 'H' when TryNumber(word.AsSpan(1), YuvFrame.MaxEdge, out var height):
                header = header with { Height = height };
                return true;
            case 'F':
                return TryRate(ref header, word[1..].Split(':'));
            case 'C':
                return word is "C420" or "C420jpeg" or "C420mpeg2" or "C420paldv";
            case 'X':
                header = header with { IsFullRange = header.IsFullRange || word == "XCOLORRANGE=FULL" };
                return true;
            default:
                return word[0] is 'I' or 'A';
        }
    }

    // 0:0 stands for a rate that is not known.
    private static bool TryRate(ref Y4mHeader header, string[] parts)
    {
        if (parts is ["0", "0"])
        {
            return true;
        }

        if (parts.Length != 2 || !TryNumber(parts[0], int.MaxValue, out var numerator) || !TryNumber(parts[1], int.MaxValue, out var denominator))
        {
            return false;
        }

        header = header with { RateNumerator = numerator, RateDenominator = denominator };
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0 && number <= most;
}
