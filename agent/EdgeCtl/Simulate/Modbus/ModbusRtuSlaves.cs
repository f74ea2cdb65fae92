using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Line;

namespace EdgeCtl.Simulate.Modbus;

/// <summary>Slaves that speak Modbus RTU (Modbus over Serial Line 1.02, 2.5.1).</summary>
internal sealed class ModbusRtuSlaves(int baud, ModbusUnits? units = null, int bitsPerByte = 10) : Slave(baud, bitsPerByte)
{
    /// <summary>Longest frame, bytes.</summary>
    public const int MaxFrame = 256;

    private readonly byte[] _scratch = new byte[MaxFrame];

    /// <summary>The slaves by address.</summary>
    public ModbusUnits Units { get; } = units ?? new ModbusUnits();

    /// <inheritdoc/>
    public override Look Find(ReadOnlySpan<byte> received, bool isSilent)
    {
        if (received.Length < 4)
        {
            return Look.None;
        }

        var pdu = ModbusPdu.LengthOf(received[1..]);
        var length = pdu < 0 && isSilent ? Math.Min(received.Length, MaxFrame) : 1 + pdu + 2;
        return pdu == 0 || length <= 3 || length > received.Length || !Crc16.FitsLowFirst(received[..length]) ? Look.None : new Look(0, length);
    }

    /// <inheritdoc/>
    public override Reply Answer(ReadOnlySpan<byte> request, long nowNs, Span<byte> frame)
    {
        var pdu = request[1..^2];
        if (request[0] == 0)
        {
            Units.Broadcast(pdu, _scratch);
        }

        if (Units[request[0]] is not { } map)
        {
            return default;
        }

        frame[0] = request[0];
        var length = 1 + ModbusPdu.Answer(pdu, map, frame[1..], out var isException) + 2;
        Crc16.SealLowFirst(frame[..length]);
        return new Reply(isException ? ReplyKind.Exception : ReplyKind.Normal, length);
    }

    /// <inheritdoc/>
    public override bool Readdress(Span<byte> frame)
    {
        frame[0] = (byte)(frame[0] == 247 ? 1 : frame[0] + 1);
        Crc16.SealLowFirst(frame);
        return true;
    }
}
