using System.Buffers.Binary;

namespace EdgeCtl.Simulate.Checks;

/// <summary>CRC-16/MODBUS (Modbus over Serial Line 1.02, 6.2.2; SL 651 uses the same sum): polynomial A001 reflected, begins with FFFF. Pure; thread-safe.</summary>
internal static class Crc16
{
    private static readonly ushort[] Table = MakeTable();

    /// <summary>The check of these bytes.</summary>
    public static ushort Of(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0xFFFF;
        foreach (var value in bytes)
        {
            crc = (ushort)((crc >> 8) ^ Table[(crc ^ value) & 0xFF]);
        }

        return crc;
    }

    /// <summary>Writes the check of all but the last two bytes into those, low byte first as Modbus does.</summary>
    public static void SealLowFirst(Span<byte> frame) => BinaryPrimitives.WriteUInt16LittleEndian(frame[^2..], Of(frame[..^2]));

    /// <summary>Writes the check of all but the last two bytes into those, high byte first as SL 651 does.</summary>
    public static void SealHighFirst(Span<byte> frame) => BinaryPrimitives.WriteUInt16BigEndian(frame[^2..], Of(frame[..^2]));

    /// <summary>True when the last two bytes are the check of the others, low byte first.</summary>
    public static bool FitsLowFirst(ReadOnlySpan<byte> frame) => frame.Length > 2 && BinaryPrimitives.ReadUInt16LittleEndian(frame[^2..]) == Of(frame[..^2]);

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
