namespace EdgeAgent.Sensors.Modbus;

/// <summary>CRC-16 of Modbus RTU: polynomial A001 reflected, start FFFF, low byte first on the wire (Modbus over Serial Line 1.02, 6.2.2).</summary>
public static class ModbusCrc
{
    private static readonly ushort[] Table = MakeTable();

    /// <summary>The CRC of <paramref name="bytes"/>.</summary>
    public static ushort Compute(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0xFFFF;
        foreach (var b in bytes)
        {
            crc = (ushort)((crc >> 8) ^ Table[(byte)(crc ^ b)]);
        }

        return crc;
    }

    /// <summary>True when the last two of <paramref name="frame"/> are the CRC of the rest.</summary>
    public static bool Fits(ReadOnlySpan<byte> frame) =>
        frame.Length > 2 && Compute(frame[..^2]) == (ushort)(frame[^2] | (frame[^1] << 8));

    /// <summary>Writes the CRC of all but the last two bytes into those.</summary>
    public static void Seal(Span<byte> frame)
    {
        var crc = Compute(frame[..^2]);
        frame[^2] = (byte)crc;
        frame[^1] = (byte)(crc >> 8);
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (var i = 0; i < 256; i++)
        {
            var crc = (ushort)i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (ushort)((crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1);
            }

            table[i] = crc;
        }

        return table;
    }
}
