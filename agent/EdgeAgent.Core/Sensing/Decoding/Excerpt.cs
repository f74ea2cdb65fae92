using System.Globalization;

namespace EdgeAgent.Core.Sensing.Decoding;

/// <summary>Shows bytes of a frame in a fault. Pure.</summary>
public static class Excerpt
{
    private const int Longest = 24;

    /// <summary>Printable ASCII as it is, anything else as hex; `end of frame` for none; cut to 24 bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0)
        {
            return "end of frame";
        }

        var shown = bytes[..Math.Min(bytes.Length, Longest)];
        var cut = shown.Length < bytes.Length ? "..." : "";
        return shown.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? Convert.ToHexString(shown) + cut : System.Text.Encoding.ASCII.GetString(shown) + cut;
    }

    /// <summary>`1 byte`, `2 bytes`.</summary>
    public static string Bytes(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} byte{(count == 1 ? "" : "s")}");
}
