namespace EdgeCtl.Simulate;

/// <summary>Modbus CRC-16 (Modbus over Serial Line 1.02, 6.2.2): polynomial A001 reflected, start FFFF, low byte first on the line.</summary>
internal static class SlaveCrc
{
    private static readonly ushort[] Table = MakeTable();

    /// <summary>The check of <paramref name="bytes"/>.</summary>
    public static ushort Of(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0xFFFF;
        foreach (var value in bytes)
        {
            crc = (ushort)((crc >> 8) ^ Table[(crc ^ value) & 0xFF]);
        }

        return crc;
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (var i = 0; i < table.Length; i++)
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
