namespace EdgeAgent.Core.Sensing.Framing;

/// <summary>
/// What frames of Chinese meter protocols share: any number of FE to wake the receiver, 68 first, a length byte at a place of its own, the sum modulo 256 of all bytes from the 68 on, 16 last
/// (DL/T 645-2007, 5.2; CJ/T 188-2004, 5.2). They are cut by their length: 16 occurs inside of frames too. Pure.
/// </summary>
public static class SummedFrame
{
    /// <summary>First byte.</summary>
    public const byte Start = 0x68;

    /// <summary>Last byte.</summary>
    public const byte Stop = 0x16;

    /// <summary>Byte that wakes the receiver before a frame.</summary>
    public const byte Wake = 0xFE;

    /// <summary>Bytes behind the data: sum and <see cref="Stop"/>.</summary>
    public const int TailLength = 2;

    /// <summary>Sum of bytes modulo 256.</summary>
    public static byte SumOf(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var b in bytes)
        {
            sum += b;
        }

        return (byte)sum;
    }

    /// <summary>Judges the place where <paramref name="rest"/> begins, which is a <see cref="Start"/> with the protocol's own marks sound as far as they are there.</summary>
    /// <param name="rest">The bytes.</param>
    /// <param name="lengthAt">Place of the length byte; the data begin behind it.</param>
    /// <param name="length">Length of the frame; else 1.</param>
    public static FrameVerdict Judge(ReadOnlySpan<byte> rest, int lengthAt, out int length)
    {
        length = 1;
        if (!IsWhole(rest, lengthAt, out var total))
        {
            return FrameVerdict.Later;
        }

        if (rest[total - 1] != Stop || SumOf(rest[..(total - TailLength)]) != rest[total - TailLength])
        {
            return FrameVerdict.No;
        }

        length = total;
        return FrameVerdict.Frame;
    }

    /// <summary>True when what begins here is whole by its length and its end, and its sum is wrong.</summary>
    public static bool IsDamaged(ReadOnlySpan<byte> rest, int lengthAt) =>
        IsWhole(rest, lengthAt, out var total) && rest[total - 1] == Stop && SumOf(rest[..(total - TailLength)]) != rest[total - TailLength];

    private static bool IsWhole(ReadOnlySpan<byte> rest, int lengthAt, out int total)
    {
        total = rest.Length > lengthAt ? lengthAt + 1 + rest[lengthAt] + TailLength : int.MaxValue;
        return rest.Length >= total;
    }
}
