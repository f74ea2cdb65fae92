namespace EdgeAgent.Sensors.I2c;

/// <summary>CRC-8 of Sensirion's sensors: polynomial 31h, start FFh, nothing reflected (SHT3x-DIS datasheet, version 7, table 20: BEEFh gives 92h).</summary>
internal static class SensirionCrc
{
    private const byte Polynomial = 0x31;

    /// <summary>Check sum of <paramref name="bytes"/>.</summary>
    public static byte Of(ReadOnlySpan<byte> bytes)
    {
        byte crc = 0xFF;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (byte)((crc & 0x80) != 0 ? (crc << 1) ^ Polynomial : crc << 1);
            }
        }

        return crc;
    }
}
