using EdgeAgent.Core.Sensing.Framing;
namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Writes requests. Pure; allocates nothing.</summary>
public static class Cjt188Request
{
    /// <summary>Control code that reads data.</summary>
    public const byte Read = 0x01;

    /// <summary>Control code that reads the address.</summary>
    public const byte ReadAddress = 0x03;

    /// <summary>Control code that writes data.</summary>
    public const byte WriteData = 0x04;

    /// <summary>What a meter shows now.</summary>
    public const ushort MeterData = 0x901F;

    /// <summary>What it showed at the last settlement; up to <see cref="LastHistory"/> for the twelfth before.</summary>
    public const ushort FirstHistory = 0xD120;

    /// <summary>What it showed at the twelfth settlement before now.</summary>
    public const ushort LastHistory = 0xD12B;

    /// <summary>The address.</summary>
    public const ushort AddressData = 0x810A;

    /// <summary>The valve.</summary>
    public const ushort Valve = 0xA017;

    /// <summary>The clock.</summary>
    public const ushort Clock = 0xA015;

    /// <summary>Payload of <see cref="Valve"/> that opens it.</summary>
    public const byte ValveOpen = 0x55;

    /// <summary>Payload of <see cref="Valve"/> that closes it.</summary>
    public const byte ValveClose = 0x99;

    /// <summary>Most wake-up bytes before a request.</summary>
    public const int MaxWake = 8;

    /// <summary>Bytes of identifier and serial number.</summary>
    public const int DataHead = 3;

    private const int MaxPayload = 16;

    /// <summary>Asks for the data <paramref name="identifier"/>; answers the frame's length.</summary>
    public static int WriteRead(Span<byte> frame, int wake, Cjt188Address address, Cjt188Order order, ushort identifier, byte serial) =>
        Write(frame, wake, address, Read, order, identifier, serial, default);

    /// <summary>Asks the only meter on the line for its type and address; answers the frame's length.</summary>
    public static int WriteReadAddress(Span<byte> frame, int wake, Cjt188Order order) =>
        Write(frame, wake, Cjt188Address.Wildcard, ReadAddress, order, AddressData, 0, default);

    /// <summary>Opens or closes the valve; answers the frame's length.</summary>
    public static int WriteValve(Span<byte> frame, int wake, Cjt188Address address, Cjt188Order order, bool open, byte serial) =>
        Write(frame, wake, address, WriteData, order, Valve, serial, [open ? ValveOpen : ValveClose]);

    /// <summary>Writes any frame, wake-up bytes first, <paramref name="payload"/> 16 bytes at most; answers its length.</summary>
    public static int Write(Span<byte> frame, int wake, Cjt188Address address, byte control, Cjt188Order order, ushort identifier, byte serial, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxPayload);
        frame[..wake].Fill(SummedFrame.Wake);
        var body = frame[wake..];
        body[0] = SummedFrame.Start;
        address.Write(body[Cjt188Frame.TypeAt..]);
        body[Cjt188Frame.ControlAt] = control;
        body[Cjt188Frame.LengthAt] = (byte)(DataHead + payload.Length);
        body[Cjt188Frame.HeadLength] = (byte)(order == Cjt188Order.HighFirst ? identifier >> 8 : identifier);
        body[Cjt188Frame.HeadLength + 1] = (byte)(order == Cjt188Order.HighFirst ? identifier : identifier >> 8);
        body[Cjt188Frame.HeadLength + 2] = serial;
        payload.CopyTo(body[(Cjt188Frame.HeadLength + DataHead)..]);
        var end = Cjt188Frame.HeadLength + DataHead + payload.Length;
        body[end] = SummedFrame.SumOf(body[..end]);
        body[end + 1] = SummedFrame.Stop;
        return wake + end + 2;
    }

    /// <summary>
    /// The identifier with which the data of a frame begin, in either order: the one that the standard knows; as written when it knows neither. The two orders of a known identifier never mean
    /// two known ones, because all known ones begin with 81, 90, A0 or D1 and end in less.
    /// </summary>
    public static ushort IdentifierOf(ReadOnlySpan<byte> data)
    {
        var asWritten = (ushort)((data[0] << 8) | data[1]);
        var swapped = (ushort)((data[1] << 8) | data[0]);
        return !IsKnown(asWritten) && IsKnown(swapped) ? swapped : asWritten;
    }

    private static bool IsKnown(ushort identifier) => (identifier >> 8) is 0x81 or 0x90 or 0xA0 or 0xD1 && (byte)identifier < 0x80;
}
