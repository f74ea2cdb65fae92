namespace EdgeAgent.Sensors.Sl651;

/// <summary>CRC-16 with polynomial A001 reflected, start FFFF, over everything from the frame's first byte to its end character; sent high byte first (SL 651-2014, appendix B).</summary>
public static class Sl651Crc
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
