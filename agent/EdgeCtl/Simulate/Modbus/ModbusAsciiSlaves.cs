using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Line;

namespace EdgeCtl.Simulate.Modbus;

/// <summary>Slaves that speak Modbus ASCII (Modbus over Serial Line 1.02, 2.5.2): a colon, hexadecimal digits, the negative sum, carriage return and line feed.</summary>
internal sealed class ModbusAsciiSlaves(int baud, ModbusUnits units, int bitsPerByte = 10) : Slave(baud, bitsPerByte)
{
    private const int MaxText = 513;
    private readonly byte[] _request = new byte[256];
    private readonly byte[] _reply = new byte[256];

    /// <inheritdoc/>
    public override bool IsText => true;

    /// <inheritdoc/>
    public override Look Find(ReadOnlySpan<byte> received, bool isSilent)
    {
        var end = received.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return Look.None;
        }

        // A colon begins anew: what stands before the last one is a frame that was broken off.
        var start = received[..end].LastIndexOf((byte)':');
        return start >= 0 && TryUnpack(received[(start + 1)..end], out _) ? new Look(start, end + 2 - start) : Look.None;
    }

    /// <inheritdoc/>
    public override Reply Answer(ReadOnlySpan<byte> request, long nowNs, Span<byte> frame)
    {
        _ = TryUnpack(request[1..^2], out var length);
        var pdu = _request.AsSpan(1, length - 2);
        if (_request[0] == 0)
        {
            units.Broadcast(pdu, _reply);
        }

        if (units[_request[0]] is not { } map)
        {
            return default;
        }

        _reply[0] = _request[0];
        var replied = 1 + ModbusPdu.Answer(pdu, map, _reply.AsSpan(1), out var isException);
        return new Reply(isException ? ReplyKind.Exception : ReplyKind.Normal, Pack(_reply.AsSpan(0, replied), frame));
    }

    /// <inheritdoc/>
    public override bool Readdress(Span<byte> frame)
    {
        _ = TryUnpack(frame[1..^2], out var length);
        _request[0] = (byte)(_request[0] == 247 ? 1 : _request[0] + 1);
        _ = Pack(_request.AsSpan(0, length - 1), frame);
        return true;
    }

    private static int Pack(ReadOnlySpan<byte> bytes, Span<byte> frame)
    {
        frame[0] = (byte)':';
        Hex.Write(bytes, frame[1..]);
        var end = 1 + (2 * bytes.Length);
        Hex.Write([(byte)-Bcd.Sum(bytes)], frame[end..]);
        "\r\n"u8.CopyTo(frame[(end + 2)..]);
        return end + 4;
    }

    private bool TryUnpack(ReadOnlySpan<byte> text, out int length)
    {
        length = text.Length / 2;
        return text.Length is >= 6 and < MaxText && Hex.TryRead(text, _request) && Bcd.Sum(_request.AsSpan(0, length)) == 0;
    }
}
