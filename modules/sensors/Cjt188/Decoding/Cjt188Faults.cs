using System.Globalization;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Finds the one frame in what a person gave, or tells what is wrong with it and where.</summary>
internal static class Cjt188Faults
{
    // A stray byte after a frame is what meters send; more is something else.
    private const int MaxStrays = 1;

    /// <summary>Where the frame begins, behind wake-up bytes and noise; or the fault.</summary>
    public static DecodeFault? Find(ReadOnlySpan<byte> bytes, out int start)
    {
        start = bytes.IndexOfAnyExcept(SummedFrame.Wake);
        if (start < 0)
        {
            start = 0;
            return new DecodeFault("no frame", Hex(SummedFrame.Start), "end of frame", bytes.Length);
        }

        var fault = Check(bytes, start);
        if (fault is null || IsLikeFrame(bytes[start..]))
        {
            return fault;
        }

        // Noise may hold a 68 by chance: only a sound frame behind it counts.
        for (var at = start + 1; at + Cjt188Frame.Overhead <= bytes.Length; at++)
        {
            if (bytes[at] == SummedFrame.Start && Check(bytes, at) is null)
            {
                start = at;
                return null;
            }

            if (IsLikeFrame(bytes[at..]))
            {
                break;
            }
        }

        return fault;
    }

    // A 68, the type of a meter and no wake-up byte in the address: a frame was meant, so that its fault is told and it is not passed over as noise.
    private static bool IsLikeFrame(ReadOnlySpan<byte> rest) =>
        rest.Length >= Cjt188Frame.Overhead && rest[0] == SummedFrame.Start && Cjt188Frame.IsType(rest[Cjt188Frame.TypeAt]) && (rest[Cjt188Frame.ControlAt] & 0x20) == 0
        && !rest[(Cjt188Frame.TypeAt + 1)..Cjt188Frame.ControlAt].Contains(SummedFrame.Wake);

    private static DecodeFault? Check(ReadOnlySpan<byte> bytes, int start)
    {
        var rest = bytes[start..];
        if (rest[0] != SummedFrame.Start)
        {
            return new DecodeFault("missing start", Hex(SummedFrame.Start), Hex(rest[0]), start);
        }

        if (rest.Length > Cjt188Frame.TypeAt && !Cjt188Frame.IsType(rest[Cjt188Frame.TypeAt]))
        {
            return new DecodeFault("no type of meter", "10 to 4F, or AA", Hex(rest[Cjt188Frame.TypeAt]), start + Cjt188Frame.TypeAt);
        }

        if (rest.Length <= Cjt188Frame.LengthAt)
        {
            return TooShort(bytes.Length, $"{Cjt188Frame.Overhead} bytes at least", rest.Length);
        }

        var length = rest[Cjt188Frame.LengthAt];
        var total = Cjt188Frame.Overhead + length;
        var trimmed = rest.TrimEnd(SummedFrame.Wake);
        var endsAt = trimmed.Length - Cjt188Frame.Overhead;
        var endsElsewhere = trimmed[^1] == SummedFrame.Stop && endsAt is >= 0 and <= 255 && endsAt != length;
        var sumFits = rest.Length > total - 2 && rest[total - 2] == SummedFrame.SumOf(rest[..(total - 2)]);
        if (endsElsewhere && !sumFits && (rest.Length < total || rest[total - 1] != SummedFrame.Stop))
        {
            return new DecodeFault("wrong length", Hex((byte)endsAt), Hex(length), start + Cjt188Frame.LengthAt);
        }

        if (rest.Length < total - 1)
        {
            return TooShort(bytes.Length, string.Create(CultureInfo.InvariantCulture, $"{total} bytes by its length {length:X2}"), rest.Length);
        }

        if (!sumFits)
        {
            return new DecodeFault("wrong check sum", Hex(SummedFrame.SumOf(rest[..(total - 2)])), Hex(rest[total - 2]), start + total - 2);
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
