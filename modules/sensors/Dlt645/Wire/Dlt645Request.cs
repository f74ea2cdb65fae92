using EdgeAgent.Core.Sensing.Framing;
namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Writes requests. Pure; allocates nothing.</summary>
public static class Dlt645Request
{
    /// <summary>Reads data, 2007.</summary>
    public const byte Read2007 = 0x11;

    /// <summary>Reads what follows, 2007.</summary>
    public const byte ReadNext2007 = 0x12;

    /// <summary>Reads the address, 2007; to the wildcard address.</summary>
    public const byte ReadAddress2007 = 0x13;

    /// <summary>Reads data, 1997.</summary>
    public const byte Read1997 = 0x01;

    /// <summary>Reads what follows, 1997.</summary>
    public const byte ReadNext1997 = 0x02;

    /// <summary>Most wake-up bytes before a request.</summary>
    public const int MaxWake = 8;

    /// <summary>Bytes of an identifier.</summary>
    public static int IdentifierLength(Dlt645Edition edition) => edition == Dlt645Edition.Of2007 ? 4 : 2;

    /// <summary>Asks for the data <paramref name="identifier"/>; answers the frame's length. To the wildcard address it finds a meter of the 1997 edition.</summary>
    public static int WriteRead(Span<byte> frame, int wake, Dlt645Edition edition, Dlt645Address address, uint identifier)
    {
        Span<byte> data = stackalloc byte[4];
        return Write(frame, wake, address, edition == Dlt645Edition.Of2007 ? Read2007 : Read1997, data[..WriteIdentifier(data, edition, identifier)]);
    }

    /// <summary>Asks for the follow-up frame <paramref name="sequence"/> (from 1; the 1997 edition numbers none) of the data; answers the frame's length.</summary>
    public static int WriteReadNext(Span<byte> frame, int wake, Dlt645Edition edition, Dlt645Address address, uint identifier, byte sequence)
    {
        Span<byte> data = stackalloc byte[5];
        var length = WriteIdentifier(data, edition, identifier);
        if (edition == Dlt645Edition.Of2007)
        {
            data[length++] = sequence;
        }

        return Write(frame, wake, address, edition == Dlt645Edition.Of2007 ? ReadNext2007 : ReadNext1997, data[..length]);
    }

    /// <summary>Asks the only meter on the line for its address (2007); answers the frame's length.</summary>
    public static int WriteReadAddress(Span<byte> frame, int wake) => Write(frame, wake, Dlt645Address.Wildcard, ReadAddress2007, default);

    /// <summary>Writes any frame, wake-up bytes first; <paramref name="data"/> without the shift. Answers its length.</summary>
    public static int Write(Span<byte> frame, int wake, Dlt645Address address, byte control, ReadOnlySpan<byte> data)
    {
        frame[..wake].Fill(SummedFrame.Wake);
        var body = frame[wake..];
        body[0] = SummedFrame.Start;
        address.Write(body[1..]);
        body[Dlt645Frame.SecondStartAt] = SummedFrame.Start;
        body[Dlt645Frame.LengthAt - 1] = control;
        body[Dlt645Frame.LengthAt] = (byte)data.Length;
        for (var i = 0; i < data.Length; i++)
        {
            body[Dlt645Frame.HeadLength + i] = (byte)(data[i] + Dlt645Frame.Shift);
        }

        var end = Dlt645Frame.HeadLength + data.Length;
        body[end] = SummedFrame.SumOf(body[..end]);
        body[end + 1] = SummedFrame.Stop;
        return wake + end + 2;
    }

    private static int WriteIdentifier(Span<byte> data, Dlt645Edition edition, uint identifier)
    {
        var length = IdentifierLength(edition);
        for (var i = 0; i < length; i++)
        {
            data[i] = (byte)(identifier >> (8 * i));
        }

        return length;
    }
}
