using System.Globalization;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Finds the one frame in what a person gave, or tells what is wrong with it and where.</summary>
internal static class Dlt645Faults
{
    // A stray byte after a frame is what meters send; more is something else.
    private const int MaxStrays = 1;

    /// <summary>Where the frame begins, behind wake-up bytes and noise; or the fault.</summary>
    public static DecodeFault? Find(ReadOnlySpan<byte> bytes, out int start)
    {
        DecodeFault? ofNoise = null;
        for (start = 0; start + Dlt645Frame.SecondStartAt < bytes.Length; start++)
        {
            if (bytes[start] != SummedFrame.Start || bytes[start + Dlt645Frame.SecondStartAt] != SummedFrame.Start)
            {
                continue;
            }

            var fault = Check(bytes, start);
            if (fault is null || IsAddress(bytes.Slice(start + 1, Dlt645Address.Length)))
            {
                return fault;
            }

            ofNoise ??= fault;
        }

        start = 0;
        if (ofNoise is { } only)
        {
            return only;
        }

        var first = bytes.IndexOfAnyExcept(SummedFrame.Wake);
        if (first < 0)
        {
            return new DecodeFault("no frame", Hex(SummedFrame.Start), "end of frame", bytes.Length);
        }

        if (bytes[first] != SummedFrame.Start)
        {
            return new DecodeFault("missing start", Hex(SummedFrame.Start), Hex(bytes[first]), first);
        }

        return first + Dlt645Frame.SecondStartAt >= bytes.Length
            ? TooShort(bytes.Length, $"{Dlt645Frame.Overhead} bytes at least", bytes.Length - first)
            : new DecodeFault("missing second start", Hex(SummedFrame.Start), Hex(bytes[first + Dlt645Frame.SecondStartAt]), first + Dlt645Frame.SecondStartAt);
    }

    // Two 68 that stand right by chance, as in noise before wake-up bytes, have no address between them.
    private static bool IsAddress(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b != Dlt645Address.AnyDigits && ((b >> 4) > 9 || (b & 15) > 9))
            {
                return false;
            }
        }

        return true;
    }

    private static DecodeFault? Check(ReadOnlySpan<byte> bytes, int start)
    {
        var rest = bytes[start..];
        if (rest.Length <= Dlt645Frame.LengthAt)
        {
            return TooShort(bytes.Length, $"{Dlt645Frame.Overhead} bytes at least", rest.Length);
        }

        var length = rest[Dlt645Frame.LengthAt];
        var total = Dlt645Frame.Overhead + length;
        var trimmed = rest.TrimEnd(SummedFrame.Wake);
        var endsAt = trimmed.Length - Dlt645Frame.Overhead;
        var endsElsewhere = trimmed[^1] == SummedFrame.Stop && endsAt is >= 0 and <= 255 && endsAt != length;
        var sumFits = rest.Length > total - 2 && rest[total - 2] == SummedFrame.SumOf(rest[..(total - 2)]);
        if (endsElsewhere && !sumFits && (rest.Length < total || rest[total - 1] != SummedFrame.Stop))
        {
            return new DecodeFault("wrong length", Hex((byte)endsAt), Hex(length), start + Dlt645Frame.LengthAt);
        }

        if (rest.Length < total - 1)
        {
            return TooShort(bytes.Length, string.Create(CultureInfo.InvariantCulture, $"{total} bytes by its length {length:X2}"), rest.Length);
        }

        var sum = SummedFrame.SumOf(rest[..(total - 2)]);
        if (!sumFits)
        {
            return new DecodeFault("wrong check sum", Hex(sum), Hex(rest[total - 2]), start + total - 2);
        }

        if (rest.Length < total || rest[total - 1] != SummedFrame.Stop)
        {
            return new DecodeFault("missing end", Hex(SummedFrame.Stop), rest.Length < total ? "end of frame" : Hex(rest[total - 1]), start + total - 1);
        }

        var after = rest[total..].Trim(SummedFrame.Wake);
        return after.Length <= MaxStrays ? null : new DecodeFault("bytes after the frame", "end of frame", Hex(after[0]), start + total + rest[total..].IndexOfAnyExcept(SummedFrame.Wake));
    }

    private static DecodeFault TooShort(int offset, string expected, int actual) =>
        new("frame ends too early", expected, string.Create(CultureInfo.InvariantCulture, $"end of frame after {actual} bytes"), offset);

    private static string Hex(byte b) => b.ToString("X2", CultureInfo.InvariantCulture);
}
