using System.Buffers.Binary;
using EdgeAgent.Sensors.Modbus;

namespace EdgeCtl.Simulate;

/// <summary>The slave's side of Modbus RTU: how long a request is, and what the answer is. Pure; allocates nothing.</summary>
internal static class SlaveCodec
{
    /// <summary>Longest frame, bytes (Modbus over Serial Line 1.02, 2.5.1).</summary>
    public const int MaxFrame = 256;

    private const byte IllegalFunction = 1;
    private const byte IllegalAddress = 2;
    private const byte IllegalValue = 3;
    private const int MaxRegisters = 125;
    private const int MaxBits = 2000;

    /// <summary>Length of the request that begins here; 0 when more bytes are needed to tell; -1 for a function whose length nobody can tell.</summary>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
        {
            return 0;
        }

        return bytes[1] switch
        {
            >= 1 and <= 6 => 8,
            15 or 16 => bytes.Length < 7 ? 0 : 9 + bytes[6],
            _ => -1,
        };
    }

    /// <summary>True when the last two bytes are the check of the others.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> frame) => frame.Length >= 4 && ModbusCrc.Fits(frame);

    /// <summary>Answers an intact request to a slave with these registers; the reply's length, its check included. <paramref name="reply"/> holds 256 bytes.</summary>
    public static int Answer(ReadOnlySpan<byte> request, RegisterMap map, Span<byte> reply, out bool isException)
    {
        reply[0] = request[0];
        reply[1] = request[1];
        var length = 0;
        var exception = request[1] is >= 1 and <= 4 && request.Length == 8 ? Read(request, map, reply, out length) : IllegalFunction;
        isException = exception != 0;
        if (isException)
        {
            reply[1] |= 0x80;
            reply[2] = exception;
            length = 3;
        }

        ModbusCrc.Seal(reply[..(length + 2)]);
        return length + 2;
    }

    private static byte Read(ReadOnlySpan<byte> request, RegisterMap map, Span<byte> reply, out int length)
    {
        var address = BinaryPrimitives.ReadUInt16BigEndian(request[2..]);
        var count = BinaryPrimitives.ReadUInt16BigEndian(request[4..]);
        var isBits = request[1] <= 2;
        length = 0;
        if (count == 0 || count > (isBits ? MaxBits : MaxRegisters))
        {
            return IllegalValue;
        }

        var bytes = isBits ? (count + 7) / 8 : 2 * count;
        var target = reply.Slice(3, bytes);
        var isThere = request[1] switch
        {
            1 => RegisterMap.TryRead(map.Coils, address, count, target),
            2 => RegisterMap.TryRead(map.Discretes, address, count, target),
            3 => RegisterMap.TryRead(map.Holding, address, count, target),
            _ => RegisterMap.TryRead(map.Input, address, count, target),
        };
        reply[2] = (byte)bytes;
        length = 3 + bytes;
        return isThere ? (byte)0 : IllegalAddress;
    }
}
