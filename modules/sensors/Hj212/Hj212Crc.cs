namespace EdgeAgent.Sensors.Hj212;

/// <summary>
/// Check sum of HJ 212-2017 (appendix A): each byte is XORed into the high byte moved down, then eight shifts with polynomial A001; start FFFF. Not the CRC of Modbus:
/// "123456789" gives 2F80.
/// </summary>
public static class Hj212Crc
{
    private static readonly ushort[] Table = MakeTable();

    /// <summary>The check sum of <paramref name="segment"/>.</summary>
    public static ushort Compute(ReadOnlySpan<byte> segment)
    {
        var crc = 0xFFFF;
        foreach (var b in segment)
        {
            crc = Shifted((crc >> 8) ^ b);
        }

        return (ushort)crc;
    }

    // Eight shifts of a 16-bit register: the low byte decides what is XORed in.
    private static int Shifted(int register) => (register >> 8) ^ Table[register & 0xFF];

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (var i = 0; i < table.Length; i++)
        {
            var register = i;
            for (var bit = 0; bit < 8; bit++)
            {
                register = (register & 1) != 0 ? (register >> 1) ^ 0xA001 : register >> 1;
            }

            table[i] = (ushort)register;
        }

        return table;
    }
}
