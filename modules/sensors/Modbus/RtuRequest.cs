namespace EdgeAgent.Sensors.Modbus;

/// <summary>A read request and what its reply must look like.</summary>
/// <param name="Unit">Unit id, 1..247.</param>
/// <param name="Area">Table and function code.</param>
/// <param name="First">First register or bit, 0..65535.</param>
/// <param name="Count">How many registers or bits.</param>
public readonly record struct RtuRequest(byte Unit, ModbusArea Area, int First, int Count)
{
    /// <summary>Length of a read request.</summary>
    public const int Length = 8;

    /// <summary>Data bytes that the reply carries.</summary>
    public int ReplyBytes => Area is ModbusArea.Coil or ModbusArea.Discrete ? (Count + 7) / 8 : Count * 2;

    /// <summary>Length of the reply's frame.</summary>
    public int ReplyLength => ReplyBytes + 5;

    /// <summary>Writes the frame; <paramref name="frame"/> holds <see cref="Length"/> bytes at least.</summary>
    public void Write(Span<byte> frame)
    {
        frame[0] = Unit;
        frame[1] = (byte)Area;
        frame[2] = (byte)(First >> 8);
        frame[3] = (byte)First;
        frame[4] = (byte)(Count >> 8);
        frame[5] = (byte)Count;
        var crc = ModbusCrc.Compute(frame[..6]);
        frame[6] = (byte)crc;
        frame[7] = (byte)(crc >> 8);
    }
}
