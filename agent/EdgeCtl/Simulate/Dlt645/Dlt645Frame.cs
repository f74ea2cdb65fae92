using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Line;

namespace EdgeCtl.Simulate.Dlt645;

/// <summary>
/// The frame of DL/T 645, the same in both editions: FE bytes that wake the line, 68, the address low byte first, 68, control, length, data raised by 33H, the sum, 16.
/// Pure; allocates nothing.
/// </summary>
internal static class Dlt645Frame
{
    /// <summary>Bytes of an address.</summary>
    public const int AddressBytes = 6;

    /// <summary>Where data begins.</summary>
    public const int DataAt = 10;

    /// <summary>Most bytes of data in an answer to a read (DL/T 645-2007, 5.2.6).</summary>
    public const int MaxData = 200;

    private const byte Begin = 0x68;
    private const byte End = 0x16;
    private const byte Raise = 0x33;

    /// <summary>Looks for a whole frame.</summary>
    public static Look Find(ReadOnlySpan<byte> received)
    {
        for (var at = 0; at + 12 <= received.Length; at++)
        {
            var rest = received[at..];
            if (rest[0] != Begin || rest[7] != Begin)
            {
                continue;
            }

            var length = 12 + rest[9];
            if (length <= rest.Length && rest[length - 1] == End && rest[length - 2] == Bcd.Sum(rest[..(length - 2)]))
            {
                return new Look(at, length);
            }
        }

        return Look.None;
    }

    /// <summary>Takes 33H off the data of a frame.</summary>
    public static int Lower(ReadOnlySpan<byte> frame, Span<byte> data)
    {
        var raised = frame.Slice(DataAt, frame[9]);
        for (var i = 0; i < raised.Length; i++)
        {
            data[i] = (byte)(raised[i] - Raise);
        }

        return raised.Length;
    }

    /// <summary>Writes a frame; its length.</summary>
    public static int Write(ReadOnlySpan<byte> address, byte control, ReadOnlySpan<byte> data, int preamble, Span<byte> frame)
    {
        frame[..preamble].Fill(0xFE);
        var body = frame[preamble..];
        body[0] = Begin;
        address.CopyTo(body[1..]);
        body[7] = Begin;
        body[8] = control;
        body[9] = (byte)data.Length;
        for (var i = 0; i < data.Length; i++)
        {
            body[DataAt + i] = (byte)(data[i] + Raise);
        }

        Seal(body[..(12 + data.Length)]);
        return preamble + 12 + data.Length;
    }

    /// <summary>Writes the sum and the end.</summary>
    public static void Seal(Span<byte> frame)
    {
        frame[^2] = Bcd.Sum(frame[..^2]);
        frame[^1] = End;
    }
}
