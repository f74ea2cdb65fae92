using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Nmea;

/// <summary>A sentence of NMEA 0183 (IEC 61162-1): `$`, talker and name, fields parted by commas, `*` and two hex digits, the XOR of what stands between. A view of its bytes; allocates nothing.</summary>
public readonly ref struct NmeaSentence
{
    /// <summary>Longest sentence that is taken, bytes: the standard has 82, receivers of several systems go beyond.</summary>
    public const int MaxLength = 128;

    /// <summary>Bytes from the `*` to the end.</summary>
    internal const int CheckLength = 3;

    private const int ShortestHead = 2;

    /// <summary>Who speaks: `GP`, `GN`, `GB`, `BD`, `GL`, `GA`; `P` for a maker's own sentence.</summary>
    public ReadOnlySpan<byte> Talker { get; private init; }

    /// <summary>Name of the sentence, as in `GGA`.</summary>
    public ReadOnlySpan<byte> Name { get; private init; }

    /// <summary>What stands between the name's comma and the `*`.</summary>
    public ReadOnlySpan<byte> Fields { get; private init; }

    /// <summary>Judges the place where <paramref name="rest"/> begins; <paramref name="length"/> of a whole sentence ends with the check sum.</summary>
    public static FrameVerdict Judge(ReadOnlySpan<byte> rest, out int length)
    {
        length = 1;
        if (rest[0] != '$')
        {
            return FrameVerdict.No;
        }

        var known = rest[..Math.Min(rest.Length, MaxLength)];
        var end = known[1..].IndexOfAnyExcept(Allowed) + 1;
        if (end == 0)
        {
            return known.Length == MaxLength ? FrameVerdict.No : FrameVerdict.Later;
        }

        if (known[end] != '*' || end + CheckLength > MaxLength)
        {
            return FrameVerdict.No;
        }

        if (rest.Length < end + CheckLength)
        {
            return FrameVerdict.Later;
        }

        var isSound = TryHex(rest.Slice(end + 1, 2), out var told) && told == Sum(rest[1..end]) && HeadOf(rest[1..end]).Length >= ShortestHead;
        length = isSound ? end + CheckLength : 1;
        return isSound ? FrameVerdict.Frame : FrameVerdict.No;
    }

    /// <summary>Reads a whole sentence that <see cref="Judge"/> has found.</summary>
    public static NmeaSentence Of(ReadOnlySpan<byte> sentence)
    {
        var body = sentence[1..^3];
        var head = HeadOf(body);
        var talker = head[0] == 'P' ? 1 : 2;
        return new NmeaSentence { Talker = head[..talker], Name = head[talker..], Fields = head.Length == body.Length ? default : body[(head.Length + 1)..] };
    }

    /// <summary>A field, from 1; empty when it is empty or not there.</summary>
    public ReadOnlySpan<byte> Field(int number)
    {
        var rest = Fields;
        for (var i = 1; i < number; i++)
        {
            var comma = rest.IndexOf((byte)',');
            if (comma < 0)
            {
                return default;
            }

            rest = rest[(comma + 1)..];
        }

        var end = rest.IndexOf((byte)',');
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>The XOR of bytes.</summary>
    public static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var b in bytes)
        {
            sum ^= b;
        }

        return sum;
    }

    /// <summary>Printable ASCII but `$` and `*`.</summary>
    internal static System.Buffers.SearchValues<byte> Allowed { get; } =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (byte)c).Where(c => c is not ((byte)'$' or (byte)'*'))]);

    // Talker and name: what stands before the first comma.
    private static ReadOnlySpan<byte> HeadOf(ReadOnlySpan<byte> body)
    {
        var comma = body.IndexOf((byte)',');
        return comma < 0 ? body : body[..comma];
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }

            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit & 0x5F) - 'A' + 10);
        }

        return true;
    }
}
