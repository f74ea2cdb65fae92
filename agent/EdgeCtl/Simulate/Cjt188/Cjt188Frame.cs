using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Line;

namespace EdgeCtl.Simulate.Cjt188;

/// <summary>The frame of CJ/T 188: FE bytes, 68, meter type, address low byte first, control, length, data as they are, the sum, 16. Pure; allocates nothing.</summary>
internal static class Cjt188Frame
{
    /// <summary>Bytes of an address.</summary>
    public const int AddressBytes = 7;

    /// <summary>Where data begins.</summary>
    public const int DataAt = 11;

    /// <summary>Looks for a whole frame.</summary>
    public static Look Find(ReadOnlySpan<byte> received)
    {
        for (var at = 0; at + 13 <= received.Length; at++)
        {
            var rest = received[at..];
            var length = 13 + rest[10];
            if (rest[0] == 0x68 && length <= rest.Length && rest[length - 1] == 0x16 && rest[length - 2] == Bcd.Sum(rest[..(length - 2)]))
            {
                return new Look(at, length);
            }
        }

        return Look.None;
    }

    /// <summary>Writes a frame; its length.</summary>
    public static int Write(byte type, ReadOnlySpan<byte> address, byte control, ReadOnlySpan<byte> data, int preamble, Span<byte> frame)
    {
        frame[..preamble].Fill(0xFE);
        var body = frame[preamble..];
        body[0] = 0x68;
        body[1] = type;
        address.CopyTo(body[2..]);
        body[9] = control;
        body[10] = (byte)data.Length;
        data.CopyTo(body[DataAt..]);
        Seal(body[..(13 + data.Length)]);
        return preamble + 13 + data.Length;
    }

    /// <summary>Writes the sum and the end.</summary>
    public static void Seal(Span<byte> frame)
    {
        frame[^2] = Bcd.Sum(frame[..^2]);
        frame[^1] = 0x16;
    }
}
