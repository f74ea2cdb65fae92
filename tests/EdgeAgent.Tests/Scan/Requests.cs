namespace EdgeAgent.Tests.Scan;

/// <summary>Judges what a scan sends, apart from the product's code: a whole frame of a known protocol that reads.</summary>
internal static class Requests
{
    private static readonly byte[] ModbusReads = [1, 2, 3, 4, 0x2B];
    private static readonly byte[] Reads645 = [0x01, 0x11, 0x13];
    private static readonly byte[] Reads188 = [0x01, 0x03];

    /// <summary>CRC-16 of Modbus, bit by bit.</summary>
    public static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFF;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1;
            }
        }

        return (ushort)crc;
    }

    /// <summary>A frame of Modbus RTU.</summary>
    public static byte[] Rtu(params byte[] body)
    {
        var crc = Crc(body);
        return [.. body, (byte)crc, (byte)(crc >> 8)];
    }

    /// <summary>A frame of DL/T 645: number as on the label, control code, data without the shift.</summary>
    public static byte[] Meter(string number, byte control, params byte[] data)
    {
        byte[] head = [0x68, .. Convert.FromHexString(number).Reverse(), 0x68, control, (byte)data.Length, .. data.Select(b => (byte)(b + 0x33))];
        return [.. head, (byte)head.Sum(b => b), 0x16];
    }

    /// <summary>True when a request can only read, whichever of the protocols a device takes it for.</summary>
    public static bool IsRead(byte[] frame)
    {
        var body = frame.SkipWhile(b => b == 0xFE).ToArray();
        if (body.Length >= 12 && body[0] == 0x68)
        {
            var isSummed = (byte)body[..^2].Sum(b => b) == body[^2] && body[^1] == 0x16;
            return isSummed && (body[7] == 0x68 ? Reads645.Contains(body[8]) : Reads188.Contains(body[9]));
        }

        if (frame[0] == ':')
        {
            return ModbusReads.Contains(Convert.FromHexString(System.Text.Encoding.ASCII.GetString(frame, 1, 4))[1]);
        }

        if (Crc(frame) == 0)
        {
            return frame[0] != 0 && ModbusReads.Contains(frame[1]);
        }

        // Modbus TCP: no serial device takes it for a frame, as its check sum is none.
        return frame.Length >= 8 && frame[2] == 0 && frame[3] == 0 && frame[5] == frame.Length - 6 && ModbusReads.Contains(frame[7]);
    }
}
